import { shellWord } from '../../../core/shell-word.ts';
import { machine } from '../architecture.ts';
import { checkedDownload, inTurn, readyFile } from '../checked-download.ts';
import type { Tool } from '../tool.ts';
import { isReadable } from '../unpack.ts';
import { hostName, isDisk } from '../used-image.ts';
import type { UsedImage } from '../used-image.ts';

/**
 * An image of Incus or LXD is a file and a few words about it; publishers offer the file, the words are written here.
 * @see https://linuxcontainers.org/incus/docs/main/reference/image_format/
 */
export const incus: Tool = {
  id: 'incus',
  title: 'Incus, LXD',
  language: 'sh',
  suits: (image) =>
    machine(image.arch) !== undefined && (isMachine(image) || isContainer(image) || isInstaller(image)),
  lines: (image) => {
    if (isInstaller(image)) return installer(image);
    const name = hostName(image);
    const { commands, file } = isMachine(image)
      ? readyFile(image)
      : { commands: checkedDownload(image), file: image.file };
    return inTurn(
      ...commands,
      `printf 'architecture: ${machine(image.arch)}\\ncreation_date: %s\\n' "$(date +%s)" > metadata.yaml`,
      'tar -czf metadata.tar.gz metadata.yaml',
      `incus image import metadata.tar.gz ${shellWord(file)} --alias ${name}`,
      `incus launch ${name} ${name}${isMachine(image) ? ' --vm -c security.secureboot=false' : ''}`,
    );
  },
};

/** Of disks it takes qcow2 alone. */
function isMachine(image: UsedImage): boolean {
  return isDisk(image) && image.format === 'qcow2' && isReadable(image);
}

function isContainer({ kind, format, compression }: UsedImage): boolean {
  if (kind !== 'cloud' && kind !== 'container') return false;
  return format === 'squashfs' || (format === 'rootfs' && compression?.startsWith('tar.') === true);
}

function isInstaller({ format, compression }: UsedImage): boolean {
  return format === 'iso' && compression === undefined;
}

function installer(image: UsedImage): string[] {
  const name = hostName(image);
  return inTurn(
    ...checkedDownload(image),
    `incus storage volume import default ${shellWord(image.file)} ${name}-iso --type=iso`,
    `incus init ${name} --empty --vm -c security.secureboot=false -d root,size=20GiB`,
    `incus config device add ${name} iso disk pool=default source=${name}-iso boot.priority=10`,
    `incus start ${name} --console=vga`,
  );
}
