import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { createCleartextMessage, sign } from 'openpgp';
import type { MirrorEvidence } from '../../core/formats/mirror-evidence.ts';
import type { MirrorKey } from '../../core/formats/mirror-key.ts';
import { absent } from '../program.ts';
import { makeTestKey, signWith } from '../test-key.ts';
import type { TestKey } from '../test-key.ts';
import {
  DASH_AND_CURL,
  DASH_AND_WGET,
  digest,
  file,
  folder,
  HELPERS,
  IMAGE,
  listing,
  OTHER,
  runProgram,
  scriptOf,
  serve,
  setting,
  status,
  SUMS,
  whole,
} from './mirror-place.ts';
import type { Reply, Result, Setting } from './mirror-place.ts';

const SIGNED_AT = new Date('2024-01-01T00:00:00Z');

const SUMS_FILE = Buffer.from(`${digest(IMAGE).slice(7)} *a.img\n${digest(OTHER).slice(7)} *other.img\n`);

let key: TestKey;
let stranger: TestKey;
let signature: Buffer;

before(async () => {
  [key, stranger] = await Promise.all([makeTestKey(), makeTestKey()]);
  signature = Buffer.from(await signWith(SUMS_FILE, SIGNED_AT, key.privateKey));
});

interface Case {
  routes?: Record<string, Reply>;
  evidence?: Partial<MirrorEvidence>;
  bytes?: Buffer;
  keys?: MirrorKey[];
  args?: string[];
  dir?: string;
}

/** A run over one image of a publisher who signs its sums file. */
async function runOne(t: TestContext, here: Setting, one: Case = {}): Promise<Result & { asked: string[] }> {
  const bytes = one.bytes ?? IMAGE;
  const server = await serve(t, {
    '/a.img': whole(bytes),
    '/SUMS': whole(SUMS_FILE),
    '/SUMS.gpg': whole(signature),
    ...one.routes,
  });
  const at = (url: string | undefined) => (url?.startsWith('/') ? server.url + url : url);
  const told = { sumsUrl: '/SUMS', signatureUrl: '/SUMS.gpg', ...one.evidence };
  const evidence = {
    fingerprint: one.evidence?.fingerprint ?? key.fingerprint,
    sumsUrl: at(told.sumsUrl),
    signatureUrl: at(told.signatureUrl),
  };
  const keys = (one.keys ?? [embedded(key)]).map((from) => ({ ...from, url: at(from.url) }));
  const script = scriptOf([{ ...file(bytes, 'a.img', [`${server.url}/a.img`]), evidence }], keys);
  const result = await runProgram(here, script, {
    args: one.args ?? [],
    ...(one.dir === undefined ? {} : { dir: one.dir }),
  });
  return { ...result, asked: server.asked };
}

function embedded({ privateKey, fingerprint }: TestKey): MirrorKey {
  return { fingerprint, base64: Buffer.from(privateKey.toPublic().write()).toString('base64') };
}

const SETTINGS = [
  setting('dash, curl', ['dash'], ['curl', 'gpgv']),
  setting('bash, curl', ['bash'], ['curl', 'gpgv']),
  setting('busybox sh and wget', ['busybox', 'sh'], ['gpgv'], ['wget', ...HELPERS, ...SUMS], []),
];

