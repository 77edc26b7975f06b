import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseDigest } from './digest-text.ts';
import type { DigestAlgorithm } from './digest-text.ts';

/** `<algorithm>:<lower-case hex>`, the hex exactly as long as the algorithm says. */
export const Digest = z
  .string()
  .refine((text) => parseDigest(text) !== undefined, {
    error: 'expected a digest such as sha256:<64 lower-case hex digits>',
  })
  .brand<'Digest'>();
export type Digest = z.infer<typeof Digest>;

/** The digest of these bytes. */
export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}` as Digest;
}

/** The digest of bytes that come one after the other. */
export async function digestOfStream(
  chunks: AsyncIterable<Uint8Array>,
  algorithm: DigestAlgorithm = 'sha256',
): Promise<Digest> {
  const hash = createHash(algorithm);
  for await (const chunk of chunks) hash.update(chunk);
  return `${algorithm}:${hash.digest('hex')}` as Digest;
}
