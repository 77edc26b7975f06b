import { readCatalog } from '../../core/catalog/catalog.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { checkCertifications } from '../../core/keys/key-certification.ts';
import type { Certification } from '../../core/keys/key-certification.ts';
import { factsOf } from '../../core/keys/key-registry-entry.ts';
import { kindOf } from '../../core/keys/key-registry.ts';
import type { RegisteredKey } from '../../core/keys/key-registry.ts';
import { keyState } from '../../core/keys/key-state.ts';
import type { KeyState } from '../../core/keys/key-state.ts';
import { openKeyStore } from '../../core/trust/keyring.ts';
import type { KeyPart, OpenPgpKey } from '../../core/trust/pinned-key.ts';
import type { PublishedKey } from '../../core/keys/public-key-file.ts';
import type { Source } from '../../core/source/source.ts';
import { keyPlaces } from '../context.ts';
import type { CommonOptions } from '../context.ts';

/** Where the catalog already met a key that is not pinned there. */
export interface Mention {
  product: string;
  /** In words: feed and release of an error, stream and serial of a build. */
  where: string;
}

/** What there is to say of a key before it is pinned. */
export interface Proposal {
  key: RegisteredKey;
  state: KeyState;
  /** Products that pin it already. */
  pinnedBy: string[];
  certifications: Certification[];
  /** Who pins each certifier, by its fingerprint. */
  pinnedCertifiers: ReadonlyMap<string, string[]>;
  mentions: Mention[];
}

/**
 * Finds out what is known of a key: what it says of itself, what the policy thinks of it, who vouches for it, and
 * where it was met.
 *
 * @param certifiers keys besides the pinned ones that may have certified it.
 */
export async function examineProposal(
  published: PublishedKey,
  pin: Pick<RegisteredKey, 'owner' | 'provenance' | 'obtained' | 'url'>,
  sources: readonly Source[],
  certifiers: readonly OpenPgpKey[],
  options: CommonOptions,
  now: Date,
): Promise<Proposal> {
  const { fingerprint, key } = published;
  const registered: RegisteredKey = {
    fingerprint,
    kind: kindOf(fingerprint),
    ...pin,
    ...factsOf(key, now),
    products: [],
  };
  const pinned = await pinnedOpenPgpKeys(sources, options);
  return {
    key: registered,
    state: keyState(registered, now),
    pinnedBy: pinnersOf(fingerprint, sources),
    certifications:
      key.kind === 'openpgp' ? await checkCertifications(key, [...pinned, ...certifiers], now) : [],
    pinnedCertifiers: new Map(pinned.map((one) => [one.fingerprint, pinnersOf(one.fingerprint, sources)])),
    mentions: findMentions(published, await readCatalog(options.catalog)),
  };
}

function pinnersOf(fingerprint: string, sources: readonly Source[]): string[] {
  return sources
    .filter(({ keys }) => keys.some((key) => key.fingerprint === fingerprint))
    .map(({ product }) => product);
}

/** Those of the pinned keys that are here. */
async function pinnedOpenPgpKeys(sources: readonly Source[], options: CommonOptions): Promise<OpenPgpKey[]> {
  const store = openKeyStore(keyPlaces(options));
  const fingerprints = new Set(sources.flatMap(({ keys }) => keys.map(({ fingerprint }) => fingerprint)));
  const found = await Promise.all(
    [...fingerprints].map(async (fingerprint) =>
      store([fingerprint]).then(
        (ring) => ring.get(fingerprint),
        () => undefined,
      ),
    ),
  );
  return found.filter((key) => key?.kind === 'openpgp');
}

/** Errors of the crawler that name this key, and builds of which it made one more signature. */
function findMentions({ key }: PublishedKey, { products, health }: Catalog): Mention[] {
  const parts: readonly KeyPart[] = key.kind === 'openpgp' ? [key.primary, ...key.subkeys] : [];
  const names =
    key.kind === 'openpgp'
      ? parts.flatMap(({ keyId, fingerprint }) => [keyId, fingerprint])
      : [Buffer.from(key.keyNumber).toString('hex').toUpperCase()];
  const errors = health.sources.flatMap(({ source, errors = [] }) =>
    errors
      .filter(
        ({ code, message }) =>
          code === 'signature-unknown-key' && names.some((name) => message.includes(name)),
      )
      .flatMap(({ feed, release, feeds = [] }) => [{ feed, release }, ...feeds])
      .map(({ feed = '', release = '' }) => ({ product: source, where: `${feed} ${release}`.trim() })),
  );
  const builds = products.flatMap(({ product, releases }) =>
    releases.flatMap(({ release, builds }) =>
      builds
        .filter(
          ({ verification }) =>
            verification.level === 'signed' &&
            (verification.others ?? []).some((one) => names.includes(one.key)),
        )
        .map(({ stream, serial }) => ({ product: product.product, where: `${release} ${stream} ${serial}` })),
    ),
  );
  return [...errors, ...builds];
}
