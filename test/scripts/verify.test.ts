import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createCleartextMessage, sign } from 'openpgp';
import { runProgram } from '../../scripts/program.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTestKey, signWith } from '../test-key.ts';
import type { TestKey } from '../test-key.ts';

const LAUNCH = fileURLToPath(new URL('../../scripts/launch.mjs', import.meta.url));
const signedAt = new Date('2026-07-25T10:00:00Z');
const IMAGE = randomBytes(100_000);
const SUMS = `${createHash('sha256').update(IMAGE).digest('hex')} *a.img\n${'b'.repeat(64)} *b.img\n`;

let one: TestKey;
let two: TestKey;

before(async () => {
  [one, two] = await Promise.all([
    makeTestKey({ userIDs: [{ name: 'One' }] }),
    makeTestKey({ userIDs: [{ name: 'Two' }] }),
  ]);
});

/** A folder with an image, signed sums of it and keys, and the command run in it. */
async function makePlace(t: TestContext) {
  const message = await createCleartextMessage({ text: SUMS.trimEnd() });
  const clearsigned = await sign({ message, signingKeys: one.privateKey, date: signedAt });
  const folder = await temporaryFolder(t, {
    'a.img': IMAGE,
    'b.img': 'other bytes',
    'c.img': 'not listed',
    SHA256SUMS: SUMS,
    'SHA256SUMS.gpg': await signWith(Buffer.from(SUMS), signedAt, one.privateKey),
    'both.gpg': await signWith(Buffer.from(SUMS), signedAt, two.privateKey, one.privateKey),
    'a.img.sig': await signWith(IMAGE, signedAt, one.privateKey),
    CHECKSUM: clearsigned,
    // The names of key files do not matter.
    'keys/one.asc': one.privateKey.toPublic().armor(),
    'keys/two.gpg': two.privateKey.toPublic().write(),
    'keys/README.txt': 'no key',
  });
  const verify = (...args: readonly string[]) => {
    const data = ['--sources', join(folder, 'sources'), '--catalog', join(folder, 'catalog')];
    // Names of files are of the folder; a fingerprint is none.
    const files = args.map((arg) =>
      /^(?![0-9A-F]{40}$)[A-Za-z]+[.\w]*$/.test(arg) ? join(folder, arg) : arg,
    );
    return runProgram(process.execPath, [
      LAUNCH,
      'verify',
      ...files,
      ...data,
      ...['--keys', join(folder, 'keys')],
    ]);
  };
  return { folder, verify };
}

test('a sums file is proven by its detached signature, by that inside it, and by key files of any name', async (t) => {
  const { folder, verify } = await makePlace(t);
  const key = ['--key', one.fingerprint];
  const evidence = `  signed by ${one.fingerprint} One\n  at 2026-07-25T10:00:00Z, over sha512\n`;
  const detached = await verify('--sums', 'SHA256SUMS', '--signature', 'SHA256SUMS.gpg', ...key);
  assert.equal(detached.out, `good: ${join(folder, 'SHA256SUMS')}, a list of 2 files\n${evidence}`);
  assert.equal(detached.exit, 0);
  const clearsigned = await verify('--sums', 'CHECKSUM', ...key);
  assert.equal(clearsigned.out, `good: ${join(folder, 'CHECKSUM')}, a list of 2 files\n${evidence}`);
});

test('of several signatures one is enough, and the others are told', async (t) => {
  const { verify } = await makePlace(t);
  const sums = ['--sums', 'SHA256SUMS', '--signature', 'both.gpg', '--json', '--key'];
  const stranger = await verify(...sums, one.fingerprint);
  assert.partialDeepStrictEqual(JSON.parse(stranger.out), {
    good: true,
    files: 2,
    signer: one.fingerprint,
    others: [{ key: two.fingerprint, verdict: 'signature-unknown-key' }],
  });
  const pinned = await verify(...sums, one.fingerprint, two.fingerprint);
  assert.partialDeepStrictEqual(JSON.parse(pinned.out), {
    signer: two.fingerprint,
    others: [{ key: one.fingerprint, verdict: 'good' }],
  });
});

