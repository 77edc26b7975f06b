import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OsdexError } from '../../core/error.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import type { Fingerprint } from '../../core/trust/fingerprint.ts';
import { describeKeyChanges } from '../../core/keys/key-change.ts';
import { mergeKeyPackets } from '../../core/keys/key-packets.ts';
import { keyFile, openKeyStore } from '../../core/trust/keyring.ts';
import { findPublicKey } from '../../core/keys/public-key-file.ts';
import type { PublishedKey } from '../../core/keys/public-key-file.ts';

/** A keyring of many keys may be large; one key is not, unless somebody floods it with certificates. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;
const MAX_KEY_BYTES = 1024 * 1024;

/** A publisher's copy of a pinned key held against ours. */
export interface PublishedCopy {
  /** Absent where we have none, or only a file that does not hold the pinned key. */
  ours: PublishedKey | undefined;
  /** What both say together. */
  merged: Uint8Array;
  /** Whether the publisher's copy has anything at all that ours has not. */
  isNews: boolean;
  /** What of it matters to a verifier, in words. */
  changes: string[];
}

/**
 * Fetches what an address serves, over TLS only: a key's fingerprint is pinned, but what else is new in it is not.
 *
 * @throws OsdexError `url-refused` for plain http, and what the fetcher throws.
 */
export async function fetchKeyFile(url: string, fetcher: Fetcher): Promise<Uint8Array> {
  if (!/^https:/i.test(url)) {
    const message = `expected an https address for a key, found ${url}`;
    throw new OsdexError('url-refused', message, { url });
  }
  return (await fetcher.get(url, { maxBytes: MAX_FILE_BYTES })).bytes;
}

/**
 * Takes the pinned key, and no other, from its address and puts it together with ours.
 *
 * @throws OsdexError `key-mismatch` when it is not there, `too-large`, and what the fetcher throws.
 */
export async function comparePublished(
  fingerprint: Fingerprint,
  url: string,
  places: readonly string[],
  fetcher: Fetcher,
): Promise<PublishedCopy> {
  const theirs = await findPublicKey(await fetchKeyFile(url, fetcher), fingerprint, url);
  const ours = await findOurs(fingerprint, places);
  const merged = ours === undefined ? theirs.packets : mergeKeyPackets(ours.packets, theirs.packets);
  if (merged.length > MAX_KEY_BYTES) {
    const message = `expected a key of at most ${MAX_KEY_BYTES} bytes, found ${merged.length}, ${url}`;
    throw new OsdexError('too-large', message, { url });
  }
  if (ours === undefined) return { ours, merged, isNews: true, changes: [] };
  const [before, after] = [ours.key, (await findPublicKey(merged, fingerprint, url)).key];
  const isOpenPgp = before.kind === 'openpgp' && after.kind === 'openpgp';
  return {
    ours,
    merged,
    isNews: merged.length > ours.packets.length,
    changes: isOpenPgp ? describeKeyChanges(before, after) : [],
  };
}

/** Ours as the crawler would take it; from the file of its name byte for byte, where that can be read packet by packet. */
async function findOurs(
  fingerprint: Fingerprint,
  places: readonly string[],
): Promise<PublishedKey | undefined> {
  const named = await Promise.all(places.map(async (folder) => findNamed(fingerprint, folder)));
  const [only, ...others] = named.filter((copy) => copy !== undefined);
  if (only !== undefined && others.length === 0) return only;
  const key = (await orNone(openKeyStore(places)([fingerprint])))?.get(fingerprint);
  const path = join(places[0] ?? '', keyFile(fingerprint));
  return key?.kind === 'openpgp' ? findPublicKey(key.publicKey.write(), fingerprint, path) : undefined;
}

async function findNamed(fingerprint: Fingerprint, folder: string): Promise<PublishedKey | undefined> {
  const path = join(folder, keyFile(fingerprint));
  const bytes = await readFile(path).catch(() => undefined);
  return bytes && orNone(findPublicKey(bytes, fingerprint, path));
}

async function orNone<T>(looking: Promise<T>): Promise<T | undefined> {
  return looking.catch((error: unknown) => {
    if (error instanceof OsdexError) return undefined;
    throw error;
  });
}
