import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createCleartextMessage, createMessage, enums, readSignature, sign } from 'openpgp';
import type { SignaturePacket } from 'openpgp';
import { OsdexError } from '../../../core/error.ts';
import type { Keyring } from '../../../core/trust/keyring.ts';
import { verifyClearsigned, verifyDetached } from '../../../core/trust/signed-text.ts';
import type { SignedText, VerifyOptions } from '../../../core/trust/signed-text.ts';
import { codeOf } from '../../code-of.ts';
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
const name = 'https://x.example/SHA256SUMS';
const TEXT = `${'a'.repeat(64)}  a.img\n${'b'.repeat(64)}  b.img\n`;
const BYTES = Buffer.from(TEXT);
const HTML = Buffer.from('<!DOCTYPE html>\n<html><body>Sign in</body></html>\n');

let pinned: TestKey;
let other: TestKey;
let stranger: TestKey;
let keyring: Keyring;
let signature: Uint8Array;

before(async () => {
  [pinned, other, stranger] = await Promise.all([makeTestKey(), makeTestKey(), makeTestKey()]);
  keyring = await keyringOf(pinned.privateKey, other.privateKey);
  signature = await signWith(BYTES, signedAt, pinned.privateKey);
});

function options(more: Partial<VerifyOptions> = {}): VerifyOptions {
  return { keyring, now, name, ...more };
}

/** What a good signature by the first pinned key tells. */
function evidence(signer = pinned) {
  return { signer: signer.fingerprint, signedAt: '2026-07-25T10:00:00Z', hash: 'sha512' };
}

/** Clearsigns with plain line ends, as publishers do. */
async function clearsign(text: string, ...signers: readonly TestKey[]): Promise<string> {
  const signingKeys = signers.map(({ privateKey }) => privateKey);
  const message = await createCleartextMessage({ text });
  return (await sign({ message, signingKeys, date: signedAt })).replaceAll('\r\n', '\n');
}

function clearsigned(message: string): Promise<SignedText> {
  return verifyClearsigned(Buffer.from(message), options());
}

test('a detached signature proves the text, binary or armored', async () => {
  const expected = { text: TEXT, evidence: evidence() };
  assert.deepEqual({ ...(await verifyDetached(BYTES, signature, options())) }, expected);
  const armored = (await readSignature({ binarySignature: signature })).armor();
  assert.deepEqual({ ...(await verifyDetached(BYTES, Buffer.from(armored), options())) }, expected);
});

test('a signature over text, whatever its line ends, proves the text as it came', async () => {
  const message = await createMessage({ text: TEXT });
  const binary = await sign({
    message,
    signingKeys: pinned.privateKey,
    date: signedAt,
    detached: true,
    format: 'binary',
  });
  for (const text of [TEXT, TEXT.replaceAll('\n', '\r\n')]) {
    const { text: proven } = await verifyDetached(Buffer.from(text), binary, options());
    assert.equal(proven, text);
  }
  assert.equal(await codeOf(verifyDetached(Buffer.from(`${TEXT}x`), binary, options())), 'signature-bad');
});

test('a signature over bytes does not cover other line ends', async () => {
  const crlf = Buffer.from(TEXT.replaceAll('\n', '\r\n'));
  assert.equal(await codeOf(verifyDetached(crlf, signature, options())), 'signature-bad');
  const { text } = await verifyDetached(crlf, await signWith(crlf, signedAt, pinned.privateKey), options());
  assert.equal(text, crlf.toString());
});

