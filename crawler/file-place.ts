import { decodePercent } from '../core/names.ts';
import { isPlainPath } from '../core/plain-path.ts';
import type { ManifestEntry } from '../core/sums/checksum-manifest.ts';
import { MAX_NAME_LENGTH } from './resolvers/resolver.ts';

/** A file of a sums file: its name there, and where that is. */
export interface FilePlace {
  name: string;
  file: string;
  folder: string;
  entry: ManifestEntry;
}

/** Undefined for a name that is not plain. A document's files are named by whole addresses. */
export function placeOf(name: string, sumsUrl: string, entry: ManifestEntry): FilePlace | undefined {
  const isAddress = /^https?:\/\//.test(name);
  const url = isAddress ? URL.parse(name) : null;
  if (isAddress && (url === null || url.search + url.hash !== '')) return undefined;
  const file = url === null ? name : decodePercent(url.pathname.split('/').at(-1) ?? '');
  if (file === undefined || file.length > MAX_NAME_LENGTH || !isPlainPath(file)) return undefined;
  return { name, file, folder: new URL('.', url ?? sumsUrl).href, entry };
}
