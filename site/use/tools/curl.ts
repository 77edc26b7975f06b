import { checkedDownload, inTurn } from '../checked-download.ts';
import type { Tool } from '../tool.ts';
import { unpack } from '../unpack.ts';

/** @see https://curl.se/docs/manpage.html */
export const curl: Tool = {
  id: 'curl',
  title: 'curl',
  language: 'sh',
  suits: () => true,
  lines: (image) => inTurn(...checkedDownload(image), unpack(image)?.command),
};
