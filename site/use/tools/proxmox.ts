import { shellWord } from '../../../core/shell-word.ts';
import { say } from '../../words/say.ts';
import { inTurn, overLines } from '../checked-download.ts';
import { contentOf, storedName } from '../proxmox-content.ts';
import type { Tool } from '../tool.ts';
import { hostName } from '../used-image.ts';
import type { UsedImage } from '../used-image.ts';

/** The node fetches the file itself and refuses it unless it has the digest. @see https://pve.proxmox.com/pve-docs/api-viewer/ */
export const proxmox: Tool = {
  id: 'proxmox',
  title: 'Proxmox VE',
  language: 'sh',
  suits: (image) => contentOf(image) !== undefined,
  lines: (image, tell) => {
    const content = contentOf(image) ?? 'import';
    const fetch = overLines(
      `pvesh create /nodes/$(hostname)/storage/local/download-url --content ${content}`,
      `--filename ${shellWord(storedName(image))}`,
      `--url ${shellWord(image.url)}`,
      `--checksum-algorithm ${image.algorithm} --checksum ${image.hex}`,
    );
    return [`# ${tell(say('use.on-a-node'))}`, ...inTurn(fetch, createMachine(image, content))];
  },
};

function createMachine(image: UsedImage, content: 'iso' | 'import'): string {
  const name = shellWord(storedName(image));
  const machine = `qm create 9000 --name ${hostName(image)} --memory 2048 --net0 virtio,bridge=vmbr0`;
  return content === 'iso'
    ? overLines(
        machine,
        `--cdrom local:iso/${name} --scsihw virtio-scsi-pci --scsi0 local-lvm:32 --boot 'order=scsi0;ide2'`,
      )
    : overLines(
        machine,
        `--scsihw virtio-scsi-pci --scsi0 local-lvm:0,import-from=local:import/${name}`,
        '--ide2 local-lvm:cloudinit --boot order=scsi0 --serial0 socket',
      );
}
