import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { Signer } from './key-standing.ts';
import type { Keyring } from './keyring.ts';
import { Malformed } from './openpgp/malformed.ts';
import { readPackets } from './openpgp/packet.ts';
import { readSignaturePacket, SIGNATURE_TYPE } from './openpgp/signature-packet.ts';
import type { SignaturePacket } from './openpgp/signature-packet.ts';
import { TextLineEnds } from './openpgp/text-line-ends.ts';
import type { Check } from './openpgp/verifier.ts';
import { hashPolicy, neverAccepted, refuseKeyAlgorithm } from './signature-policy.ts';
import type { Breach } from './signature-policy.ts';
import { judgeSignature, refusal } from './signature-verdict.ts';
import type { Verdict, VerifyOptions } from './signature-verdict.ts';
import type { SignatureHash } from '../verification.ts';

/** Signatures that are being held against bytes as they come. */
export interface Trial {
  update(bytes: Uint8Array): void;
  /** One verdict for each signature, in their order. */
  end(): Verdict[];
}

/** Packets that may lie beside signatures and mean nothing: a marker, and padding. */
const IDLE_TAGS = new Set([10, 21]);
const SIGNATURE_TAG = 2;
/** Publishers have three at most; each more one would be another pass over the file. */
const MAX_SIGNATURES = 32;

/**
 * Reads the packets of a signature file.
 *
 * @throws Malformed for anything else than signatures, and for too many of them.
 */
export function readSignatures(bytes: Uint8Array): SignaturePacket[] {
  const packets = readPackets(bytes).filter(({ tag }) => !IDLE_TAGS.has(tag));
  if (packets.length === 0 || packets.some(({ tag }) => tag !== SIGNATURE_TAG))
    throw new Malformed('packets that are no signatures', 'strict-packets');
  if (packets.length > MAX_SIGNATURES)
    throw new Malformed(`more than ${MAX_SIGNATURES} signatures`, 'strict-packets');
  return packets.map(({ body }) => readSignaturePacket(body));
}

/** Begins to hold signatures against what they should cover. */
export function beginTrial(packets: readonly SignaturePacket[], options: VerifyOptions): Trial {
  const hearings = packets.map((packet) => beginHearing(packet, options));
  return {
    update: (bytes) => {
      for (const hearing of hearings) hearing.update(bytes);
    },
    end: () => hearings.map((hearing) => hearing.end()),
  };
}

interface Hearing {
  update(bytes: Uint8Array): void;
  end(): Verdict;
}

function beginHearing(packet: SignaturePacket, options: VerifyOptions): Hearing {
  const signers = findSigners(packet, options.keyring);
  const [signer] = signers;
  const named = packet.issuerFingerprint ?? packet.issuerKeyId ?? 'that it does not name';
  if (signer === undefined) return decided(unknownSigner(packet, named, options));
  const key = signer.key.fingerprint;
  const refused = (breach: Breach): Hearing => decided(refusal(breach, key, options.name));
  if (packet.created === undefined || !isOverFile(packet.type)) {
    const message = `expected a dated signature over a file for ${options.name}, found one of type ${packet.type}`;
    return decided({ code: 'signature-bad', key, message });
  }
  if (packet.critical.length > 0) {
    const message = `expected a signature whose every field is understood, found the field ${packet.critical[0]}`;
    return refused({ rule: 'critical-field', message });
  }
  // What cannot be reckoned with is refused without a look at the bytes.
  const unfit = refuseKeyAlgorithm(signer.part.algorithm, packet.created, options.accept ?? []);
  if (unfit !== undefined && signer.part.verifier === undefined) return refused(unfit);
  const { hash, name } = hashPolicy(packet.hashAlgorithm);
  return hash === undefined ? refused(neverAccepted(name)) : hear(packet, signers, hash, options);
}

function unknownSigner(
  { issuerFingerprint, issuerKeyId }: SignaturePacket,
  named: string,
  { keyring, name }: VerifyOptions,
): Verdict {
  const absent = [...keyring.values()].filter((key) => key.kind === 'absent');
  const meant = absent.find(
    ({ fingerprint }) =>
      fingerprint === issuerFingerprint || (issuerKeyId !== undefined && fingerprint.endsWith(issuerKeyId)),
  );
  if (meant !== undefined)
    return { code: meant.error.code, key: meant.fingerprint, message: meant.error.message };
  const pinned = [...keyring.keys()].join(', ') || 'none';
  const unsure =
    absent.length === 0 ? '' : `; it may be a subkey of ${namesOf(absent)}, of which no copy is here`;
  const message = `expected a signature of ${name} by ${pinned}, found one by key ${issuerKeyId ?? named}${unsure}`;
  return { code: 'signature-unknown-key', key: named, message };
}

function namesOf(keys: readonly { fingerprint: string }[]): string {
  return keys.map(({ fingerprint }) => fingerprint).join(' or ');
}

/** Feeds what is covered to the hash and to each key that may have signed it. */
function hear(
  packet: SignaturePacket,
  signers: readonly Signer[],
  hash: SignatureHash,
  options: VerifyOptions,
): Hearing {
  const digest: Hash = createHash(hash);
  const checks = signers.flatMap((signer): { signer: Signer; check: Check }[] =>
    signer.part.verifier === undefined ? [] : [{ signer, check: signer.part.verifier(hash) }],
  );
  const feed = (bytes: Uint8Array): void => {
    digest.update(bytes);
    for (const { check } of checks) check.update(bytes);
  };
  const lines = packet.type === SIGNATURE_TYPE.text ? new TextLineEnds() : undefined;
  feed(packet.salt);
  return {
    update: (bytes) => feed(lines === undefined ? bytes : lines.update(bytes)),
    end() {
      feed(packet.trailer);
      const found = digest.digest();
      const verdicts = checks
        .filter(({ check }) => isMatch(check, packet, found))
        .map(({ signer }) => judgeSignature(packet, signer, hash, options));
      const verdict = verdicts.find(({ code }) => code === 'good') ?? verdicts[0];
      if (verdict !== undefined) return verdict;
      const key = signers[0]?.key.fingerprint ?? '';
      const message = `expected the signature by ${key} to cover ${options.name}, found that it does not`;
      return { code: 'signature-bad', key, message };
    },
  };
}

/** A value that is cut short or too long is no signature. */
function isMatch(check: Check, packet: SignaturePacket, digest: Uint8Array): boolean {
  try {
    return check.matches(packet.value, digest);
  } catch (error) {
    if (error instanceof Malformed) return false;
    throw error;
  }
}

function decided(verdict: Verdict): Hearing {
  return { update() {}, end: () => verdict };
}

function isOverFile(type: number): boolean {
  return type === SIGNATURE_TYPE.binary || type === SIGNATURE_TYPE.text;
}

/** Every pinned key that the signature may mean: by its fingerprint where it names one, else by the short identifier. */
function findSigners({ issuerFingerprint, issuerKeyId }: SignaturePacket, keyring: Keyring): Signer[] {
  const parts = [...keyring.values()].flatMap((key) =>
    key.kind === 'openpgp' ? [key.primary, ...key.subkeys].map((part) => ({ key, part })) : [],
  );
  const named = parts.filter(({ part }) => part.fingerprint === issuerFingerprint);
  return named.length > 0 ? named : parts.filter(({ part }) => part.keyId === issuerKeyId);
}
