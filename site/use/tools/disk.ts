import { shellWord } from '../../../core/shell-word.ts';
import { say } from '../../words/say.ts';
import { checkedDownload, inTurn } from '../checked-download.ts';
import type { Tool } from '../tool.ts';
import { isReadable, readCommand } from '../unpack.ts';

/** To a USB stick, a memory card or the disk of a machine. */
export const disk: Tool = {
  id: 'dd',
  title: 'USB stick, card (dd)',
  language: 'sh',
  suits: (image) =>
    ['raw', 'iso'].includes(image.format) &&
    ['board', 'installer', 'live'].includes(image.kind) &&
    isReadable(image),
  lines: (image, tell) => {
    const write = 'sudo dd of=/dev/sdX bs=4M conv=fsync status=progress';
    const read = readCommand(image);
    return [
      ...(image.format === 'iso' ? [`# ${tell(say('use.iso-on-stick'))}`] : []),
      `# ${tell(say('use.overwritten'))}`,
      ...inTurn(
        ...checkedDownload(image),
        read === undefined ? `${write} if=${shellWord(image.file)}` : `${read} | ${write}`,
      ),
    ];
  },
};
