import assert from 'node:assert/strict';
import { createPrivateKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { z } from 'zod';
import { OsdexError } from '../../../core/error.ts';
import { verifyDetached } from '../../../core/trust/signed-text.ts';
import { askGpgv, withoutGpgv } from '../../gpgv.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { keyringOf, makeTestKey } from '../../test-key.ts';
import type { TestKey } from '../../test-key.ts';

/** Signatures of versions 2 and 3, which no program makes any more but CentOS 7 and 8 and openSUSE have. */

const FILE = Buffer.from('some text\n');
const CREATED = Date.parse('2014-06-23T00:00:00Z') / 1000;
const SIGNED = Date.parse('2020-11-06T14:37:25Z') / 1000;
const [RSA, SHA256, SHA1] = [1, 8, 2];

let key: TestKey;
/** The same key for node:crypto, since the openpgp package makes no signatures like these. */
let privateKey: KeyObject;

before(async () => {
  key = await makeTestKey({ type: 'rsa', rsaBits: 2048, date: new Date(CREATED * 1000) });
  privateKey = createPrivateKey({ key: jwkOf(key.privateKey.keyPacket), format: 'jwk' });
});

const Numbers = z.record(z.string(), z.instanceof(Uint8Array));

/** What is the first prime to the one is the second to the other, so that its inverse can stay as it is. */
function jwkOf({
  publicParams,
  privateParams,
}: object & { publicParams?: unknown; privateParams?: unknown }) {
  const { n, e, d, p, q, u } = Numbers.parse({ ...Object(publicParams), ...Object(privateParams) });
  const number = (bytes: Uint8Array | undefined): bigint =>
    BigInt(`0x${Buffer.from(bytes ?? []).toString('hex')}`);
  const exponent = (prime: Uint8Array | undefined): Uint8Array => {
    const hex = (number(d) % (number(prime) - 1n)).toString(16);
    return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  };
  const parts = { n, e, d, p: q, q: p, dp: exponent(q), dq: exponent(p), qi: u };
  const texts = Object.entries(parts).map(([name, bytes]) => [
    name,
    Buffer.from(bytes ?? []).toString('base64url'),
  ]);
  return { kty: 'RSA', ...Object.fromEntries(texts) };
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Without the zeros at its beginning, which one number in 256 has. */
function mpi(bytes: Uint8Array): Buffer {
  const number = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  const bits = number.length * 8 - Math.clz32(number[0] ?? 0) + 24;
  return Buffer.concat([Buffer.from([bits >> 8, bits & 0xff]), number]);
}

function packet(tag: number, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x80 | (tag << 2) | 1, body.length >> 8, body.length & 0xff]), body]);
}

/** @see https://www.rfc-editor.org/rfc/rfc4880#section-5.2.2 */
function oldSignature(
  file: Uint8Array,
  {
    version = 3,
    type = 0,
    seconds = SIGNED,
    hash = SHA256,
    keyId = key.fingerprint.slice(-16),
    hashed = 5,
  } = {},
): Buffer {
  const covered = Buffer.concat([Buffer.from([type]), u32(seconds)]);
  const value = sign(hash === SHA256 ? 'sha256' : 'sha1', Buffer.concat([file, covered]), privateKey);
  return packet(
    2,
    Buffer.concat([
      Buffer.from([version, hashed]),
      covered,
      Buffer.from(keyId, 'hex'),
      Buffer.from([RSA, hash, 0, 0]),
      mpi(value),
    ]),
  );
}

async function verdict(file: Uint8Array, signature: Uint8Array): Promise<unknown> {
  const keyring = await keyringOf(key.privateKey);
  const options = { keyring, now: new Date('2026-11-20T12:00:00Z'), name: 'SHA256SUMS' };
  return verifyDetached(file, signature, options).then(
    ({ evidence }) => evidence,
    (error: unknown) => {
      if (error instanceof OsdexError) return error.code;
      throw error;
    },
  );
}

test('a signature of version 3 or 2 proves a file', async () => {
  for (const version of [2, 3]) {
    assert.deepEqual(await verdict(FILE, oldSignature(FILE, { version })), {
      signer: key.fingerprint,
      signedAt: '2020-11-06T14:37:25Z',
      hash: 'sha256',
    });
  }
});

test('over text it holds for any line ends', async () => {
  const covered = Buffer.from('some text\r\n');
  const signature = oldSignature(covered, { type: 1 });
  for (const file of ['some text\n', 'some text\r\n']) {
    assert.notEqual(await verdict(Buffer.from(file), signature), 'signature-bad');
  }
  assert.equal(await verdict(Buffer.from('some text'), signature), 'signature-bad');
});

test('another file, time or kind, and another key, are refused', async () => {
  const good = oldSignature(FILE);
  assert.equal(await verdict(Buffer.from('another text\n'), good), 'signature-bad');
  const [type, time] = [5, 9].map((at) => Buffer.from(good.with(at, (good[at] ?? 0) ^ 1)));
  assert.equal(await verdict(FILE, type ?? good), 'signature-bad');
  assert.equal(await verdict(FILE, time ?? good), 'signature-bad');
  assert.equal(
    await verdict(FILE, oldSignature(FILE, { keyId: '0123456789ABCDEF' })),
    'signature-unknown-key',
  );
  assert.equal(await verdict(FILE, oldSignature(FILE, { type: 0x10 })), 'signature-bad');
});

test('it is held against the policy like any other', async () => {
  assert.equal(await verdict(FILE, oldSignature(FILE, { hash: SHA1 })), 'signature-policy');
  assert.equal(
    await verdict(FILE, oldSignature(FILE, { seconds: SIGNED + 20 * 366 * 86_400 })),
    'signature-policy',
  );
  assert.equal(await verdict(FILE, oldSignature(FILE, { seconds: CREATED - 1 })), 'signature-bad');
});

test('one that is cut short, or hashes something else, is unreadable or bad', async () => {
  const good = oldSignature(FILE);
  for (let length = 0; length < good.length; length++) {
    const body = good.subarray(3, length);
    assert.match(String(await verdict(FILE, good.subarray(0, length))), /^signature-unreadable$/);
    assert.match(String(await verdict(FILE, packet(2, body))), /^signature-(unreadable|bad)$/);
  }
  assert.equal(await verdict(FILE, oldSignature(FILE, { hashed: 6 })), 'signature-unreadable');
});

test('gpgv says the same', { skip: withoutGpgv }, async (t) => {
  const folder = await temporaryFolder(t, { file: FILE, ring: key.privateKey.toPublic().write() });
  const signatures = {
    good: oldSignature(FILE),
    'of version 2': oldSignature(FILE, { version: 2 }),
    'of another file': oldSignature(Buffer.from('another text\n')),
    'of another kind': oldSignature(FILE, { type: 0x10 }),
  };
  for (const [what, signature] of Object.entries(signatures)) {
    await writeFile(join(folder, 'signature'), signature);
    const gpgv = await askGpgv(join(folder, 'ring'), [join(folder, 'signature'), join(folder, 'file')]);
    assert.equal(typeof (await verdict(FILE, signature)) === 'object', gpgv.good, what);
  }
});
