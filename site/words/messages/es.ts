import type { Messages } from '../say.ts';
import { browseEs } from './browse/es.ts';
import { commonEs } from './common/es.ts';
import { keysEs } from './keys/es.ts';
import { recordEs } from './record/es.ts';
import { buildsEs } from './builds/es.ts';
import { proofEs } from './proof/es.ts';

/** What the site says, in Spanish. */
export const es: Messages = {
  ...browseEs,
  ...commonEs,
  ...keysEs,
  ...recordEs,
  ...buildsEs,
  ...proofEs,
};
