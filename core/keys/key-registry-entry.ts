import { OsdexError } from '../error.ts';
import { KEYS_SCHEMA, kindOf, sortKeys } from './key-registry.ts';
import type { KeyProduct, KeyRegistry, RegisteredKey } from './key-registry.ts';
import type { KeyStore } from '../trust/keyring.ts';
import { isoTime } from '../names.ts';
import type { KeyPart, PinnedKey } from '../trust/pinned-key.ts';
import type { TrustedKey } from '../product.ts';
import { refuseKeyAlgorithm } from '../trust/signature-policy.ts';
import type { PolicyException } from '../trust/signature-policy.ts';
import { pinnedKeys, releasesOf } from '../source/source.ts';
import type { Source } from '../source/source.ts';

/** A key as one source pins it. */
interface Pin {
  key: TrustedKey;
  source: Source;
}

/**
 * Tells of every key that these sources pin what it says of itself and what it is pinned for. A key whose file is
 * missing, or holds another key, is listed as such.
 *
 * @param now what a key may sign today is judged by it; nothing else here depends on the day.
 */
export async function registerKeys(
  sources: readonly Source[],
  store: KeyStore,
  now: Date,
): Promise<KeyRegistry> {
  const pins = sources.flatMap((source) => source.keys.map((key): Pin => ({ key, source })));
  const byKey = Map.groupBy(pins, ({ key }) => key.fingerprint);
  const keys = await Promise.all([...byKey.values()].map(async (uses) => registerKey(uses, store, now)));
  return { schema: KEYS_SCHEMA, keys: sortKeys(keys.flat()) };
}

async function registerKey(pins: readonly Pin[], store: KeyStore, now: Date): Promise<RegisteredKey[]> {
  const [first] = pins;
  if (first === undefined) return [];
  const { fingerprint, owner, provenance } = first.key;
  const obtained = pins.map(({ key }) => key.obtained).find((day) => day !== undefined);
  const url = pins.map(({ key }) => key.url).find((address) => address !== undefined);
  const accept = pins.flatMap(({ source }) => source.accept);
  const found = await look(fingerprint, store);
  const { userIds, ...facts } = typeof found === 'string' ? {} : factsOf(found, now, accept);
  return [
    {
      fingerprint,
      kind: kindOf(fingerprint),
      owner,
      ...(userIds === undefined ? {} : { userIds }),
      provenance,
      ...(obtained === undefined ? {} : { obtained }),
      ...(url === undefined ? {} : { url }),
      ...(kindOf(fingerprint) === 'signify' ? {} : { file: typeof found === 'string' ? found : 'present' }),
      ...facts,
      products: pins.map(({ source }) => productOf(source, fingerprint)),
    },
  ];
}

async function look(
  fingerprint: TrustedKey['fingerprint'],
  store: KeyStore,
): Promise<PinnedKey | 'missing' | 'mismatch'> {
  try {
    const key = (await store([fingerprint])).get(fingerprint);
    return key === undefined || key.kind === 'absent' ? 'missing' : key;
  } catch (error) {
    if (!(error instanceof OsdexError)) throw error;
    return error.code === 'key-missing' ? 'missing' : 'mismatch';
  }
}

/** What a key says of itself, in the words of the registry. */
export function factsOf(
  key: PinnedKey,
  now: Date,
  accept: readonly PolicyException[] = [],
): Partial<Omit<RegisteredKey, 'fingerprint'>> {
  if (key.kind === 'signify') return { algorithm: 'ed25519', signs: true };
  return {
    userIds: key.userIds,
    ...partFacts(key.primary, now, accept),
    ...(key.subkeys.length === 0
      ? {}
      : {
          subkeys: key.subkeys.map((part) => ({
            fingerprint: part.fingerprint,
            ...partFacts(part, now, accept),
          })),
        }),
  };
}

function partFacts(
  { algorithm, created, expires, revocations, maySign }: KeyPart,
  now: Date,
  accept: readonly PolicyException[],
) {
  // The one that takes away most, else the first.
  const revoked =
    revocations.find(({ isHard }) => isHard) ?? revocations.toSorted((a, b) => +a.at - +b.at)[0];
  return {
    algorithm: algorithm.name,
    created: isoTime(created),
    ...(expires === undefined ? {} : { expires: isoTime(expires) }),
    ...(revoked === undefined ? {} : { revoked: { at: isoTime(revoked.at), reason: revoked.reason } }),
    signs: maySign,
    ...(refuseKeyAlgorithm(algorithm, now, accept) === undefined ? {} : { weak: true as const }),
  };
}

/** The releases whose signed feeds take this key, in the order of the source. */
function productOf(source: Source, fingerprint: TrustedKey['fingerprint']): KeyProduct {
  const signed = source.feeds.filter(({ trust }) => trust.level === 'signed');
  const releases = source.releases.flatMap((facts) => {
    const feeds = signed
      .filter((feed) => releasesOf(source, feed).includes(facts))
      .filter((feed) => pinnedKeys(source, feed, facts.release).includes(fingerprint))
      .map(({ feed }) => feed);
    if (feeds.length === 0) return [];
    const { release, endOfLife } = facts;
    return [{ release, ...(endOfLife === undefined ? {} : { endOfLife }), feeds }];
  });
  return { product: source.product, name: source.name, releases };
}
