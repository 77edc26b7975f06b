import type { Kind } from '../../core/product.ts';
import { en } from './messages/en.ts';

/** What a stream is for, as people say it in English; `kind.cloud` and so on in every language. */
export const KIND_WORDS: Readonly<Record<Kind, string>> = {
  cloud: en['kind.cloud'],
  installer: en['kind.installer'],
  live: en['kind.live'],
  netboot: en['kind.netboot'],
  container: en['kind.container'],
  board: en['kind.board'],
};
