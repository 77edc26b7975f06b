import type { Kind } from '../../core/product.ts';

/** What a stream is for, as people say it. */
export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  cloud: 'cloud image',
  installer: 'installer',
  live: 'live system',
  netboot: 'network boot',
  container: 'container',
  board: 'board image',
};
