import type { Messages } from '../say.ts';
import { browseFr } from './browse/fr.ts';
import { commonFr } from './common/fr.ts';
import { keysFr } from './keys/fr.ts';
import { recordFr } from './record/fr.ts';
import { buildsFr } from './builds/fr.ts';
import { proofFr } from './proof/fr.ts';

/** What the site says, in French. */
export const fr: Messages = {
  ...browseFr,
  ...commonFr,
  ...keysFr,
  ...recordFr,
  ...buildsFr,
  ...proofFr,
};
