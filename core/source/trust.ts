import { z } from 'zod';
import { DIGEST_ALGORITHMS } from '../digest-text.ts';
import { Fingerprint } from '../trust/fingerprint.ts';
import { Template } from './template-schema.ts';

const keys = z.array(Fingerprint).min(1).optional();

/**
 * The weakest digests that are accepted. Where it is absent nothing below SHA-256 is (but for `weak`), nor anything
 * weaker than what the stream's newest build has.
 */
const digests = z
  .enum(DIGEST_ALGORITHMS, { error: `expected one of ${DIGEST_ALGORITHMS.join(', ')}` })
  .optional();

/** `signature` is relative to the signed file; `{sums}` is its name. */
const signature = Template;

/**
 * How the digests are proven: by a signature beside the sums file or inside it; by one over each image, which is then
 * read whole, once, and no sums file is needed; or not at all, and why.
 */
export const Trust = z.discriminatedUnion('level', [
  z.discriminatedUnion('shape', [
    z.strictObject({ level: z.literal('signed'), shape: z.literal('detached'), signature, keys, digests }),
    z.strictObject({ level: z.literal('signed'), shape: z.literal('clearsigned'), keys, digests }),
    z.strictObject({ level: z.literal('signed'), shape: z.literal('image'), signature, keys, digests }),
  ]),
  z.strictObject({ level: z.literal('sums-only'), reason: z.string().min(1), digests }),
  z.strictObject({ level: z.literal('weak'), reason: z.string().min(1), digests }),
]);
export type Trust = z.infer<typeof Trust>;

/** Whether each image is signed itself, and so has to be read whole to be proven. */
export function signsImages(trust: Trust): boolean {
  return trust.level === 'signed' && trust.shape === 'image';
}
