import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { digestOf } from '../../../core/digest.ts';
import { createRecordedFetcher } from '../../../core/http/recorded-fetcher.ts';
import type { Fetcher } from '../../../core/http/fetcher.ts';
import { loadSource } from '../../../core/source/source-files.ts';
import { keyFile, openKeyStore } from '../../../core/trust/keyring.ts';
import { runProgram } from '../../../scripts/program.ts';
import { checkSource } from '../../../scripts/sources/check-crawl.ts';
import type { SourceCheck } from '../../../scripts/sources/check-source.ts';
import { RECORDED, withoutRecording } from '../../recorded.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeSigningKey } from '../../upstream/signing-key.ts';
import type { SigningKey } from '../../upstream/signing-key.ts';

const LAUNCH = fileURLToPath(new URL('../../../scripts/launch.mjs', import.meta.url));
const NOW = new Date('2026-03-20T12:00:00Z');

let key: SigningKey;

before(async () => {
  key = await makeSigningKey('Shelf', new Date('2020-01-01T00:00:00Z'), false);
});

const SOURCE = (): string =>
  `schema: osdex/source/1
product: shelf
name: Shelf
vendor: Nobody
family: other
description: Made for a test.
homepage: https://images.example/
versionScheme: other
first: 2
keys:
  - { fingerprint: ${key.fingerprint}, owner: a test, provenance: made, obtained: "2020-01-01" }
releases:
  - release: "2"
  - release: "1"
feeds:
  - feed: images
    format: directory
    index: https://images.example/
    entry: "{release}-{serial}/"
    sums: "{release}-{serial}/SUMS"
    patterns: { serial: '\\d{8}' }
    unconfirmed: nobody looked
    trust: { level: signed, shape: detached, signature: "{sums}.sig" }
    streams:
      - stream: cloud
        title: Cloud image
        kind: cloud
        files: [{ match: "image-{arch}.qcow2" }, { match: "{arch}.never", format: raw }]
`;

