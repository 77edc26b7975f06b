import type { Messages } from '../say.ts';
import { browseFr } from './browse/fr.ts';
import { commonFr } from './common/fr.ts';
import { keysFr } from './keys/fr.ts';
import { recordFr } from './record/fr.ts';
import { buildsFr } from './builds/fr.ts';
import { proofFr } from './proof/fr.ts';

/**
 * What the site says, in French, with one word for each thing:
 *
 * build                     build (masculine)
 * release                   version
 * stream                    série
 * file                      fichier
 * digest                    empreinte
 * sums, sums file           sommes, fichier de sommes
 * signature, signed         signature, signé
 * key, pinned key           clé, clé épinglée
 * fingerprint               empreinte de la clé, never “empreinte” alone beside a digest
 * proof; to prove a file    preuve; vérifier
 * publisher                 éditeur
 * source                    source
 * feed                      flux
 * catalog                   catalogue
 * on record; a recording    enregistré; enregistrement
 * to crawl, crawl, crawler  explorer, exploration, robot
 * mirror; to mirror         miroir; mettre en miroir
 * withdrawn, moved          retiré, déplacé (of a build)
 * supported, support        maintenue, maintenance (of a version)
 * live, cloud, board image  live, cloud, pour carte
 * command                   commande
 * to fetch                  télécharger
 *
 * The reader is “vous”. Before ; : ! ? » and after « stands a narrow no-break space (U+202F).
 */
export const fr: Messages = {
  ...browseFr,
  ...commonFr,
  ...keysFr,
  ...recordFr,
  ...buildsFr,
  ...proofFr,
};
