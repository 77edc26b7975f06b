import { createHash } from 'node:crypto';
import type { DigestAlgorithm } from '../core/digest-text.ts';
import { readInPieces } from './read-file.ts';

/**
 * The digests of a file of any size by several algorithms, in one pass.
 *
 * @returns `<algorithm>:<hex>` in the order of the algorithms.
 * @throws OsdexError `not-found`.
 */
export async function digestsOfFile(
  path: string,
  algorithms: readonly DigestAlgorithm[],
  quiet = false,
): Promise<string[]> {
  const hashes = algorithms.map((algorithm) => ({ algorithm, hash: createHash(algorithm) }));
  for await (const chunk of readInPieces(path, quiet)) {
    for (const { hash } of hashes) hash.update(chunk);
  }
  return hashes.map(({ algorithm, hash }) => `${algorithm}:${hash.digest('hex')}`);
}
