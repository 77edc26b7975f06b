import { createHash } from 'node:crypto';
import type { DigestAlgorithm } from '../../core/digest-text.ts';

/** Digests of bytes on their way, by several algorithms in one pass. */
export interface PassingDigests {
  /** The same bytes, hashed as they are taken. */
  pass(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** Of what was taken so far, in the order of the algorithms: `sha256:<hex>`. Asked for once, at the end. */
  digests(): string[];
  /** How many bytes were taken. */
  bytes(): number;
}

export function passingDigests(
  algorithms: readonly DigestAlgorithm[],
  onBytes?: (count: number) => void,
): PassingDigests {
  const hashes = algorithms.map((algorithm) => ({ algorithm, hash: createHash(algorithm) }));
  let bytes = 0;
  return {
    async *pass(chunks) {
      for await (const chunk of chunks) {
        for (const { hash } of hashes) hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
        onBytes?.(chunk.length);
      }
    },
    digests: () => hashes.map(({ algorithm, hash }) => `${algorithm}:${hash.digest('hex')}`),
    bytes: () => bytes,
  };
}

/** The digests of all of these bytes. */
export async function digestsOfStream(
  chunks: AsyncIterable<Uint8Array>,
  algorithms: readonly DigestAlgorithm[],
  onBytes?: (count: number) => void,
): Promise<string[]> {
  const passing = passingDigests(algorithms, onBytes);
  for await (const _ of passing.pass(chunks));
  return passing.digests();
}
