import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { createCleartextMessage, readSignature, sign } from 'openpgp';
import type { Keyring } from '../../core/trust/keyring.ts';
import { readArmor } from '../../core/trust/openpgp/armor.ts';
import { readCleartext } from '../../core/trust/openpgp/cleartext.ts';
import { Malformed } from '../../core/trust/openpgp/malformed.ts';
import { TextLineEnds } from '../../core/trust/openpgp/text-line-ends.ts';
import { readVerifier } from '../../core/trust/openpgp/verifier.ts';
import { verifyClearsigned, verifyDetached } from '../../core/trust/signed-text.ts';
import { readSignatures } from '../../core/trust/signature-trial.ts';
import { keyringOf, makeTestKey, signWith } from '../test-key.ts';
import { mutated, refusedOr, tries } from './fuzz.ts';

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

function options() {
  return { keyring, now: new Date('2026-11-20T12:00:00Z'), name: 'SHA256SUMS' };
}

test('no bytes are a signature by accident', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(3), async (bytes, shape) => {
      const head = [[], [0xc2, bytes.length], [0x89, 0, bytes.length], Buffer.from('untrusted comment: ')][
        shape
      ];
      const signature = Buffer.concat([Buffer.from(head ?? []), bytes]);
      assert.equal(await refusedOr(verifyDetached(Buffer.from(TEXT), signature, options())), undefined);
      assert.equal(await refusedOr(verifyClearsigned(signature, options())), undefined);
    }),
    tries(1000),
  );
});

test('no damage makes a signature cover another text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(5), fc.gen(), async (which, gen) => {
      const signature = gen(mutated, signatures[which] ?? Buffer.alloc(0));
      const text = gen(mutated, Buffer.from(TEXT));
      const ofText = await refusedOr(verifyDetached(Buffer.from(TEXT), signature, options()));
      if (ofText !== undefined) assert.equal(ofText.evidence.signedAt, '2026-07-25T10:00:00Z');
      const ofOther = await refusedOr(verifyDetached(text, signature, options()));
      if (ofOther !== undefined) assert.equal(ofOther.text, TEXT);
    }),
    tries(600),
  );
});

test('no damage makes a clearsigned text say something else', async () => {
  const signed = TEXT.trimEnd();
  await fc.assert(
    fc.asyncProperty(mutated(Buffer.from(clearsigned)), async (bytes) => {
      const found = await refusedOr(verifyClearsigned(bytes, options()));
      if (found !== undefined) assert.equal(found.text.trimEnd(), signed);
    }),
    tries(600),
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
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 5 }), fc.nat(), async (lines, place) => {
      const all = clearsigned.split('\r\n').join('\n').split('\n');
      all.splice(place % (all.length + 1), 0, ...lines);
      const found = await refusedOr(verifyClearsigned(Buffer.from(all.join('\n')), options()));
      if (found !== undefined) assert.equal(found.text.trimEnd(), TEXT.trimEnd());
    }),
    tries(600),
  );
});

test('armor, packets, keys and clearsigned texts are read or refused, whatever they are', () => {
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
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), fc.uint8Array({ maxLength: 400 }), (lines, bytes) => {
      orMalformed(() => readArmor(lines.join('\n'), 'SIGNATURE'));
      orMalformed(() => readCleartext(['-----BEGIN PGP SIGNED MESSAGE-----', ...lines].join('\n')));
      orMalformed(() => readSignatures(bytes));
    }),
    tries(1000),
  );
  const key = fc.tuple(fc.constantFrom(1, 3, 17, 19, 22, 27, 28), fc.uint8Array({ maxLength: 200 }));
  fc.assert(
    fc.property(key, ([algorithm, rest]) => {
      const body = Buffer.concat([Buffer.from([4, 0, 0, 0, 0, algorithm]), rest]);
      try {
        readVerifier(body)?.('sha256').matches(rest, Buffer.alloc(32));
      } catch (error) {
        // node:crypto refuses numbers that are no key in words of its own.
        assert.ok(error instanceof Error);
      }
    }),
    tries(500),
  );
});

test('line ends of a text come out the same, however it is cut into pieces', () => {
  const text = fc.array(fc.constantFrom('a', '\r', '\n', '\r\n', ' '), { maxLength: 30 });
  fc.assert(
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
    tries(500),
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
    assert.equal(await refusedOr(verifyClearsigned(Buffer.from(around), options())), undefined);
    const [signature = Buffer.alloc(0)] = signatures;
    assert.equal(await refusedOr(verifyDetached(Buffer.from(run), signature, options())), undefined);
    assert.equal(await refusedOr(verifyDetached(Buffer.from(TEXT), Buffer.from(run), options())), undefined);
  }
});
