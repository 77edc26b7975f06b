import { createMessage, enums, readCleartextMessage, readSignature, SignaturePacket } from 'openpgp';
import type { AnyPacket, CleartextMessage, Signature } from 'openpgp';
import { OsdexError, reasonOf } from './error.ts';
import type { ErrorCode } from './error.ts';
import { findSigner, LENIENT, requireKeyStanding, subkeyFingerprint } from './key-standing.ts';
import type { Signer } from './key-standing.ts';
import type { Keyring } from './keyring.ts';
import { isoTime } from './names.ts';
import { isAllowedHash, refuseHash, refuseKeyAlgorithm, signatureHashOf } from './signature-policy.ts';
import type { HashException } from './signature-policy.ts';
import type { SignatureHash, SignedVerification } from './verification.ts';

declare module 'openpgp' {
  /** The package's own declarations leave out the property that carries the signature. */
  interface CleartextMessage {
    readonly signature: Signature;
  }
}

type SignedData = AnyPacket | undefined;

declare const proven: unique symbol;

/** Text whose every character is covered by a good signature of a pinned key. Only this module can make one. */
export interface SignedText {
  readonly text: string;
  readonly evidence: SignatureEvidence;
  readonly [proven]: true;
}

/** What a good signature tells. */
export type SignatureEvidence = Pick<SignedVerification, 'signer' | 'subkey' | 'signedAt' | 'hash' | 'note'>;

/** Against what a signature is held. */
export interface VerifyOptions {
  /** The pinned keys: one good signature by any of them is enough. */
  keyring: Keyring;
  /** What the source accepts beyond the policy. */
  accept?: readonly HashException[];
  /** The present time; a signature may not come from the future. */
  now: Date;
  /** What is being verified, for messages: a URL or a path. */
  name: string;
}

/**
 * Verifies the bytes of a file against a detached signature, armored or binary.
 *
 * @throws OsdexError `signature-unreadable`, `signature-unknown-key`, `signature-bad`, `signature-policy`, `key-revoked`.
 * @see https://www.rfc-editor.org/rfc/rfc9580#section-10.4 detached signatures
 */
export async function verifyDetached(
  bytes: Uint8Array,
  signature: Uint8Array,
  options: VerifyOptions,
): Promise<SignedText> {
  const { packets } = await parseSignature(signature, options);
  const data = await createMessage({ binary: bytes });
  const evidence = await requireGoodSignature(packets, data.packets[0], options);
  return signedText(decode(bytes, options), evidence);
}

/**
 * Verifies a clearsigned file and returns only what its signature covers; text before or after the block is dropped.
 *
 * @throws OsdexError as verifyDetached.
 * @see https://www.rfc-editor.org/rfc/rfc9580#section-7 cleartext signature framework
 */
export async function verifyClearsigned(bytes: Uint8Array, options: VerifyOptions): Promise<SignedText> {
  const message = await parseClearsigned(decode(bytes, options), options);
  // The signature covers the text with CR LF line ends; blanks at line ends are already off.
  const data = await createMessage({ text: message.getText().replaceAll('\n', '\r\n') });
  const evidence = await requireGoodSignature(message.signature.packets, data.packets[0], options);
  return signedText(message.getText(), evidence);
}

function signedText(text: string, evidence: SignatureEvidence): SignedText {
  return { text, evidence } as SignedText;
}

function decode(bytes: Uint8Array, { name }: VerifyOptions): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new OsdexError('signature-unreadable', `expected UTF-8 text in ${name}, found other bytes`, {
      url: name,
      cause,
    });
  }
}

async function parseSignature(bytes: Uint8Array, { name }: VerifyOptions): Promise<Signature> {
  try {
    const armored = new TextDecoder('latin1')
      .decode(bytes.subarray(0, 64))
      .includes('-----BEGIN PGP SIGNATURE');
    return await (armored
      ? readSignature({ armoredSignature: new TextDecoder().decode(bytes), config: LENIENT })
      : readSignature({ binarySignature: bytes, config: LENIENT }));
  } catch (cause) {
    throw unreadable(
      `expected an OpenPGP signature for ${name}, found none in ${bytes.length} bytes`,
      name,
      cause,
    );
  }
}

