import type { Messages } from '../say.ts';
import { browseEs } from './browse/es.ts';
import { commonEs } from './common/es.ts';
import { keysEs } from './keys/es.ts';
import { recordEs } from './record/es.ts';
import { buildsEs } from './builds/es.ts';
import { proofEs } from './proof/es.ts';

/**
 * What the site says, in Spanish, with one word for each thing:
 *
 * build                      compilación
 * release                    versión
 * stream                     serie
 * file                       archivo
 * digest                     resumen; “resumen criptográfico” where a text names it first
 * sums, sums file            sumas, archivo de sumas
 * signature, signed, signer  firma, firmado, quien firma
 * key, pinned key            clave, clave fijada
 * fingerprint                huella
 * proof; to prove a file     prueba; comprobar (“probar” would be to try it out)
 * publisher                  editor
 * source                     fuente
 * feed of a source           canal
 * feed to subscribe to       suscripción
 * catalog                    catálogo
 * on record; a recording     registrado; grabación
 * to crawl, crawl, crawler   rastrear, rastreo, rastreador
 * mirror; to mirror          réplica; replicar
 * withdrawn, moved           retirada, trasladada (of a compilación)
 * supported, support         con soporte, soporte
 * live, cloud, board image   en vivo, para la nube, para placa
 * command                    orden
 * to fetch                   descargar
 *
 * The reader is “usted”.
 */
export const es: Messages = {
  ...browseEs,
  ...commonEs,
  ...keysEs,
  ...recordEs,
  ...buildsEs,
  ...proofEs,
};
