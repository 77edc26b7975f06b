import { digestPlace, digestsPath } from '../browse/digest-files.ts';
import { base } from './dom.mts';
import { fetchJson } from './fetch-json.mts';

const loading = new Map<string, Promise<unknown>>();

/** The digest of a listed row, from the file of digests that it is in; each file is loaded once. */
export async function loadDigest(edition: string, row: number): Promise<string> {
  const { part, at } = digestPlace(row);
  const url = base() + digestsPath(edition, part);
  const file = loading.get(url) ?? fetchJson(url);
  loading.set(url, file);
  // What failed once may be there the next time.
  file.catch(() => loading.delete(url));
  const digests = await file;
  const digest: unknown = Array.isArray(digests) ? digests[at] : undefined;
  if (typeof digest === 'string') return digest;
  throw new Error(`expected the digest of row ${row} at ${url}, found none`);
}
