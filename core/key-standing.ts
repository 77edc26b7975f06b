import { config as defaults, enums } from 'openpgp';
import type { PublicKey, SignaturePacket, Subkey } from 'openpgp';
import { OsdexError } from './error.ts';
import type { ErrorCode } from './error.ts';
import { parseFingerprint } from './fingerprint.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { Keyring } from './keyring.ts';
import { isoTime } from './names.ts';
import { SIGNATURE_POLICY } from './signature-policy.ts';

/** The policy is ours alone: the library must not refuse anything by its own, in its own words. */
export const LENIENT = {
  ...defaults,
  rejectHashAlgorithms: new Set<enums.hash>(),
  rejectMessageHashAlgorithms: new Set<enums.hash>(),
  rejectPublicKeyAlgorithms: new Set<enums.publicKey>(),
  minRSABits: 1024,
};

/** The pinned key that made a signature, with its own key packet or one of its subkeys. */
export interface Signer {
  fingerprint: Fingerprint;
  key: PublicKey;
  subkey: Subkey | undefined;
}

/** The pinned key whose primary or subkey is named by a signature. */
export function findSigner(packet: SignaturePacket, keyring: Keyring): Signer | undefined {
  for (const [fingerprint, key] of keyring) {
    if (key.keyPacket.getKeyID().equals(packet.issuerKeyID)) return { fingerprint, key, subkey: undefined };
    const subkey = key.subkeys.find(({ keyPacket }) => keyPacket.getKeyID().equals(packet.issuerKeyID));
    if (subkey !== undefined) return { fingerprint, key, subkey };
  }
  return undefined;
}

/** The full fingerprint of the subkey that signed, if it was one. */
export function subkeyFingerprint({ subkey }: Signer): Fingerprint | undefined {
  return subkey === undefined ? undefined : parseFingerprint(subkey.getFingerprint());
}

/**
 * Requires that the key was the publisher's, bound, unrevoked and unexpired, when it signed.
 * The primary needs no certificate: it is pinned by its fingerprint.
 *
 * @returns when the key expires or expired, if ever; a subkey does so with its primary at the latest.
 * @throws OsdexError `key-revoked`, `signature-bad`, `signature-policy`.
 */
export async function requireKeyStanding(
  signer: Signer,
  signedAt: Date,
  now: Date,
  name: string,
): Promise<Date | undefined> {
  const { fingerprint, key, subkey } = signer;
  const refuse = (code: ErrorCode, sentence: string): OsdexError =>
    new OsdexError(code, `${sentence}, ${name}`, { url: name });
  const when = isoTime(signedAt);
  if (signedAt.getTime() > now.getTime() + SIGNATURE_POLICY.clockSkewMs) {
    throw refuse(
      'signature-policy',
      `expected a signature made before now (${isoTime(now)}), found one of ${when}`,
    );
  }
  if (await key.isRevoked(undefined, undefined, signedAt, LENIENT)) {
    throw refuse('key-revoked', `expected a key in good standing, found that ${fingerprint} is revoked`);
  }
  const binding = subkey === undefined ? undefined : await findBinding(key, subkey);
  if (subkey !== undefined) {
    if (binding === undefined)
      throw refuse(
        'signature-bad',
        `expected a signing subkey bound to ${fingerprint}, found one that is not`,
      );
    if (await subkey.isRevoked(binding, key.keyPacket, signedAt, LENIENT)) {
      throw refuse(
        'key-revoked',
        `expected a subkey in good standing, found a revoked subkey of ${fingerprint}`,
      );
    }
  }
  const { created } = (subkey ?? key).keyPacket;
  if (signedAt < created)
    throw refuse(
      'signature-bad',
      `expected a signature made after its key (${isoTime(created)}), found ${when}`,
    );
  const ofPrimary = await key.getExpirationTime(undefined, LENIENT);
  const expires = earlier(
    ofPrimary instanceof Date ? ofPrimary : undefined,
    binding && expiryOf(created, binding),
  );
  if (expires === undefined || signedAt < expires) return expires;
  throw refuse(
    'signature-policy',
    `expected a signature made before its key expired (${isoTime(expires)}), found ${when}`,
  );
}

/**
 * The newest statement of the primary that this subkey signs for it, with the subkey's own consent (back signature).
 * Each is held against the time it was made: what was bound then stays bound for what was signed then.
 */
async function findBinding(key: PublicKey, subkey: Subkey): Promise<SignaturePacket | undefined> {
  const data = { key: key.keyPacket, bind: subkey.keyPacket };
  let newest: SignaturePacket | undefined;
  for (const binding of subkey.bindingSignatures) {
    const back = binding.embeddedSignature;
    const maySign = ((binding.keyFlags?.[0] ?? 0) & enums.keyFlags.signData) !== 0;
    if (binding.created === null || !maySign || !back) continue;
    try {
      await binding.verify(
        key.keyPacket,
        enums.signature.subkeyBinding,
        data,
        binding.created,
        false,
        LENIENT,
      );
      await back.verify(
        subkey.keyPacket,
        enums.signature.keyBinding,
        data,
        back.created ?? binding.created,
        false,
        LENIENT,
      );
    } catch {
      continue;
    }
    if (!newest?.created || binding.created > newest.created) newest = binding;
  }
  return newest;
}

function expiryOf(created: Date, binding: SignaturePacket): Date | undefined {
  const seconds = binding.keyExpirationTime;
  return seconds === null || seconds === 0 ? undefined : new Date(created.getTime() + seconds * 1000);
}

function earlier(a: Date | undefined, b: Date | undefined): Date | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}