for (const here of SETTINGS) {
  describe(
    `mirror.sh checks signatures, with ${here.name}`,
    { skip: absent('gpgv') || (here.missing ?? false), concurrency: 4, timeout: 30_000 },
    () => {
      test('takes what its publisher signed and says whose key it was', async (t) => {
        const result = await runOne(t, here);
        assert.equal(result.code, 0, result.stderr);
        assert.equal(result.lines[1], `[1/1] ok    a.img, signed by ${key.fingerprint}`);
        const again = await runOne(t, here, { dir: result.dir });
        assert.deepEqual([again.code, again.asked], [0, []]);
      });

      test('refuses a file whose digest is not in the signed sums file', async (t) => {
        const result = await runOne(t, here, { bytes: Buffer.from('not what was signed') });
        assert.equal(result.code, 1);
        assert.match(result.stderr, /FAIL {2}a\.img: .*\/SUMS, signed by .*, does not have its digest/);
        assert.deepEqual(await listing(result.dir), []);
      });

      test('refuses a sums file that was changed, or that another key of the script signed', async (t) => {
        const changed = Buffer.concat([SUMS_FILE, Buffer.from('more')]);
        const bad = await runOne(t, here, { routes: { '/SUMS': whole(changed) } });
        assert.match(bad.stderr, /FAIL {2}a\.img: its signature is wrong: BADSIG/);
        const other = Buffer.from(await signWith(SUMS_FILE, SIGNED_AT, stranger.privateKey));
        const ring = join(await folder({}), 'ring.gpg');
        await writeFile(
          ring,
          Buffer.concat([key, stranger].map(({ privateKey }) => privateKey.toPublic().write())),
        );
        const foreign = await runOne(t, here, {
          routes: { '/SUMS.gpg': whole(other) },
          args: ['--keyring', ring],
        });
        assert.match(
          foreign.stderr,
          new RegExp(`expected a signature by ${key.fingerprint}, found one by ${stranger.fingerprint}`),
        );
        assert.deepEqual([bad.code, foreign.code], [1, 1]);
      });

      test('takes only what is inside a clearsigned block', async (t) => {
        const message = await createCleartextMessage({ text: SUMS_FILE.toString() });
        const clear = await sign({ message, signingKeys: key.privateKey, date: SIGNED_AT });
        const evidence = { signatureUrl: undefined };
        const good = await runOne(t, here, { evidence, routes: { '/SUMS': whole(Buffer.from(clear)) } });
        assert.match(good.stdout, /ok {4}a\.img, signed by/, good.stderr);
        const bytes = Buffer.from('smuggled');
        const around = Buffer.from(
          `${digest(bytes).slice(7)} *a.img\n${clear}${digest(bytes).slice(7)} *a.img\n`,
        );
        const smuggled = await runOne(t, here, { evidence, bytes, routes: { '/SUMS': whole(around) } });
        assert.equal(smuggled.code, 1);
        assert.deepEqual(await listing(smuggled.dir), []);
      });

      test('checks an image that is signed itself', async (t) => {
        const own = Buffer.from(await signWith(IMAGE, SIGNED_AT, key.privateKey));
        const evidence = { sumsUrl: undefined };
        const good = await runOne(t, here, { evidence, routes: { '/SUMS.gpg': whole(own) } });
        assert.match(good.stdout, /signed by/, good.stderr);
        const bad = await runOne(t, here, { evidence });
        assert.equal(bad.code, 1);
      });

      test('takes a key from where its publisher has it, whose fingerprint pins it', async (t) => {
        const armored = key.privateKey.toPublic().armor();
        const routes = {
          '/key.asc': whole(Buffer.from(armored)),
          '/key.gpg': whole(Buffer.from(key.privateKey.toPublic().write())),
          '/stranger.asc': whole(Buffer.from(stranger.privateKey.toPublic().armor())),
        };
        const from = (url: string) => [{ fingerprint: key.fingerprint, url }];
        for (const url of ['/key.asc', '/key.gpg']) {
          const { stdout, stderr } = await runOne(t, here, { routes, keys: from(url) });
          assert.match(stdout, /signed by/, stderr);
        }
        const swapped = await runOne(t, here, { routes, keys: from('/stranger.asc') });
        assert.match(swapped.stderr, /note: a\.img: signature not checked: gpgv could not check it/);
        assert.doesNotMatch(swapped.stdout, /signed by/);
      });

      test('says what could not be checked, and --require-signature takes no such file', async (t) => {
        const routes = { '/SUMS.gpg': status(404) };
        const told = await runOne(t, here, { routes });
        assert.equal(told.code, 0);
        assert.match(
          told.stderr,
          /note: a\.img: signature not checked: .*\/SUMS\.gpg: not found \(HTTP 404\)/,
        );
        const args = ['--require-signature'];
        const refused = await runOne(t, here, { routes, args });
        assert.equal(refused.code, 1);
        assert.match(refused.stderr, /FAIL {2}a\.img: signature not checked: .*\/SUMS\.gpg/);
        assert.deepEqual(await listing(refused.dir), []);
        const keyless = await runOne(t, here, { keys: [], args });
        assert.match(keyless.stderr, new RegExp(`no key ${key.fingerprint} here; give one with --keyring`));
        const there = await runOne(t, here, { routes, args, dir: told.dir });
        assert.equal(there.code, 1, 'what is there already is checked too');
        const good = await runOne(t, here, { args });
        assert.equal(good.code, 0, good.stderr);
        const off = await runOne(t, here, { routes, args: ['--no-signature'] });
        assert.deepEqual([off.code, off.stderr.includes('signature')], [0, false]);
      });
    },
  );
}

describe('mirror.sh without gpgv', { skip: DASH_AND_CURL.missing ?? false, timeout: 30_000 }, () => {
  test('says in one line that signatures are not checked, or fetches nothing where they must be', async (t) => {
    const result = await runOne(t, DASH_AND_CURL);
    assert.equal(result.code, 0);
    assert.equal(
      result.stderr,
      "note: gpgv is not installed, so the publishers' signatures are not checked; the digests are.\n",
    );
    const refused = await runOne(t, DASH_AND_CURL, { args: ['--require-signature'] });
    assert.deepEqual([refused.code, refused.asked], [1, []]);
    assert.match(refused.stderr, /--require-signature: gpgv is not installed here/);
  });

  test(
    'a list that names no signature is fetched without a word',
    { skip: DASH_AND_WGET.missing ?? false },
    async (t) => {
      const server = await serve(t, { '/a': whole(IMAGE) });
      const script = scriptOf([file(IMAGE, 'a', [`${server.url}/a`])]);
      assert.equal((await runProgram(DASH_AND_WGET, script)).stderr, '');
    },
  );
});
