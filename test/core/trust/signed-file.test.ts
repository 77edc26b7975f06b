import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, test } from 'node:test';
import { createMessage, enums, sign } from 'openpgp';
import { OsdexError } from '../../../core/error.ts';
import { verifyFile } from '../../../core/trust/signed-file.ts';
import type { SignedFile } from '../../../core/trust/signed-file.ts';
import {
  keyringOf,
  literalData,
  makeSignature,
  makeTestKey,
  signatureFile,
  signWith,
} from '../../test-key.ts';
import type { TestKey } from '../../test-key.ts';

const now = new Date('2026-11-20T12:00:00Z');
const signedAt = new Date('2026-07-25T10:00:00Z');
/** An image: no text, and more than one piece of it. */
const IMAGE = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7919) % 256));

let key: TestKey;

before(async () => {
  key = await makeTestKey();
});

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function verify(bytes: Uint8Array, signature: Uint8Array, size = 65_536): Promise<SignedFile> {
  const keyring = await keyringOf(key.privateKey);
  return verifyFile(pieces(bytes, size), signature, { keyring, now, name: 'image.iso' });
}

test('an image is proven by the signature over itself, with its digest and size in the same pass', async () => {
  const signature = await signWith(IMAGE, signedAt, key.privateKey);
  for (const size of [1000, 65_536, IMAGE.length]) {
    assert.deepEqual(await verify(IMAGE, signature, size), {
      evidence: { signer: key.fingerprint, signedAt: '2026-07-25T10:00:00Z', hash: 'sha512' },
      digest: `sha256:${createHash('sha256').update(IMAGE).digest('hex')}`,
      sizeBytes: IMAGE.length,
    });
  }
});

test('an image with one bit changed, one byte more or one less is refused', async () => {
  const signature = await signWith(IMAGE, signedAt, key.privateKey);
  const changed = Buffer.from(IMAGE);
  changed[123_456] = (changed[123_456] ?? 0) ^ 1;
  for (const bytes of [changed, IMAGE.subarray(1), Buffer.concat([IMAGE, Buffer.alloc(1)])]) {
    await assert.rejects(verify(bytes, signature), {
      code: 'signature-bad',
      message: `expected the signature by ${key.fingerprint} to cover image.iso, found that it does not`,
    });
  }
});

test('keys of every kind prove an image in pieces', async () => {
  for (const kind of [
    { type: 'rsa', rsaBits: 2048 },
    { type: 'ecc', curve: 'nistP256' },
    { type: 'curve25519' },
    { type: 'curve448' },
  ] as const) {
    const { privateKey, fingerprint } = await makeTestKey({ curve: undefined, ...kind } as object);
    const signature = await signWith(IMAGE, signedAt, privateKey);
    const options = { keyring: await keyringOf(privateKey), now, name: 'image.iso' };
    const { evidence } = await verifyFile(pieces(IMAGE, 10_000), signature, options);
    assert.equal(evidence.signer, fingerprint);
  }
});

test('text in pieces has its line ends brought to one form, wherever it is cut', async () => {
  const text = 'a\r\nb\r\r\nc\rd\n\r\ne';
  const message = await createMessage({ text: 'a\nb\nc\rd\n\ne' });
  const signature = await sign({
    message,
    signingKeys: key.privateKey,
    date: signedAt,
    detached: true,
    format: 'binary',
  });
  for (let size = 1; size <= text.length; size++) {
    const { evidence } = await verify(Buffer.from(text), signature, size);
    assert.equal(evidence.signer, key.fingerprint);
  }
});

test('of several signatures by different hashes each is held against the whole', async () => {
  const data = await literalData(IMAGE);
  const packets = await Promise.all(
    [enums.hash.sha256, enums.hash.sha384, enums.hash.sha512].map((hashAlgorithm) =>
      makeSignature(key.privateKey.keyPacket, data, signedAt, { hashAlgorithm }),
    ),
  );
  const { evidence } = await verify(IMAGE, signatureFile(...packets));
  assert.deepEqual(
    evidence.others?.map(({ verdict }) => verdict),
    ['good', 'good'],
  );
});

test('what the reading of the file throws is passed on', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('a');
    throw new OsdexError('network', 'the connection is gone');
  }
  const signature = await signWith(IMAGE, signedAt, key.privateKey);
  const keyring = await keyringOf(key.privateKey);
  await assert.rejects(verifyFile(broken(), signature, { keyring, now, name: 'x' }), { code: 'network' });
});
