import { constants, createPublicKey, createVerify, publicDecrypt, verify } from 'node:crypto';
import { ByteReader } from './byte-reader.ts';

/** One signature being held against what it should cover. */
export interface Check {
  /** What is covered, piece by piece. */
  update(bytes: Uint8Array): void;
  /** @param digest of all pieces, by the hash that the check was begun with. */
  matches(value: Uint8Array, digest: Uint8Array): boolean;
}

/** Begins a check with one public key. @param hash as node:crypto names it. */
export type Verifier = (hash: string) => Check;

/** Algorithm numbers. @see https://www.rfc-editor.org/rfc/rfc9580#section-9.1 */
const RSA = new Set([1, 3]);
const DSA = 17;
const ECDSA = 19;
const EDDSA_LEGACY = 22;
const ED25519 = 27;
const ED448 = 28;

/**
 * Reads the body of a public key packet for what it can verify.
 *
 * @returns undefined for an algorithm that osdex does not reckon with; the policy refuses those by name.
 * @throws Malformed, or what node:crypto throws for numbers that are no key.
 * @see https://www.rfc-editor.org/rfc/rfc9580#section-5.5.2
 */
export function readVerifier(body: Uint8Array): Verifier | undefined {
  const reader = new ByteReader(body);
  const version = reader.number(1);
  reader.take(4);
  const algorithm = reader.number(1);
  if (version === 6) reader.take(4);
  if (RSA.has(algorithm)) return rsaVerifier(readNumber(reader), readNumber(reader));
  if (algorithm === DSA)
    return dsaVerifier([readNumber(reader), readNumber(reader), readNumber(reader)], readNumber(reader));
  if (algorithm === ECDSA) return ecdsaVerifier(reader.take(reader.number(1)), readNumber(reader));
  if (algorithm === EDDSA_LEGACY) {
    reader.take(reader.number(1));
    return edwardsVerifier('Ed25519', readNumber(reader).subarray(1), (value) => readPair(value, 32));
  }
  if (algorithm === ED25519) return edwardsVerifier('Ed25519', reader.take(32), (value) => value);
  if (algorithm === ED448) return edwardsVerifier('Ed448', reader.take(57), (value) => value);
  return undefined;
}

/** DER that stands before the digest in an RSA signature. @see https://www.rfc-editor.org/rfc/rfc8017#section-9.2 */
const DIGEST_INFO: Readonly<Record<string, string>> = {
  sha1: '3021300906052b0e03021a05000414',
  sha224: '302d300d06096086480165030402040500041c',
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
  'sha3-256': '3031300d060960864801650304020805000420',
  'sha3-512': '3051300d060960864801650304020a05000440',
};

/** The block that must come out is built whole and compared, so that nothing in it is left to a parser. */
function rsaVerifier(modulus: Uint8Array, exponent: Uint8Array): Verifier {
  const key = createPublicKey({
    key: { kty: 'RSA', n: base64url(modulus), e: base64url(exponent) },
    format: 'jwk',
  });
  const size = modulus.length;
  return (hash) => ({
    update() {},
    matches(value, digest) {
      const info = Buffer.from(DIGEST_INFO[hash] ?? '', 'hex');
      const filling = size - 3 - info.length - digest.length;
      if (info.length === 0 || filling < 8) return false;
      const frame = [Buffer.from([0, 1]), Buffer.alloc(filling, 0xff), Buffer.from([0])];
      const expected = Buffer.concat([...frame, info, digest]);
      const signature = padded(readLast(value), size);
      try {
        return publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature).equals(expected);
      } catch {
        return false; // The number is not below the modulus.
      }
    },
  });
}

const DSA_PUBLIC_KEY = Buffer.from('06072a8648ce380401', 'hex');
const EC_PUBLIC_KEY = Buffer.from('06072a8648ce3d0201', 'hex');

/** @param parameters p, q and g; a signature is two numbers as long as q. @see https://www.rfc-editor.org/rfc/rfc3279#section-2.3.2 */
function dsaVerifier(
  parameters: readonly [Uint8Array, Uint8Array, Uint8Array],
  number: Uint8Array,
): Verifier {
  const algorithm = der(0x30, DSA_PUBLIC_KEY, der(0x30, ...parameters.map(derNumber)));
  return pairVerifier(algorithm, derNumber(number), parameters[1].length);
}

function ecdsaVerifier(curve: Uint8Array, point: Uint8Array): Verifier {
  const algorithm = der(0x30, EC_PUBLIC_KEY, der(0x06, curve));
  return pairVerifier(algorithm, point, (point.length - 1) / 2);
}

/** For algorithms whose signatures are two numbers of the same size. */
function pairVerifier(algorithm: Uint8Array, publicKey: Uint8Array, size: number): Verifier {
  const spki = der(0x30, algorithm, der(0x03, Buffer.from([0]), publicKey));
  const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  return (hash) => {
    // node:crypto verifies these over what was hashed, not over the hash.
    const whole = createVerify(hash);
    return {
      update: (bytes) => void whole.update(bytes),
      matches: (value) => whole.verify({ key, dsaEncoding: 'ieee-p1363' }, readPair(value, size)),
    };
  };
}

function edwardsVerifier(
  crv: 'Ed25519' | 'Ed448',
  point: Uint8Array,
  read: (value: Uint8Array) => Uint8Array,
): Verifier {
  const key = createPublicKey({ key: { kty: 'OKP', crv, x: base64url(point) }, format: 'jwk' });
  return () => ({
    update() {},
    matches: (value, digest) => verify(null, digest, key, read(value)),
  });
}

/** A number as OpenPGP writes it: its length in bits, then its bytes. */
function readNumber(reader: ByteReader): Uint8Array {
  return reader.take(Math.ceil(reader.number(2) / 8));
}

function readLast(value: Uint8Array): Uint8Array {
  const reader = new ByteReader(value);
  const number = readNumber(reader);
  return reader.left === 0 ? number : new Uint8Array();
}

/** Two numbers, each brought to its full size. */
function readPair(value: Uint8Array, size: number): Uint8Array {
  const reader = new ByteReader(value);
  return Buffer.concat([padded(readNumber(reader), size), padded(readNumber(reader), size)]);
}

function padded(number: Uint8Array, size: number): Uint8Array {
  const missing = Math.max(0, size - number.length);
  return Buffer.concat([Buffer.alloc(missing), number]);
}

/** A number that is not negative. */
function derNumber(bytes: Uint8Array): Buffer {
  const isHigh = ((bytes[0] ?? 0) & 0x80) !== 0;
  return der(0x02, Buffer.from(isHigh ? [0] : []), bytes);
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
