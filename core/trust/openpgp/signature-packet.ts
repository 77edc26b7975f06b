import { ByteReader } from './byte-reader.ts';
import { Malformed } from './malformed.ts';
import { newLength } from './packet.ts';

/** What a signature is made over. @see https://www.rfc-editor.org/rfc/rfc9580#section-5.2.1 */
export const SIGNATURE_TYPE = { binary: 0x00, text: 0x01 } as const;

/** A signature packet of version 2, 3, 4 or 6, read but not believed. */
export interface SignaturePacket {
  version: number;
  type: number;
  /** Numbers of the specification's registries. */
  keyAlgorithm: number;
  hashAlgorithm: number;
  /** Absent where no hashed field tells it. */
  created: Date | undefined;
  /** When the signer wanted it to lose its worth, if ever. */
  expires: Date | undefined;
  /** Upper-case hex; either is only a hint which key to try. */
  issuerFingerprint: string | undefined;
  issuerKeyId: string | undefined;
  /** Hashed before the data. */
  salt: Uint8Array;
  /** Hashed after the data. */
  trailer: Uint8Array;
  /** What follows: numbers with their length, or raw bytes, as the key's algorithm has it. */
  value: Uint8Array;
  /** Numbers of subpackets that whoever does not understand them must not pass over. */
  critical: number[];
}

/**
 * Reads the body of a signature packet.
 *
 * @throws Malformed
 * @see https://www.rfc-editor.org/rfc/rfc9580#section-5.2
 */
export function readSignaturePacket(body: Uint8Array): SignaturePacket {
  const reader = new ByteReader(body);
  const version = reader.number(1);
  if (version === 2 || version === 3) return readOld(reader, version);
  if (version === 4 || version === 6) return readWithSubpackets(reader, body, version);
  throw new Malformed(`a signature of version ${version}`);
}

/** Versions 2 and 3 differ in nothing but the number, which is not hashed. */
function readOld(reader: ByteReader, version: number): SignaturePacket {
  if (reader.number(1) !== 5)
    throw new Malformed('an old signature that hashes something else than it should');
  const trailer = reader.take(5);
  const issuerKeyId = hex(reader.take(8));
  const [type = 0, ...time] = trailer;
  const [keyAlgorithm, hashAlgorithm] = [reader.number(1), reader.number(1)];
  passDigestStart(reader);
  return {
    version,
    type,
    keyAlgorithm,
    hashAlgorithm,
    created: new Date(new ByteReader(Uint8Array.from(time)).number(4) * 1000),
    expires: undefined,
    issuerFingerprint: undefined,
    issuerKeyId,
    salt: new Uint8Array(),
    trailer,
    value: reader.rest(),
    critical: [],
  };
}

/** Two bytes of the digest, a help for old machines: the signature itself says what the digest is. */
function passDigestStart(reader: ByteReader): void {
  reader.take(2);
}

function readWithSubpackets(reader: ByteReader, body: Uint8Array, version: 4 | 6): SignaturePacket {
  const [type, keyAlgorithm, hashAlgorithm] = [reader.number(1), reader.number(1), reader.number(1)];
  const lengthSize = version === 4 ? 2 : 4;
  const hashed = reader.take(reader.number(lengthSize));
  const hashedSection = body.subarray(0, body.length - reader.left);
  const unhashed = reader.take(reader.number(lengthSize));
  passDigestStart(reader);
  const told = readSubpackets(hashed);
  const hints = readSubpackets(unhashed);
  const created = told.created;
  return {
    version,
    type,
    keyAlgorithm,
    hashAlgorithm,
    created: created === undefined ? undefined : new Date(created * 1000),
    expires: created === undefined || !told.lifetime ? undefined : new Date((created + told.lifetime) * 1000),
    issuerFingerprint: told.issuerFingerprint ?? hints.issuerFingerprint,
    issuerKeyId: told.issuerKeyId ?? hints.issuerKeyId,
    salt: version === 6 ? reader.take(reader.number(1)) : new Uint8Array(),
    trailer: Buffer.concat([hashedSection, finalOctets(version, hashedSection.length)]),
    value: reader.rest(),
    critical: [...told.critical, ...hints.critical],
  };
}

/** @see https://www.rfc-editor.org/rfc/rfc9580#section-5.2.4 */
function finalOctets(version: number, hashedLength: number): Uint8Array {
  const octets = Buffer.from([version, 0xff, 0, 0, 0, 0]);
  octets.writeUInt32BE(hashedLength, 2);
  return octets;
}

interface Subpackets {
  /** Seconds since 1970. */
  created?: number;
  /** Seconds after that. */
  lifetime?: number;
  issuerKeyId?: string;
  issuerFingerprint?: string;
  critical: number[];
}

/** Subpackets that say something of keys and people, and that change nothing in whether a file's signature is good. */
const HARMLESS = new Set([4, 11, 21, 22, 23, 24, 25, 26, 27, 28, 30, 34, 35, 39]);

function readSubpackets(area: Uint8Array): Subpackets {
  const reader = new ByteReader(area);
  const found: Subpackets = { critical: [] };
  while (reader.left > 0) {
    const subpacket = new ByteReader(reader.take(newLength(reader, true)));
    const head = subpacket.number(1);
    const type = head & 0x7f;
    if (type === 2) found.created = subpacket.number(4);
    else if (type === 3) found.lifetime = subpacket.number(4);
    else if (type === 16) found.issuerKeyId = hex(subpacket.take(8));
    else if (type === 33) found.issuerFingerprint = hex(subpacket.rest().subarray(1));
    else if ((head & 0x80) !== 0 && !HARMLESS.has(type)) found.critical.push(type);
  }
  return found;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}