test('a file with any byte changed, one more or one less is refused', async () => {
  const short = Buffer.from('abc  d\n');
  const ofShort = await signWith(short, signedAt, pinned.privateKey);
  assert.equal(await codeOf(verifyDetached(short, ofShort, options())), 'good');
  const changed = [...short.keys()].map((at) => short.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  for (const bytes of [...changed, short.subarray(1), short.subarray(0, -1), Buffer.from(`${short}\n`)]) {
    assert.equal(await codeOf(verifyDetached(bytes, ofShort, options())), 'signature-bad', String(bytes));
  }
});

test('the signature of another file is refused with the key and the reason', async () => {
  const another = await signWith(Buffer.from('another file\n'), signedAt, pinned.privateKey);
  await assert.rejects(verifyDetached(BYTES, another, options()), {
    name: 'OsdexError',
    code: 'signature-bad',
    message: new RegExp(
      `^expected the signature by ${pinned.fingerprint} to cover ${name}, found that it does not$`,
    ),
    url: name,
  });
});

test('a signature with any bit changed is refused, or tells the same as before', async () => {
  const good = { text: TEXT, evidence: evidence() };
  const codes = new Set<string>();
  for (const at of signature.keys()) {
    const changed = signature.map((byte, index) => (index === at ? byte ^ 1 : byte));
    const outcome = await verifyDetached(BYTES, changed, options()).catch((error: unknown) => error);
    if (outcome instanceof OsdexError) codes.add(outcome.code);
    else assert.deepEqual({ ...(outcome as SignedText) }, good, `byte ${at}`);
  }
  assert.ok(codes.has('signature-bad') && codes.has('signature-unreadable'), [...codes].join());
});

test('a signature that was cut short is refused wherever it was cut', async () => {
  const armored = Buffer.from((await readSignature({ binarySignature: signature })).armor());
  for (const whole of [signature, Buffer.from(armored.toString().trimEnd())]) {
    for (let length = 0; length < whole.length; length++) {
      const code = await codeOf(verifyDetached(BYTES, whole.subarray(0, length), options()));
      assert.match(code, /^signature-(unreadable|bad)$/, `${length} of ${whole.length}`);
    }
  }
});

test('what is no signature is refused as unreadable', async () => {
  const key = pinned.privateKey.toPublic();
  const message = Buffer.from(await clearsign(TEXT, pinned));
  const wrong = { empty: Buffer.alloc(0), HTML, sums: BYTES, key: Buffer.from(key.armor()), message };
  for (const [what, bytes] of Object.entries(wrong)) {
    await assert.rejects(
      verifyDetached(BYTES, bytes, options()),
      {
        code: 'signature-unreadable',
        message: new RegExp(
          `^expected an OpenPGP, signify or minisign signature for ${name}, found none in ${bytes.length} bytes \\(.+\\)$`,
        ),
      },
      what,
    );
  }
});

test('a file that is no text is refused however well it is signed', async () => {
  const bytes = Buffer.from([0x61, 0xff, 0x0a]);
  await assert.rejects(verifyDetached(bytes, await signWith(bytes, signedAt, pinned.privateKey), options()), {
    code: 'signature-unreadable',
    message: `expected UTF-8 text in ${name}, found other bytes`,
  });
});

test('a signature by a key that is not pinned is refused with the keys that are', async () => {
  const byStranger = await signWith(BYTES, signedAt, stranger.privateKey);
  const id = stranger.fingerprint.slice(-16);
  await assert.rejects(verifyDetached(BYTES, byStranger, options()), {
    code: 'signature-unknown-key',
    message: `expected a signature of ${name} by ${pinned.fingerprint}, ${other.fingerprint}, found one by key ${id}`,
  });
  await assert.rejects(verifyDetached(BYTES, byStranger, options({ keyring: new Map() })), {
    code: 'signature-unknown-key',
    message: `expected a signature of ${name} by none, found one by key ${id}`,
  });
});

test('of several signatures one good one is enough', async () => {
  const data = await literalData(BYTES);
  const [good, bad, unknown] = await Promise.all([
    makeSignature(other.privateKey.keyPacket, data, signedAt),
    makeSignature(pinned.privateKey.keyPacket, await literalData(HTML), signedAt),
    makeSignature(stranger.privateKey.keyPacket, data, signedAt),
  ]);
  const refused = {
    bad: { key: pinned.fingerprint, verdict: 'signature-bad' },
    unknown: { key: stranger.fingerprint, verdict: 'signature-unknown-key' },
  };
  for (const [packets, others] of [
    [
      [good, bad, unknown],
      [refused.bad, refused.unknown],
    ],
    [
      [unknown, bad, good],
      [refused.unknown, refused.bad],
    ],
    [[bad, good], [refused.bad]],
  ] as const) {
    assert.deepEqual(
      { ...(await verifyDetached(BYTES, signatureFile(...packets), options())) },
      { text: TEXT, evidence: { ...evidence(other), hash: 'sha256', others } },
    );
  }
});

test('of several signatures that are all refused the gravest reason is told', async () => {
  const data = await literalData(BYTES);
  const bad = await makeSignature(pinned.privateKey.keyPacket, await literalData(HTML), signedAt);
  const unknown = await makeSignature(stranger.privateKey.keyPacket, data, signedAt);
  const future = await makeSignature(other.privateKey.keyPacket, data, new Date('2030-01-01T00:00:00Z'));
  const code = (...packets: readonly SignaturePacket[]) =>
    codeOf(verifyDetached(BYTES, signatureFile(...packets), options()));
  assert.equal(await code(unknown, bad), 'signature-bad');
  assert.equal(await code(future, bad, unknown), 'signature-bad');
  assert.equal(await code(unknown, future), 'signature-policy');
});

test('a signature that the key made over something else than a file is refused', async () => {
  const [certificate] = pinned.privateKey.users[0]?.selfCertifications ?? [];
  assert.ok(certificate);
  await assert.rejects(verifyDetached(BYTES, signatureFile(certificate), options()), {
    code: 'signature-bad',
    message: `expected a dated signature over a file for ${name}, found one of type ${certificate.signatureType}`,
  });
  const standalone = await makeSignature(pinned.privateKey.keyPacket, await literalData(BYTES), signedAt, {
    signatureType: enums.signature.standalone,
  });
  assert.equal(await codeOf(verifyDetached(BYTES, signatureFile(standalone), options())), 'signature-bad');
});

test('a signature from the future is refused, a day of wrong clocks aside', async () => {
  const at = (time: string) => signWith(BYTES, new Date(time), pinned.privateKey);
  const { evidence: tomorrow } = await verifyDetached(BYTES, await at('2026-11-21T12:00:00Z'), options());
  assert.equal(tomorrow.signedAt, '2026-11-21T12:00:00Z');
  await assert.rejects(verifyDetached(BYTES, await at('2026-11-21T12:00:01Z'), options()), {
    code: 'signature-policy',
    message: `expected a signature made before now (2026-11-20T12:00:00Z), found one of 2026-11-21T12:00:01Z, ${name}`,
  });
});

test('SHA-1 counts only where the source accepts it, for signatures up to a day', async () => {
  const { privateKey, fingerprint } = await makeTestKey({ type: 'rsa', rsaBits: 2048 });
  const data = await literalData(BYTES);
  const rsa = await keyringOf(privateKey);
  const verify = async (time: string, hash: enums.hash, accept?: VerifyOptions['accept']) =>
    verifyDetached(
      BYTES,
      signatureFile(await makeSignature(privateKey.keyPacket, data, new Date(time), { hashAlgorithm: hash })),
      options({ keyring: rsa, ...(accept === undefined ? {} : { accept }) }),
    );
  const accept = [{ hash: 'sha1', until: '2023-05-31' }] as const;
  assert.deepEqual((await verify('2023-05-31T23:59:59Z', enums.hash.sha1, accept)).evidence, {
    signer: fingerprint,
    signedAt: '2023-05-31T23:59:59Z',
    hash: 'sha1',
    note: 'signed with sha1, which this source accepts for its early builds',
  });
  await assert.rejects(verify('2023-06-01T00:00:00Z', enums.hash.sha1, accept), {
    code: 'signature-policy',
    message: `expected a signature over SHA-256 or better, found sha1 signed on 2023-06-01 (the source accepts sha1 until 2023-05-31), ${name}`,
  });
  await assert.rejects(verify('2023-05-31T00:00:00Z', enums.hash.sha1), {
    code: 'signature-policy',
    message: `expected a signature over SHA-256 or better, found sha1 signed on 2023-05-31 (the source accepts no other), ${name}`,
  });
  await assert.rejects(verify('2023-05-31T00:00:00Z', enums.hash.md5, accept), { code: 'signature-policy' });
  assert.deepEqual((await verify('2023-06-01T00:00:00Z', enums.hash.sha256, accept)).evidence, {
    signer: fingerprint,
    signedAt: '2023-06-01T00:00:00Z',
    hash: 'sha256',
  });
});

test('a short RSA key is refused though its signature is right', async () => {
  const { privateKey } = await makeTestKey({ type: 'rsa', rsaBits: 1024, config: { minRSABits: 1024 } });
  const packet = await makeSignature(privateKey.keyPacket, await literalData(BYTES), signedAt);
  const short = await keyringOf(privateKey);
  await assert.rejects(verifyDetached(BYTES, signatureFile(packet), options({ keyring: short })), {
    code: 'signature-policy',
    message: `expected an RSA key of at least 2048 bits, found 1024 signed on 2026-07-25 (the source accepts no other), ${name}`,
  });
});

test('keys of every kind that the policy names verify, of version 4 and 6', async () => {
  const kinds = [
    { type: 'rsa', rsaBits: 2048 },
    { type: 'curve25519' },
    { type: 'curve448' },
    { type: 'ecc', curve: 'nistP256' },
    { type: 'ecc', curve: 'nistP521' },
  ] as const;
  for (const kind of kinds) {
    for (const v6Keys of [false, true]) {
      const { privateKey, fingerprint } = await makeTestKey({ ...kind, config: { v6Keys } });
      const keyed = options({ keyring: await keyringOf(privateKey) });
      const byKey = await signWith(BYTES, signedAt, privateKey);
      assert.equal((await verifyDetached(BYTES, byKey, keyed)).evidence.signer, fingerprint, kind.type);
      assert.equal(await codeOf(verifyDetached(HTML, byKey, keyed)), 'signature-bad', kind.type);
    }
  }
});

test('a clearsigned message proves its text without the last line end', async () => {
  assert.deepEqual(
    { ...(await clearsigned(await clearsign(TEXT.trimEnd(), pinned))) },
    {
      text: TEXT.trimEnd(),
      evidence: evidence(),
    },
  );
});

test('lines that were escaped with a dash are read as they were signed', async () => {
  const text = '- a\n-b\n-----BEGIN PGP SIGNATURE-----\nFrom me\n- - c\n\nd';
  const message = await clearsign(text, pinned);
  assert.match(message, /^- - a$/m);
  assert.match(message, /^- -----BEGIN PGP SIGNATURE-----$/m);
  assert.equal((await clearsigned(message)).text, text);
});

test('blanks at line ends and CR LF, which are not signed, are not in the text', async () => {
  const message = await clearsign('a  b\nc', pinned);
  assert.equal((await clearsigned(message.replaceAll('\n', '\r\n'))).text, 'a  b\nc');
  assert.equal((await clearsigned(message.replace('a  b\n', 'a  b \t \n'))).text, 'a  b\nc');
  assert.equal((await clearsigned(await clearsign('a  b \t\r\nc', pinned))).text, 'a  b\nc');
});

test('a signature over bytes inside of a clearsigned message covers CR LF', async () => {
  const data = await literalData(Buffer.from('a\r\nb'));
  const packet = await makeSignature(pinned.privateKey.keyPacket, data, signedAt);
  const armored = (await readSignature({ binarySignature: signatureFile(packet) })).armor();
  const heading = '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n';
  assert.equal((await clearsigned(`${heading}a\nb\n${armored}`)).text, 'a\nb');
  assert.equal(await codeOf(clearsigned(`${heading}a\nc\n${armored}`)), 'signature-bad');
});

test('lines before and after a clearsigned block are not in the text', async () => {
  const message = await clearsign(TEXT.trimEnd(), pinned);
  const smuggled = `${'e'.repeat(64)}  a.img\n`;
  const foreign = await clearsign(smuggled.trimEnd(), stranger);
  for (const bytes of [
    smuggled + message,
    message + smuggled,
    smuggled + message + smuggled,
    `\n${message}\n${foreign}`,
    message + message.replace('a.img', 'e.img'),
    `Hash: SHA512\n\n${smuggled}\n${message}`,
  ]) {
    const proven = await clearsigned(bytes);
    assert.equal(proven.text, TEXT.trimEnd());
    assert.deepEqual(proven.evidence, evidence());
  }
});

test('a block by somebody else before the good one is refused, for only the first block counts', async () => {
  const message = await clearsign(TEXT.trimEnd(), pinned);
  assert.equal(
    await codeOf(clearsigned((await clearsign('e', stranger)) + message)),
    'signature-unknown-key',
  );
});

test('lines among the headers of a clearsigned block are refused or not in the text', async () => {
  const message = await clearsign(TEXT.trimEnd(), pinned);
  const smuggled = `${'e'.repeat(64)}  a.img`;
  const heading = '-----BEGIN PGP SIGNED MESSAGE-----\n';
  assert.ok(message.startsWith(`${heading}Hash: SHA512\n\n`));
  const withHeader = (line: string) => message.replace(heading, `${heading}${line}\n`);
  assert.equal(await codeOf(clearsigned(withHeader(smuggled))), 'signature-unreadable');
  assert.equal(await codeOf(clearsigned(withHeader(`Comment: ${smuggled}`))), 'signature-unreadable');
  assert.equal(await codeOf(clearsigned(withHeader(''))), 'signature-bad');
  assert.equal((await clearsigned(message.replace('Hash: SHA512\n', ''))).text, TEXT.trimEnd());
});

test('a clearsigned text with any character changed is refused', async () => {
  const text = 'ab  c\nd';
  const message = await clearsign(text, pinned);
  const start = message.indexOf(text);
  for (const at of text.replaceAll('\n', ' ').matchAll(/\S/g)) {
    const place = start + at.index;
    const changed = `${message.slice(0, place)}X${message.slice(place + 1)}`;
    assert.equal(await codeOf(clearsigned(changed)), 'signature-bad', changed);
  }
  for (const changed of ['ab c\nd', 'ab  c\n\nd', 'ab  cd', '\nab  c\nd', 'ab  c\nd\n', 'ab  c\nd\ne']) {
    assert.equal(await codeOf(clearsigned(message.replace(text, changed))), 'signature-bad', changed);
  }
});

test('what is not clearsigned is refused as unsigned', async () => {
  const armored = (await readSignature({ binarySignature: signature })).armor();
  const wrong = {
    empty: '',
    HTML: HTML.toString(),
    sums: TEXT,
    signature: armored,
    key: pinned.privateKey.toPublic().armor(),
  };
  for (const [what, text] of Object.entries(wrong)) {
    await assert.rejects(
      clearsigned(text),
      {
        code: 'signature-missing',
        message: `expected a clearsigned OpenPGP message in ${name}, found no signature in it`,
        url: name,
      },
      what,
    );
  }
  assert.equal(await codeOf(verifyClearsigned(Buffer.from([0x61, 0xff]), options())), 'signature-unreadable');
});

test('a clearsigned message that was cut short is refused wherever it was cut', async () => {
  const message = (await clearsign('a\nb', pinned)).trimEnd();
  for (let length = 0; length < message.length; length++) {
    const code = await codeOf(clearsigned(message.slice(0, length)));
    assert.match(code, /^signature-(missing|unreadable|bad)$/, `${length} of ${message.length}`);
  }
});

test('a clearsigned message needs one signature by a pinned key', async () => {
  const id = stranger.fingerprint.slice(-16);
  await assert.rejects(clearsigned(await clearsign('a', stranger)), {
    code: 'signature-unknown-key',
    message: `expected a signature of ${name} by ${pinned.fingerprint}, ${other.fingerprint}, found one by key ${id}`,
  });
  const byBoth = await clearsigned(await clearsign('a', stranger, other));
  const others = [{ key: stranger.fingerprint, verdict: 'signature-unknown-key' }];
  assert.deepEqual({ ...byBoth }, { text: 'a', evidence: { ...evidence(other), others } });
});