/** A recording with the source and its key: builds of release 1 at these days, the others of release 2. */
async function makePlace(t: TestContext, source = SOURCE()) {
  const folder = await temporaryFolder(t, {
    'sources/shelf.yaml': source,
    [`sources/keys/${keyFile(key.fingerprint)}`]: key.armored,
    'recording/images.example/index.html': page('latest/', '1-20260101/', '1-20260201/', '1-20260301/'),
  });
  const put = async (path: string, text: string): Promise<void> => {
    const file = join(folder, 'recording/images.example', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  const place = {
    folder,
    put,
    /** Builds of which each has its own bytes, unless it is said whose it has. */
    async publish(serial: string, ...names: string[]) {
      return place.publishAs(serial, serial, ...names);
    },
    async publishAs(content: string, serial: string, ...names: string[]) {
      const sums = names.map((name) => `${hexOf(`${content} ${name}`)}  ${name}\n`).join('');
      await put(`1-${serial}/SUMS`, sums);
      await put(`1-${serial}/SUMS.sig`, await key.detached(sums, new Date('2026-03-02T00:00:00Z')));
    },
    remove: (path: string) => rm(join(folder, 'recording/images.example', path)),
    async check(recorded = true): Promise<SourceCheck> {
      const fetcher: Fetcher = { ...createRecordedFetcher(join(folder, 'recording')), recorded };
      return checkSource(await loadSource(join(folder, 'sources/shelf.yaml')), {
        fetcher,
        keys: openKeyStore(join(folder, 'sources/keys')),
        catalog: join(folder, 'none'),
        now: () => NOW,
      });
    },
    run: (...args: string[]) =>
      runProgram(process.execPath, [
        LAUNCH,
        'sources',
        'check',
        ...args,
        '--sources',
        join(folder, 'sources'),
        '--catalog',
        join(folder, 'none'),
      ]),
  };
  await place.publish('20260301', 'image-amd64.qcow2', 'image-vax.qcow2', 'other.iso', 'notes.txt');
  await place.publish('20260201', 'image-arm64.qcow2');
  return place;
}

function hexOf(content: string): string {
  return digestOf(Buffer.from(content)).slice('sha256:'.length);
}

function page(...names: string[]): string {
  return names.map((name) => `<a href="${name}">${name}</a>\n`).join('');
}

test('every decision is told: pages, picks, proofs, names taken and left out, and why', async (t) => {
  const place = await makePlace(t);
  const { verdict, feeds, warnings } = await place.check();
  const [two, one] = feeds;
  assert.deepEqual(
    [verdict, feeds.map(({ feed, release }) => `${feed} ${release}`)],
    ['partly', ['images 2', 'images 1']],
  );
  assert.deepEqual(one?.pages, [
    {
      url: 'https://images.example/',
      picked: ['20260301', '20260201'],
      older: ['20260101'],
      others: ['latest/'],
    },
  ]);
  assert.partialDeepStrictEqual(one?.sums.at(-1), {
    url: 'https://images.example/1-20260301/SUMS',
    names: 4,
    level: 'signed',
    signature: 'https://images.example/1-20260301/SUMS.sig',
    signer: key.fingerprint,
    owner: 'a test',
    signedAt: '2026-03-02T00:00:00Z',
    taken: [
      {
        name: 'image-amd64.qcow2',
        url: 'https://images.example/1-20260301/image-amd64.qcow2',
        stream: 'cloud',
        serial: '20260301',
        match: 'image-{arch}.qcow2',
        arch: 'amd64',
        format: 'qcow2',
      },
    ],
    passed: [
      { name: 'image-vax.qcow2', reason: 'arch' },
      { name: 'other.iso', reason: 'pattern' },
      { name: 'notes.txt', reason: 'pattern' },
    ],
  });
  assert.deepEqual(one?.refused, []);
  assert.deepEqual(
    [two?.refused, two?.notRecorded],
    [[], [{ url: 'https://images.example/', what: 'page' }]],
    'the page was recorded on a day that listed release 1 alone',
  );
  assert.deepEqual(warnings, [
    'images: unconfirmed: nobody looked',
    'images: of 2 names each looks like an image and no pattern takes it: image-vax.qcow2, other.iso',
  ]);
});

test('what a recording lacks is no failure, at a publisher it is one', async (t) => {
  const place = await makePlace(t);
  await place.remove('1-20260301/SUMS.sig');
  await place.remove('1-20260201/SUMS');
  const recorded = await place.check();
  assert.equal(recorded.verdict, 'not-recorded');
  assert.deepEqual(recorded.feeds.find(({ release }) => release === '1')?.notRecorded, [
    { url: 'https://images.example/1-20260201/SUMS', what: 'sums' },
    { url: 'https://images.example/1-20260301/SUMS.sig', what: 'signature' },
  ]);
  const live = await place.check(false);
  assert.equal(live.verdict, 'failed');
  assert.deepEqual(live.feeds.flatMap(({ refused }) => refused.map(({ code }) => code)).toSorted(), [
    'no-builds',
    'not-recorded',
    'signature-missing',
  ]);
});

test('what is recorded and wrong fails, also where the source finds something else', async (t) => {
  const place = await makePlace(t);
  await place.put('1-20260201/SUMS', `${'2'.repeat(64)}  image-arm64.qcow2\n`);
  const { verdict, feeds } = await place.check();
  assert.equal(verdict, 'failed');
  assert.deepEqual(
    feeds.flatMap(({ refused }) => refused.map(({ code, url }) => [code, url])),
    [['signature-bad', 'https://images.example/1-20260201/SUMS']],
  );
});

test('sums files that contradict each other fail', async (t) => {
  const place = await makePlace(t);
  await place.publishAs('20260301', '20260201', 'image-amd64.qcow2');
  const { verdict, feeds } = await place.check();
  assert.equal(verdict, 'failed');
  assert.ok(feeds.some(({ refused }) => refused.some(({ code }) => code === 'digest-reused')));
});

test('a page without the builds that it should list fails, with what it lists instead', async (t) => {
  const place = await makePlace(t);
  await place.put('index.html', page('1-2026.03/', 'SUMS'));
  const { verdict, feeds } = await place.check();
  assert.equal(verdict, 'failed');
  assert.deepEqual(feeds[1]?.pages, [
    { url: 'https://images.example/', picked: [], older: [], others: ['1-2026.03/', 'SUMS'] },
  ]);
  assert.equal(feeds[1]?.refused[0]?.code, 'no-builds');
});

test('a person is warned of moving addresses, of files taken twice and of idle patterns', async (t) => {
  const source = SOURCE()
    .replace('  - release: "2"\n', '')
    .replace('{ match: "{arch}.never", format: raw }', '{ match: "image-latest-{arch}.qcow2" }')
    .concat(
      `      - stream: again
        title: The same again
        kind: cloud
        files: [{ match: "i{x}-{arch}.qcow2" }, { match: "{arch}.no", format: raw }]
`,
    )
    .replace('patterns: {', "patterns: { x: '[a-z]+',");
  const place = await makePlace(t, source);
  await place.publish('20260301', 'image-latest-amd64.qcow2', 'image-amd64.qcow2');
  const { warnings, verdict } = await place.check();
  assert.equal(verdict, 'proven');
  assert.deepEqual(warnings.slice(1), [
    'images: this address moves on to the next build and would be recorded: https://images.example/1-20260301/image-latest-amd64.qcow2',
    'images: of 2 files each is taken by more than one pattern: image-arm64.qcow2 (image-{arch}.qcow2 and i{x}-{arch}.qcow2), image-amd64.qcow2 (image-{arch}.qcow2 and i{x}-{arch}.qcow2)',
    'images: this pattern took no file: {arch}.no',
  ]);
});

test('the command explains named sources, is short with --all, and exits by what it found', async (t) => {
  const place = await makePlace(t);
  const replay = ['--replay', join(place.folder, 'recording')];
  const read = await place.run();
  assert.deepEqual([read.exit, read.out], [0, '1 source read, 0 problems.\n']);
  const named = await place.run('shelf', ...replay);
  assert.equal(named.exit, 0, named.err);
  assert.match(
    named.out,
    /^shelf images 1\n {2}page {5}https:\/\/images\.example\/\n {11}3 builds; picked 20260301 20260201\n/m,
  );
  assert.match(named.out, /^ {11}signed by [0-9A-F]{40}, a test at 2026-03-02T00:00:00Z with sha512$/m);
  assert.match(named.out, /^ {11}took cloud 20260301: amd64 qcow2$/m);
  const all = await place.run('--all', ...replay);
  assert.equal(
    all.out,
    `shelf                      partly recorded sums files: 2 signed; 2 builds, 2 files; 1 not recorded
  warning: images: unconfirmed: nobody looked
  warning: images: of 2 names each looks like an image and no pattern takes it: image-vax.qcow2, other.iso

1 source: 1 proven as far as recorded.
`,
  );
  const told = JSON.parse((await place.run('--all', '--json', ...replay)).out);
  assert.partialDeepStrictEqual(told, {
    schema: 'osdex/source-check/1',
    recorded: true,
    sources: [{ source: 'shelf', verdict: 'partly' }],
    problems: [],
    absentKeys: [],
  });
  await place.put('1-20260301/SUMS.sig', 'no signature');
  const failed = await place.run('--all', ...replay);
  assert.equal(failed.exit, 1);
  assert.match(failed.out, /^ {2}images 1: signature-unreadable: /m);
  const wrong = [await place.run('nobody', ...replay), await place.run('shelf', '--all', ...replay)];
  assert.deepEqual(
    wrong.map(({ exit }) => exit),
    [2, 2],
  );
});

test(
  'every source of the repository is proven as far as it is recorded',
  { skip: withoutRecording },
  async () => {
    const { exit, out } = await runProgram(process.execPath, [
      LAUNCH,
      'sources',
      'check',
      '--all',
      '--replay',
      RECORDED,
    ]);
    assert.equal(exit, 0, out);
  },
);

test('a recorded sums file of moving names alone, and a key that is not here, are nothing recorded', async (t) => {
  const place = await makePlace(t);
  await place.publish('20260301', 'image-latest.amd64.qcow2', 'current-x.qcow2');
  const { feeds } = await place.check();
  const ofOne = feeds.find(({ release }) => release === '1');
  assert.deepEqual(ofOne?.notRecorded, [{ url: 'https://images.example/1-20260301/SUMS', what: 'names' }]);
  assert.equal((await place.check(false)).verdict, 'failed', 'at a publisher it is a mistake of the source');
  await rm(join(place.folder, 'sources/keys', keyFile(key.fingerprint)));
  const without = await place.check();
  assert.equal(without.verdict, 'not-recorded');
  assert.deepEqual(
    without.feeds.flatMap(({ notRecorded }) => notRecorded.filter(({ what }) => what === 'key')),
    [
      { url: keyFile(key.fingerprint), what: 'key' },
      { url: keyFile(key.fingerprint), what: 'key' },
    ],
  );
});
