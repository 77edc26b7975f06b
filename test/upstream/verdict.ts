import { createMessage, readCleartextMessage, readKey, readSignature, verify } from 'openpgp';

/** What a signature is worth to somebody who trusts these keys. */
export interface Verdict {
  verdict: 'good' | 'bad' | 'unknown-key' | 'unreadable';
  /** Fingerprint of the primary key that signed, in upper case. */
  signer?: string;
  signedAt?: Date;
  /** What is signed. */
  text?: string;
}

/**
 * Judges a detached signature, or a clearsigned message where there is none.
 *
 * @param keys armored public keys.
 */
export async function judge(
  sums: string,
  signature: string | undefined,
  keys: readonly string[],
): Promise<Verdict> {
  const verificationKeys = await Promise.all(keys.map((armoredKey) => readKey({ armoredKey })));
  const read = async () => {
    if (signature === undefined) {
      return verify({ message: await readCleartextMessage({ cleartextMessage: sums }), verificationKeys });
    }
    return verify({
      message: await createMessage({ text: sums }),
      signature: await readSignature({ armoredSignature: signature }),
      verificationKeys,
    });
  };
  const result = await read().catch(() => undefined);
  const [found] = result?.signatures ?? [];
  if (result === undefined || found === undefined) return { verdict: 'unreadable' };
  const key = verificationKeys.find((one) => one.getKeys(found.keyID).length > 0);
  if (key === undefined) return { verdict: 'unknown-key' };
  const isGood = await found.verified.catch(() => false);
  const { packets } = await found.signature;
  return {
    verdict: isGood ? 'good' : 'bad',
    signer: key.getFingerprint().toUpperCase(),
    signedAt: packets[0]?.created ?? new Date(0),
    text: String(result.data),
  };
}
