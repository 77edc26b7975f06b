import type { Message } from '../say.ts';
import { browseEn } from './browse/en.ts';
import { commonEn } from './common/en.ts';
import { keysEn } from './keys/en.ts';
import { recordEn } from './record/en.ts';
import { buildsEn } from './builds/en.ts';
import { proofEn } from './proof/en.ts';

/** What the site says, in English. The other languages say the same, each in its own file. */
export const en = {
  ...browseEn,
  ...commonEn,
  ...keysEn,
  ...recordEn,
  ...buildsEn,
  ...proofEn,
} as const satisfies Record<string, Message>;
