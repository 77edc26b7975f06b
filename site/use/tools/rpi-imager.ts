import { shellWord } from '../../../core/shell-word.ts';
import { say } from '../../words/say.ts';
import { checkedDownload, inTurn } from '../checked-download.ts';
import type { Tool } from '../tool.ts';
import { isReadable } from '../unpack.ts';

/**
 * It wants the digest of what comes out of the compressed file, which publishers do not tell: the file is checked first.
 * @see https://github.com/raspberrypi/rpi-imager
 */
export const rpiImager: Tool = {
  id: 'rpi-imager',
  title: 'Raspberry Pi Imager',
  language: 'sh',
  suits: (image) => image.kind === 'board' && image.format === 'raw' && isReadable(image),
  lines: (image, tell) => [
    `# ${tell(say('use.overwritten'))}`,
    ...inTurn(...checkedDownload(image), `rpi-imager --cli ${shellWord(image.file)} /dev/sdX`),
  ],
};
