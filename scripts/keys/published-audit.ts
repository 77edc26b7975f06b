import { OsdexError } from '../../core/error.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import type { KeyAlarm } from '../../core/keys/key-alarm.ts';
import type { KeyRegistry, RegisteredKey } from '../../core/keys/key-registry.ts';
import { findPublicKey } from '../../core/keys/public-key-file.ts';
import { comparePublished, fetchKeyFile } from './published-copy.ts';

/** Holds our copies of the keys against what their publishers serve. Keys of ours that are missing are told elsewhere. */
export async function auditPublished(
  { keys }: KeyRegistry,
  places: readonly string[],
  fetcher: Fetcher,
): Promise<KeyAlarm[]> {
  const served = keys.filter(({ url, file }) => url !== undefined && (file ?? 'present') === 'present');
  const alarms = await Promise.all(served.map(async (key) => auditOne(key, places, fetcher)));
  return alarms.flat();
}

async function auditOne(
  key: RegisteredKey,
  places: readonly string[],
  fetcher: Fetcher,
): Promise<KeyAlarm[]> {
  const { fingerprint, owner, url = '', products } = key;
  const name = `${products.map((product) => product.name).join('; ')}: the key "${owner}"`;
  const about = {
    fingerprint,
    ...(products.length === 1 && products[0] ? { product: products[0].product } : {}),
  };
  try {
    if (key.kind === 'signify') {
      await findPublicKey(await fetchKeyFile(url, fetcher), fingerprint, url);
      return [];
    }
    const { isNews, changes } = await comparePublished(fingerprint, url, places, fetcher);
    if (!isNews) return [];
    const matters = changes.length > 0;
    return [
      {
        code: 'key-renewed',
        level: matters ? 'alarm' : 'information',
        message: `${name} is served anew by its publisher: ${matters ? changes.join('; ') : 'signatures that change nothing for a verifier'}`,
        advice: 'run "osdex keys update" and commit what it changes',
        ...about,
      },
    ];
  } catch (error) {
    if (!(error instanceof OsdexError)) throw error;
    const isAnother = error.code === 'key-mismatch';
    return [
      {
        code: isAnother ? 'key-mismatch' : 'key-unreachable',
        level: isAnother ? 'alarm' : 'information',
        message: `${name} could not be had from its publisher: ${error.message}`,
        advice: isAnother
          ? 'find out whether the publisher has changed its key; "osdex keys propose" looks at a new one'
          : 'try it again; if it stays so, look whether the address in the source is still right',
        ...about,
      },
    ];
  }
}
