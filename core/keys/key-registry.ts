import { z } from 'zod';
import { Fingerprint, isSignifyKey, OpenPgpFingerprint } from '../trust/fingerprint.ts';
import { IsoDate, IsoTime, Name } from '../names.ts';
import { TrustedKey } from '../product.ts';
import type { Product } from '../product.ts';

export const KEYS_SCHEMA = 'osdex/keys/1';

/** The catalog's file of all pinned keys, which is to the site what sources/keys is to the crawler. */
export const KEYS_FILE = 'keys.yaml';

/** That a key, or a part of it, was taken back. */
const RevocationFact = z.strictObject({
  at: IsoTime,
  reason: z
    .string()
    .min(1)
    .describe(
      '"retired" and "replaced" leave good what was signed before; after any other reason nothing is.',
    ),
});

/** What a primary key or a subkey says of itself, as far as its owner's signatures hold. */
const partFacts = {
  algorithm: z.string().min(1).describe('Such as rsa4096 or ed25519.'),
  created: IsoTime.describe('When it was made, in UTC.'),
  expires: IsoTime.optional().describe('When it expires, in UTC; absent where it never does.'),
  revoked: RevocationFact.optional().describe('When and why its owner took it back.'),
  signs: z.boolean().describe('Whether its owner says that it signs files.'),
  weak: z
    .literal(true)
    .optional()
    .describe('Set where the signature policy refuses what such a key signs today.'),
};

/** A subkey of a pinned key. */
export const RegisteredSubkey = z.strictObject({ fingerprint: OpenPgpFingerprint, ...partFacts });
export type RegisteredSubkey = z.infer<typeof RegisteredSubkey>;

/** A release for which a key is pinned, with the feeds whose signatures it may make. */
export const KeyRelease = z.strictObject({
  release: Name,
  endOfLife: IsoDate.optional(),
  feeds: z.array(Name).min(1).describe('Feeds of the source whose signatures it may make.'),
});
export type KeyRelease = z.infer<typeof KeyRelease>;

/** A product that pins a key, and what the key may sign of it; nothing where no signed feed of it takes the key. */
export const KeyProduct = z.strictObject({
  product: Name,
  name: z.string().min(1),
  releases: z
    .array(KeyRelease)
    .describe('What the key may sign of it; empty where no signed feed of it takes the key.'),
});
export type KeyProduct = z.infer<typeof KeyProduct>;

/**
 * A pinned key. What the key says of itself is there where our copy could be read: a key of signify or minisign says
 * nothing beyond itself.
 */
export const RegisteredKey = z.strictObject({
  fingerprint: Fingerprint.describe(
    'The whole fingerprint, in capitals; of a key of signify or minisign its RW… line.',
  ),
  kind: z.enum(['openpgp', 'signify']).describe('"signify" is for keys of minisign too.'),
  owner: TrustedKey.shape.owner.describe('Whose key it is, as the person wrote it who pinned it.'),
  userIds: z.array(z.string()).optional().describe('The users that the key names.'),
  provenance: TrustedKey.shape.provenance.describe('Where our copy came from.'),
  obtained: TrustedKey.shape.obtained.describe('The day on which our copy was made.'),
  url: TrustedKey.shape.url.describe('Where the publisher serves the key.'),
  file: z
    .enum(['present', 'missing', 'mismatch'])
    .optional()
    .describe(
      'Whether our copy is there; a key of signify needs none. "mismatch": its file holds another key.',
    ),
  algorithm: partFacts.algorithm.optional(),
  created: partFacts.created.optional(),
  expires: partFacts.expires,
  revoked: partFacts.revoked,
  signs: partFacts.signs.optional(),
  weak: partFacts.weak,
  subkeys: z.array(RegisteredSubkey).optional().describe('Absent where it has none.'),
  products: z.array(KeyProduct).describe('The products that pin the key.'),
});
export type RegisteredKey = z.infer<typeof RegisteredKey>;

/** Every key that a source pins, once, in the order of the fingerprints. */
export const KeyRegistry = z.strictObject({
  schema: z.literal(KEYS_SCHEMA),
  keys: z.array(RegisteredKey),
});
export type KeyRegistry = z.infer<typeof KeyRegistry>;

/** Which of the two kinds of keys this fingerprint pins. */
export function kindOf(fingerprint: Fingerprint): RegisteredKey['kind'] {
  return isSignifyKey(fingerprint) ? 'signify' : 'openpgp';
}

/** A registry of which only the pins are known, for a catalog that was written before it had one. */
export function registryOfPins(products: readonly Product[]): KeyRegistry {
  const keys = new Map<Fingerprint, RegisteredKey>();
  for (const { product, name, keys: pins } of products) {
    for (const { fingerprint, owner, provenance, obtained, url, releases = [] } of pins) {
      const key: RegisteredKey = keys.get(fingerprint) ?? {
        fingerprint,
        kind: kindOf(fingerprint),
        owner,
        provenance,
        ...(obtained === undefined ? {} : { obtained }),
        ...(url === undefined ? {} : { url }),
        products: [],
      };
      key.products.push({ product, name, releases: releases.map((release) => ({ release, feeds: [] })) });
      keys.set(fingerprint, key);
    }
  }
  return { schema: KEYS_SCHEMA, keys: sortKeys(keys.values()) };
}

/** By fingerprint, which is the same order on every machine. */
export function sortKeys(keys: Iterable<RegisteredKey>): RegisteredKey[] {
  return [...keys].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}