async function parseClearsigned(text: string, { name }: VerifyOptions): Promise<CleartextMessage> {
  try {
    return await readCleartextMessage({ cleartextMessage: text, config: LENIENT });
  } catch (cause) {
    throw unreadable(
      `expected a clearsigned OpenPGP message in ${name}, found none that can be read`,
      name,
      cause,
    );
  }
}

function unreadable(message: string, url: string, cause: unknown): OsdexError {
  return new OsdexError('signature-unreadable', message, { url, cause });
}

/** One good signature by a pinned key is enough; without one, the gravest reason is told. */
async function requireGoodSignature(
  found: Signature['packets'],
  data: SignedData,
  options: VerifyOptions,
): Promise<SignatureEvidence> {
  const packets = [...found].filter((packet) => packet instanceof SignaturePacket);
  if (packets.length === 0) {
    throw unreadable(
      `expected an OpenPGP signature of version 4 or later for ${options.name}, found none`,
      options.name,
      undefined,
    );
  }
  const refusals: OsdexError[] = [];
  for (const packet of packets) {
    try {
      return await requireGoodPacket(packet, data, options);
    } catch (error) {
      if (!(error instanceof OsdexError)) throw error;
      refusals.push(error);
    }
  }
  throw refusals.reduce((gravest, one) => (gravityOf(one) < gravityOf(gravest) ? one : gravest));
}

const GRAVITY: readonly ErrorCode[] = [
  'signature-bad',
  'key-revoked',
  'signature-policy',
  'signature-unknown-key',
];

function gravityOf({ code }: OsdexError): number {
  return GRAVITY.indexOf(code);
}

async function requireGoodPacket(
  packet: SignaturePacket,
  data: SignedData,
  options: VerifyOptions,
): Promise<SignatureEvidence> {
  const { name } = options;
  const refuse = (code: ErrorCode, message: string, cause?: unknown) =>
    new OsdexError(code, message, { url: name, cause });
  const signer = findSigner(packet, options.keyring);
  if (signer === undefined) {
    const pinned = [...options.keyring.keys()].join(', ') || 'none';
    throw refuse(
      'signature-unknown-key',
      `expected a signature of ${name} by ${pinned}, found one by key ${packet.issuerKeyID.toHex().toUpperCase()}`,
    );
  }
  const signedAt = packet.created;
  const isMessage =
    packet.signatureType === enums.signature.binary || packet.signatureType === enums.signature.text;
  if (signedAt === null || packet.signatureType === null || packet.hashAlgorithm === null || !isMessage) {
    throw refuse(
      'signature-bad',
      `expected a dated signature over a file for ${name}, found one of type ${packet.signatureType}`,
    );
  }
  const keyPacket = (signer.subkey ?? signer.key).keyPacket;
  try {
    await packet.verify(keyPacket, packet.signatureType, data ?? {}, signedAt, true, LENIENT);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw refuse(
      'signature-bad',
      `expected the signature by ${signer.fingerprint} to cover ${name}, found that it does not (${reason})`,
      cause,
    );
  }
  const expires = await requireKeyStanding(signer, signedAt, options.now, name);
  const hash = signatureHashOf(packet.hashAlgorithm);
  const policy =
    refuseHash(hash, signedAt, options.accept ?? []) ?? refuseKeyAlgorithm(keyPacket.getAlgorithmInfo());
  if (policy !== undefined || hash === undefined) throw refuse('signature-policy', `${policy}, ${name}`);
  return evidenceOf(signer, signedAt, hash, expires, options.now);
}

function evidenceOf(
  signer: Signer,
  signedAt: Date,
  hash: SignatureHash,
  expires: Date | undefined,
  now: Date,
): SignatureEvidence {
  const subkey = subkeyFingerprint(signer);
  return {
    signer: signer.fingerprint,
    ...(subkey === undefined ? {} : { subkey }),
    signedAt: isoTime(signedAt),
    hash,
    ...noteOf(hash, expires, now),
  };
}

/** What a reader should know about a signature that is good but not plain. */
function noteOf(hash: SignatureHash, expires: Date | undefined, now: Date): { note?: string } {
  if (expires !== undefined && expires <= now)
    return { note: `signed before the key expired on ${isoTime(expires)}` };
  return isAllowedHash(hash)
    ? {}
    : { note: `signed with ${hash}, which this source accepts for its early builds` };
}
