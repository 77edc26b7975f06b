import { shellWord } from '../../../core/shell-word.ts';
import { machine } from '../architecture.ts';
import { inTurn, overLines, readyFile } from '../checked-download.ts';
import type { Tool } from '../tool.ts';
import { isReadable } from '../unpack.ts';
import { hasCloudInit, hostName, isDisk } from '../used-image.ts';
import type { UsedImage } from '../used-image.ts';

/** @see https://github.com/virt-manager/virt-manager/blob/main/man/virt-install.rst */
export const libvirt: Tool = {
  id: 'libvirt',
  title: 'libvirt',
  language: 'sh',
  suits: (image) =>
    (isDisk(image) || image.format === 'iso') && isReadable(image) && machine(image.arch) !== undefined,
  lines: (image) => {
    const { commands, file } = readyFile(image);
    return inTurn(
      ...commands,
      overLines(
        `virt-install --name ${hostName(image)} --arch ${machine(image.arch)} --memory 2048 --vcpus 2`,
        image.format === 'iso' ? `--cdrom ${shellWord(file)} --disk size=20` : diskOptions(image, file),
        '--osinfo detect=on,require=off --network network=default',
      ),
    );
  },
};

function diskOptions(image: UsedImage, file: string): string {
  const disk = `--import --disk ${shellWord(file)},format=${image.format}`;
  return hasCloudInit(image) ? `${disk} --cloud-init` : disk;
}
