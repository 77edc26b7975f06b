import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { createCleartextMessage, readSignature, sign } from 'openpgp';
import { OsdexError } from '../../core/error.ts';
import type { Keyring } from '../../core/trust/keyring.ts';
import { readArmor } from '../../core/trust/openpgp/armor.ts';
import { readCleartext } from '../../core/trust/openpgp/cleartext.ts';
import { Malformed } from '../../core/trust/openpgp/malformed.ts';
import { TextLineEnds } from '../../core/trust/openpgp/text-line-ends.ts';
import { readVerifier } from '../../core/trust/openpgp/verifier.ts';
import { verifyClearsigned, verifyDetached } from '../../core/trust/signed-text.ts';
import type { SignedText } from '../../core/trust/signed-text.ts';
import { readSignatures } from '../../core/trust/signature-trial.ts';
import { keyringOf, makeTestKey, signWith } from '../test-key.ts';
import { check } from './check.ts';

const signedAt = new Date('2026-07-25T10:00:00Z');
const TEXT = `${'a'.repeat(64)}  a.img\n- ${'b'.repeat(64)}  b.img\n`;

let keyring: Keyring;
/** Signatures over the text by keys of several kinds, binary and armored. */
let signatures: Uint8Array[];
let clearsigned: string;

before(async () => {
  const keys = await Promise.all([
    makeTestKey(),
    makeTestKey({ type: 'rsa', rsaBits: 2048 }),
    makeTestKey({ curve: 'nistP256' }),
  ]);
  keyring = await keyringOf(...keys.map(({ privateKey }) => privateKey));
  const binary = await Promise.all(
    keys.map(({ privateKey }) => signWith(Buffer.from(TEXT), signedAt, privateKey)),
  );
  const armored = await Promise.all(
    binary.map(async (one) => Buffer.from((await readSignature({ binarySignature: one })).armor())),
  );
  signatures = [...binary, ...armored];
  const signingKeys = keys.map(({ privateKey }) => privateKey);
  clearsigned = await sign({
    message: await createCleartextMessage({ text: TEXT }),
    signingKeys,
    date: signedAt,
  });
});

/** A refusal we know, or undefined; anything else that is thrown is a defect. */
async function attempt(verification: Promise<SignedText>): Promise<SignedText | undefined> {
  return verification.catch((error: unknown) => {
    if (error instanceof OsdexError) return undefined;
    throw error;
  });
}

function options() {
  return { keyring, now: new Date('2026-11-20T12:00:00Z'), name: 'SHA256SUMS' };
}

/** Some of these bytes replaced, taken out, put in or said twice, at most a few times. */
function damaged(bytes: Uint8Array): fc.Arbitrary<Uint8Array> {
  const edit = fc.record({
    at: fc.nat(bytes.length),
    out: fc.nat(40),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 20 }),
      fc.tuple(fc.nat(bytes.length), fc.nat(60)).map(([from, length]) => bytes.subarray(from, from + length)),
    ),
  });
  return fc
    .array(edit, { minLength: 1, maxLength: 3 })
    .map((edits) =>
      edits.reduce<Uint8Array>(
        (changed, { at, out, put }) =>
          Buffer.concat([changed.subarray(0, at), put, changed.subarray(at + out)]),
        bytes,
      ),
    );
}

test('no bytes are a signature by accident', async () => {
  await check(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(3), async (bytes, shape) => {
      const head = [[], [0xc2, bytes.length], [0x89, 0, bytes.length], Buffer.from('untrusted comment: ')][
        shape
      ];
      const signature = Buffer.concat([Buffer.from(head ?? []), bytes]);
      assert.equal(await attempt(verifyDetached(Buffer.from(TEXT), signature, options())), undefined);
      assert.equal(await attempt(verifyClearsigned(signature, options())), undefined);
    }),
    1000,
  );
});

test('no damage makes a signature cover another text', async () => {
  await check(
    fc.asyncProperty(fc.nat(5), fc.gen(), async (which, gen) => {
      const signature = gen(damaged, signatures[which] ?? Buffer.alloc(0));
      const text = gen(damaged, Buffer.from(TEXT));
      const ofText = await attempt(verifyDetached(Buffer.from(TEXT), signature, options()));
      if (ofText !== undefined) assert.equal(ofText.evidence.signedAt, '2026-07-25T10:00:00Z');
      const ofOther = await attempt(verifyDetached(text, signature, options()));
      if (ofOther !== undefined) assert.equal(ofOther.text, TEXT);
    }),
    600,
  );
});

