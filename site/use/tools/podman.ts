import { shellWord } from '../../../core/shell-word.ts';
import { checkedDownload, inTurn } from '../checked-download.ts';
import type { Tool } from '../tool.ts';
import { hostName } from '../used-image.ts';

/** @see https://docs.podman.io/en/latest/markdown/podman-import.1.html */
export const podman: Tool = {
  id: 'podman',
  title: 'Podman, Docker',
  language: 'sh',
  suits: ({ kind, format, compression }) =>
    kind === 'container' && format === 'rootfs' && compression?.startsWith('tar.') === true,
  lines: (image) =>
    inTurn(...checkedDownload(image), `podman import ${shellWord(image.file)} ${hostName(image)}:latest`),
};
