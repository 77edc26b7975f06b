import { createHash, createPublicKey, verify } from 'node:crypto';
import type { Fingerprint } from './fingerprint.ts';
import { isoTime } from '../names.ts';
import { Malformed } from './openpgp/malformed.ts';
import type { SignifyKey } from './pinned-key.ts';
import type { Trial } from './signature-trial.ts';
import type { Verdict, VerifyOptions } from './signature-verdict.ts';
import { CLOCK_SKEW_MS } from './signature-policy.ts';

/** How every signature and key of signify and minisign begins; the words after it are nobody's promise. */
const COMMENT = 'untrusted comment: ';
const TRUSTED_COMMENT = 'trusted comment: ';
const ALGORITHM_BYTES = 2;
const NUMBER_BYTES = 8;
/** A signature over the bytes themselves needs them all at once: sums files, not images. */
const MAX_WHOLE_BYTES = 64 * 1024 * 1024;

/** Whether these bytes are a signature of signify or minisign, or a file with one on top. */
export function isSignify(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, COMMENT.length)).toString('latin1') === COMMENT;
}

/** The key that a fingerprint of signify or minisign is. */
export function signifyKey(fingerprint: Fingerprint): SignifyKey {
  const bytes = Buffer.from(fingerprint, 'base64');
  const key = createPublicKey({
    key: {
      kty: 'OKP',
      crv: 'Ed25519',
      x: bytes.subarray(ALGORITHM_BYTES + NUMBER_BYTES).toString('base64url'),
    },
    format: 'jwk',
  });
  return {
    kind: 'signify',
    fingerprint,
    keyNumber: bytes.subarray(ALGORITHM_BYTES, ALGORITHM_BYTES + NUMBER_BYTES),
    verify: (signature, data) => verify(null, data, key, signature),
  };
}

/** Where the message begins in a file that has its signify signature on top: after two lines. */
export function embeddedMessage(bytes: Uint8Array): { signature: Uint8Array; message: Uint8Array } {
  const first = bytes.indexOf(0x0a);
  const second = first === -1 ? -1 : bytes.indexOf(0x0a, first + 1);
  if (second === -1) throw new Malformed('a signify signature without a message below it');
  return { signature: bytes.subarray(0, second + 1), message: bytes.subarray(second + 1) };
}

interface SignifySignature {
  /** Whether the BLAKE2b-512 of the bytes is signed rather than the bytes. */
  isHashed: boolean;
  keyNumber: Uint8Array;
  signature: Uint8Array;
  /** Of minisign: a line that a second signature covers together with the first one. */
  trusted: { comment: string; signature: Uint8Array } | undefined;
}

/**
 * Begins to hold a signature of signify or minisign against what it should cover.
 *
 * @throws Malformed
 * @see https://man.openbsd.org/signify and https://jedisct1.github.io/minisign/#signature-format
 */
export function beginSignifyTrial(bytes: Uint8Array, options: VerifyOptions): Trial {
  const found = readSignature(Buffer.from(bytes).toString('utf8'));
  const hash = found.isHashed ? createHash('blake2b512') : undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  return {
    update(chunk) {
      length += chunk.length;
      if (hash !== undefined) hash.update(chunk);
      else if (length <= MAX_WHOLE_BYTES) chunks.push(chunk);
    },
    end() {
      if (hash === undefined && length > MAX_WHOLE_BYTES) return [tooLong(found, length, options.name)];
      return [judge(found, hash?.digest() ?? Buffer.concat(chunks), options)];
    },
  };
}

function tooLong(found: SignifySignature, length: number, name: string): Verdict {
  const message = `expected at most ${MAX_WHOLE_BYTES} bytes under a signature that needs them all at once, found ${length}, ${name}`;
  return { code: 'too-large', key: numberOf(found), message };
}

function numberOf({ keyNumber }: SignifySignature): string {
  return Buffer.from(keyNumber).toString('hex').toUpperCase();
}

function judge(found: SignifySignature, data: Uint8Array, { keyring, now, name }: VerifyOptions): Verdict {
  const key = [...keyring.values()]
    .filter((one) => one.kind === 'signify')
    .find(({ keyNumber }) => Buffer.from(keyNumber).equals(found.keyNumber));
  if (key === undefined) {
    const pinned = [...keyring.keys()].join(', ') || 'none';
    const number = numberOf(found);
    const message = `expected a signature of ${name} by ${pinned}, found one by the signify key number ${number}`;
    return { code: 'signature-unknown-key', key: number, message };
  }
  const { fingerprint } = key;
  const { trusted } = found;
  const covers =
    key.verify(found.signature, data) &&
    (trusted === undefined ||
      key.verify(trusted.signature, Buffer.concat([found.signature, Buffer.from(trusted.comment)])));
  if (!covers) {
    const message = `expected the signature by ${fingerprint} to cover ${name}, found that it does not`;
    return { code: 'signature-bad', key: fingerprint, message };
  }
  const signedAt = timeIn(trusted?.comment);
  if (signedAt !== undefined && signedAt.getTime() > now.getTime() + CLOCK_SKEW_MS) {
    const message = `expected a signature made before now (${isoTime(now)}), found one of ${isoTime(signedAt)}, ${name}`;
    return { code: 'signature-policy', key: fingerprint, rule: 'signature-future', message };
  }
  const evidence = {
    signer: fingerprint,
    ...(signedAt === undefined ? {} : { signedAt: isoTime(signedAt) }),
    // Ed25519 hashes with SHA-512 itself.
    hash: found.isHashed ? ('blake2b-512' as const) : ('sha512' as const),
  };
  return { code: 'good', key: fingerprint, evidence };
}

/** minisign writes when it signed into the comment that is signed too. */
function timeIn(comment: string | undefined): Date | undefined {
  const seconds = /(?:^|\s)timestamp:(\d{1,11})(?:\s|$)/.exec(comment ?? '')?.[1];
  return seconds === undefined ? undefined : new Date(Number(seconds) * 1000);
}

function readSignature(text: string): SignifySignature {
  const [comment = '', signature = '', trusted, global, ...rest] = text.trimEnd().split(/\r?\n/);
  const bytes = readBase64(signature, ALGORITHM_BYTES + NUMBER_BYTES + 64);
  const algorithm = bytes.subarray(0, ALGORITHM_BYTES).toString('latin1');
  const isHashed = algorithm === 'ED';
  const isMinisign = trusted !== undefined && global !== undefined;
  if (!comment.startsWith(COMMENT) || rest.length > 0 || (algorithm !== 'Ed' && !isHashed))
    throw new Malformed('no signature of signify or minisign');
  // Of signify there are two lines, of minisign four; one that hashes first is of minisign.
  if (isMinisign ? !trusted.startsWith(TRUSTED_COMMENT) : isHashed || trusted !== undefined)
    throw new Malformed('a signature of minisign without its trusted comment');
  return {
    isHashed,
    keyNumber: bytes.subarray(ALGORITHM_BYTES, ALGORITHM_BYTES + NUMBER_BYTES),
    signature: bytes.subarray(ALGORITHM_BYTES + NUMBER_BYTES),
    trusted: isMinisign
      ? { comment: trusted.slice(TRUSTED_COMMENT.length), signature: readBase64(global, 64) }
      : undefined,
  };
}

function readBase64(text: string, length: number): Buffer {
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  if (bytes.length === length && bytes.toString('base64') === text) return bytes;
  throw new Malformed(`expected ${length} bytes in base64`);
}
