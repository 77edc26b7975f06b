import { createHash } from 'node:crypto';
import type { Digest } from '../digest.ts';
import { Digest as DigestSchema } from '../digest.ts';
import { openSignatureFile, requireGoodSignature } from './signature-file.ts';
import type { SignatureEvidence, VerifyOptions } from './signature-verdict.ts';

/** A file of any size whose every byte is covered by a good signature of a pinned key. */
export interface SignedFile {
  evidence: SignatureEvidence;
  /** SHA-256 of the same bytes, in the same pass. */
  digest: Digest;
  sizeBytes: number;
}

/**
 * Verifies a file against the signature over the file itself, as publishers have it who sign each image. The bytes
 * are read once, in pieces, and never held whole.
 *
 * @param chunks the file's bytes in order; what its reading throws is passed on.
 * @throws OsdexError as verifyDetached; `too-large` for a signify signature over more than it can hold at once.
 */
export async function verifyFile(
  chunks: AsyncIterable<Uint8Array>,
  signature: Uint8Array,
  options: VerifyOptions,
): Promise<SignedFile> {
  const trial = openSignatureFile(signature, options);
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    trial.update(chunk);
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  const evidence = requireGoodSignature(trial.end(), options.name);
  return { evidence, digest: DigestSchema.parse(`sha256:${hash.digest('hex')}`), sizeBytes };
}