test('no damage makes a clearsigned text say something else', async () => {
  const signed = TEXT.trimEnd();
  await check(
    fc.asyncProperty(damaged(Buffer.from(clearsigned)), async (bytes) => {
      const found = await attempt(verifyClearsigned(bytes, options()));
      if (found !== undefined) assert.equal(found.text.trimEnd(), signed);
    }),
    600,
  );
});

test('whatever is written around and into a clearsigned text, only what was signed comes out', async () => {
  const line = fc.constantFrom(
    '',
    '-----BEGIN PGP SIGNED MESSAGE-----',
    '-----BEGIN PGP SIGNATURE-----',
    '-----END PGP SIGNATURE-----',
    'Hash: SHA512',
    'NotDashEscaped: yes',
    `${'c'.repeat(64)}  a.img`,
    '- x',
    '=aaaa',
  );
  await check(
    fc.asyncProperty(fc.array(line, { maxLength: 5 }), fc.nat(), async (lines, place) => {
      const all = clearsigned.split('\r\n').join('\n').split('\n');
      all.splice(place % (all.length + 1), 0, ...lines);
      const found = await attempt(verifyClearsigned(Buffer.from(all.join('\n')), options()));
      if (found !== undefined) assert.equal(found.text.trimEnd(), TEXT.trimEnd());
    }),
    600,
  );
});

test('armor, packets, keys and clearsigned texts are read or refused, whatever they are', async () => {
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '-----BEGIN PGP SIGNATURE-----',
      '-----END PGP SIGNATURE-----',
      '',
      'a: b',
      'AAAA',
      '=AAAA',
    ),
  );
  const orMalformed = (read: () => unknown): void => {
    try {
      read();
    } catch (error) {
      assert.ok(error instanceof Malformed, String(error));
    }
  };
  await check(
    fc.property(fc.array(words, { maxLength: 12 }), fc.uint8Array({ maxLength: 400 }), (lines, bytes) => {
      orMalformed(() => readArmor(lines.join('\n'), 'SIGNATURE'));
      orMalformed(() => readCleartext(['-----BEGIN PGP SIGNED MESSAGE-----', ...lines].join('\n')));
      orMalformed(() => readSignatures(bytes));
    }),
    1000,
  );
  const key = fc.tuple(fc.constantFrom(1, 3, 17, 19, 22, 27, 28), fc.uint8Array({ maxLength: 200 }));
  await check(
    fc.property(key, ([algorithm, rest]) => {
      const body = Buffer.concat([Buffer.from([4, 0, 0, 0, 0, algorithm]), rest]);
      try {
        readVerifier(body)?.('sha256').matches(rest, Buffer.alloc(32));
      } catch (error) {
        // node:crypto refuses numbers that are no key in words of its own.
        assert.ok(error instanceof Error);
      }
    }),
    500,
  );
});

test('line ends of a text come out the same, however it is cut into pieces', async () => {
  const text = fc.array(fc.constantFrom('a', '\r', '\n', '\r\n', ' '), { maxLength: 30 });
  await check(
    fc.property(text, fc.array(fc.nat(30)), (words, cuts) => {
      const bytes = Buffer.from(words.join(''));
      const whole = Buffer.from(new TextLineEnds().update(bytes));
      const lines = new TextLineEnds();
      const at = [
        0,
        ...cuts.map((cut) => Math.min(cut, bytes.length)).toSorted((a, b) => a - b),
        bytes.length,
      ];
      const pieces = at.map((from, index) => lines.update(bytes.subarray(from, at[index + 1])));
      assert.deepEqual(Buffer.concat(pieces), whole);
      assert.ok(!/(?<!\r)\n|\r\r\n/.test(whole.toString()));
    }),
    500,
  );
});

test('long runs of blanks, returns, dashes and lines are no trap', { timeout: 60_000 }, async () => {
  const many = 1_000_000;
  for (const run of [
    ' '.repeat(many),
    '\r'.repeat(many),
    '-'.repeat(many),
    '\n'.repeat(many),
    '- '.repeat(many),
  ]) {
    const around = clearsigned.replace('a.img', `a.img${run}x`);
    assert.equal(await attempt(verifyClearsigned(Buffer.from(around), options())), undefined);
    const [signature = Buffer.alloc(0)] = signatures;
    assert.equal(await attempt(verifyDetached(Buffer.from(run), signature, options())), undefined);
    assert.equal(await attempt(verifyDetached(Buffer.from(TEXT), Buffer.from(run), options())), undefined);
  }
});