test('files are held against the sums file that was proven', async (t) => {
  const { folder, verify } = await makePlace(t);
  const sums = ['--sums', 'SHA256SUMS', '--signature', 'SHA256SUMS.gpg', '--key', one.fingerprint];
  const good = await verify(...sums, 'a.img');
  assert.match(good.out, new RegExp(`^good: ${join(folder, 'a.img')}$`, 'm'));
  assert.equal(good.exit, 0);
  const bad = await verify(...sums, 'a.img', 'b.img', 'c.img');
  assert.equal(bad.exit, 1);
  assert.match(bad.out, new RegExp(`^digest-mismatch: expected sha256:b{64}, found sha256:.*b.img$`, 'm'));
  assert.match(bad.out, /^not-listed: .*c\.img is not in the sums file$/m);
});

test('of what only MD5 or SHA-1 speaks for it is said that this is weak', async (t) => {
  const { folder, verify } = await makePlace(t);
  for (const algorithm of ['md5', 'sha1']) {
    const hex = createHash(algorithm).update(IMAGE).digest('hex');
    const sums = Buffer.from(`${hex}  a.img\n`);
    await writeFile(join(folder, 'SUMS'), sums);
    await writeFile(join(folder, 'SUMS.sig'), await signWith(sums, signedAt, one.privateKey));
    const args = ['--sums', 'SUMS', '--signature', 'SUMS.sig', '--key', one.fingerprint, 'a.img'];
    const { exit, out } = await verify(...args);
    assert.equal(exit, 0, out);
    assert.match(
      out,
      new RegExp(`^weak: .*a\\.img fits ${algorithm}:${hex}, .* accidents, not attacks$`, 'm'),
    );
    assert.doesNotMatch(out, /^good: .*a\.img/m);
    const { checked } = JSON.parse((await verify(...args, '--json')).out) as { checked: unknown };
    assert.deepEqual(checked, [
      { path: join(folder, 'a.img'), result: 'weak', found: `${algorithm}:${hex}` },
    ]);
  }
});

test('an image is proven by the signature over itself', async (t) => {
  const { folder, verify } = await makePlace(t);
  const image = ['a.img', '--signature', 'a.img.sig', '--json', '--key', one.fingerprint];
  const digest = `sha256:${createHash('sha256').update(IMAGE).digest('hex')}`;
  const good = await verify(...image);
  assert.partialDeepStrictEqual(JSON.parse(good.out), { good: true, digest, size: IMAGE.length });
  await writeFile(join(folder, 'a.img'), IMAGE.subarray(1));
  const bad = await verify(...image);
  assert.equal(bad.exit, 1);
  assert.partialDeepStrictEqual(JSON.parse(bad.out), { good: false, code: 'signature-bad' });
});

test('whatever is missing or wrong has its code', async (t) => {
  const { verify } = await makePlace(t);
  const key = ['--key', one.fingerprint];
  const codes = {
    'signature-missing': ['--sums', 'SHA256SUMS', ...key],
    'signature-missing ': ['--sums', 'SHA256SUMS', '--signature', 'nowhere', ...key],
    'not-found': ['--sums', 'nowhere', ...key],
    'signature-unreadable': ['--sums', 'SHA256SUMS', '--signature', 'SHA256SUMS', ...key],
    'signature-bad': ['--sums', 'CHECKSUM', '--signature', 'SHA256SUMS.gpg', ...key],
    'signature-unknown-key': ['--sums', 'CHECKSUM', '--key', two.fingerprint],
    'key-missing': ['--sums', 'CHECKSUM', '--key', 'A'.repeat(40)],
  };
  for (const [code, args] of Object.entries(codes)) {
    const { exit, out } = await verify(...args);
    assert.equal(exit, 1, code);
    assert.match(out, new RegExp(`^${code.trim()}: expected .+, found`), code);
  }
});
