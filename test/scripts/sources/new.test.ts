import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Fetcher } from '../../../core/http/fetcher.ts';
import { createHttpFetcher } from '../../../core/http/http-fetcher.ts';
import { loadSource } from '../../../core/source/source-files.ts';
import { openKeyStore } from '../../../core/trust/keyring.ts';
import { runProgram } from '../../../scripts/program.ts';
import { checkSource } from '../../../scripts/sources/check-crawl.ts';
import type { Finding } from '../../../scripts/sources/new-draft.ts';
import { probeAddress } from '../../../scripts/sources/new-probe.ts';
import { scaffoldText } from '../../../scripts/sources/new-yaml.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startTestServer } from '../../test-server.ts';
import { playAll } from '../../upstream/play-all.ts';
import type { Played } from '../../upstream/play-all.ts';
import { makeSigningKey } from '../../upstream/signing-key.ts';

const LAUNCH = fileURLToPath(new URL('../../../scripts/launch.mjs', import.meta.url));
const NOW = new Date('2026-11-21T12:00:00Z');
const PRODUCTS = ['armbian', 'kde-neon', 'debian', 'fedora', 'linuxmint', 'mx', 'parrot', 'talos'];

let folder: string;
let played: Played;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osdex-new-'));
  played = await playAll(PRODUCTS, folder, { now: NOW });
});

after(async () => {
  await played.upstream.close();
  await rm(folder, { recursive: true });
});

const fetcherOf = (origin: string): Fetcher =>
  createHttpFetcher({ userAgent: 'osdex-test', replayOrigin: origin, retryDelayMs: 1 });

async function probe(product: string, url: string, origin = played.upstream.origin): Promise<Finding[]> {
  const fetcher = fetcherOf(origin);
  try {
    return await probeAddress(url, { fetcher, product });
  } finally {
    await fetcher.close();
  }
}

/** One of the folders of a Debian release. */
const NETINST = '{serial}/{arch}/iso-cd/SHA256SUMS';

/** What the test is about of the best finding. */
function toldOf(found: Finding[], sums?: string) {
  const best = found.find(({ feed }) => sums === undefined || feed?.address['sums'] === sums);
  const { format, signature, address } = best?.feed ?? {};
  return { form: best?.form, format, shape: signature?.shape, address };
}

test('a page of folders is looked into down to the sums file of the newest build', async () => {
  const found = await probe('debian', 'https://cdimage.debian.org/debian-cd/');
  assert.partialDeepStrictEqual(toldOf(found, NETINST), {
    form: 'a page of folders, one for each build',
    format: 'directory',
    shape: 'detached',
    address: {
      index: 'https://cdimage.debian.org/debian-cd/',
      entry: '{serial}/',
      sums: NETINST,
    },
  });
  assert.ok(found.length > 1, 'other images lie in folders of their own');
  const best = found.find(({ feed }) => feed?.address['sums'] === NETINST);
  assert.ok(best?.feed?.signature?.signers.every((signer) => /^[0-9A-F]{40}$/.test(signer)));
  const files = (best?.feed?.streams ?? []).flatMap((stream) => stream.files.map(({ match }) => match));
  assert.ok(files.includes('debian-{serial}-{arch}-netinst.iso'), files.join(' '));
});

test('sums files with the serial in their own names are the entries of a page', async () => {
  const url = 'https://dl.fedoraproject.org/pub/fedora/linux/releases/44/Cloud/x86_64/images/';
  assert.deepEqual(toldOf(await probe('fedora', url)), {
    form: 'a page of sums files, one for each build or image',
    format: 'directory',
    shape: 'clearsigned',
    address: {
      architectures: ['x86_64'],
      index: 'https://dl.fedoraproject.org/pub/fedora/linux/releases/{release}/Cloud/{arch}/images/',
      entry: 'Fedora-Cloud-{release}-{serial}-{arch}-CHECKSUM',
      sums: '{entry}',
    },
  });
});

test('of one sums file the folders above are tried too, and the better way comes first', async () => {
  const url = 'https://mirrors.kernel.org/linuxmint/stable/22.3/sha256sum.txt';
  const found = await probe('linuxmint', url);
  assert.deepEqual(
    found.map(({ form, feed }) => [form, feed?.address['sums']]),
    [
      ['a page of folders, one for each build', '{serial}/sha256sum.txt'],
      ['a sums file', url],
    ],
  );
});

test('images that are signed themselves, and documents of records or digests, are found', async () => {
  const source = await loadSource(join(folder, 'mx.yaml'));
  const feed = source.feeds.find(({ trust }) => 'shape' in trust && trust.shape === 'image');
  assert.ok(feed !== undefined && 'index' in feed);
  assert.partialDeepStrictEqual(toldOf(await probe('mx', feed.index)), {
    form: 'a page of images that are signed themselves',
    shape: 'image',
    address: { sums: '{entry}' },
  });
  const armbian = toldOf(await probe('armbian', 'https://github.armbian.com/armbian-images.json'));
  assert.partialDeepStrictEqual(armbian, { format: 'records', shape: 'image' });
  const talos = await loadSource(join(folder, 'talos.yaml'));
  const [first] = talos.feeds;
  assert.ok(first?.format === 'sums');
  const found = toldOf(await probe('talos', first.sums));
  assert.partialDeepStrictEqual(found, {
    form: 'a document with a record for each file',
    format: 'sums',
    address: { table: { fields: { url: 'browser_download_url', digest: 'digest' } } },
  });
});

test('a page for people is read by its links', async () => {
  assert.deepEqual(toldOf(await probe('kde-neon', 'https://neon.kde.org/download')), {
    form: 'a page for people with links to images',
    format: 'download-page',
    shape: 'image',
    address: {
      entry: 'https://files.kde.org/neon/images/desktop/user/{serial}/neon-user-desktop-{serial}.iso',
      sums: '{entry}',
      index: 'https://neon.kde.org/download',
    },
  });
});

/** A person's part: the empty fields, the keys that the publisher signs with, and the marks taken away. */
async function fillIn(text: string, product: string): Promise<string> {
  const { keys } = await loadSource(join(folder, `${product}.yaml`));
  const lines = keys.map(
    ({ fingerprint }) => `  - { fingerprint: ${fingerprint}, owner: a test, provenance: made }`,
  );
  return text
    .replace('homepage: ""', 'homepage: https://example.org/')
    .replaceAll(/: ""(?= # TODO)/g, ': filled in')
    .replace('keys: []', lines.length === 0 ? 'keys: []' : `keys:\n${lines.join('\n')}`)
    .replaceAll(/ *# TODO.*$/gm, '');
}

const SCAFFOLDS: [product: string, url: string, least: number][] = [
  ['debian', 'https://cdimage.debian.org/debian-cd/', 1],
  ['fedora', 'https://dl.fedoraproject.org/pub/fedora/linux/releases/44/Cloud/x86_64/images/', 1],
  ['linuxmint', 'https://mirrors.kernel.org/linuxmint/stable/22.3/sha256sum.txt', 3],
  ['parrot', 'https://deb.parrot.sh/parrot/iso/', 3],
];

for (const [product, url, least] of SCAFFOLDS) {
  test(`what is begun for ${product} does not load before it is filled in, and then crawls`, async (t) => {
    const [best] = await probe(product, url);
    assert.ok(best?.feed !== undefined);
    const text = scaffoldText(product, best.feed, url);
    const place = await temporaryFolder(t);
    const path = join(place, `${product}.yaml`);
    await writeFile(path, text);
    await assert.rejects(loadSource(path), { code: 'source-invalid', message: /vendor: / });
    await writeFile(path, await fillIn(text, product));
    const fetcher = fetcherOf(played.upstream.origin);
    t.after(() => fetcher.close());
    const check = await checkSource(await loadSource(path), {
      fetcher,
      keys: openKeyStore(join(folder, 'keys')),
      catalog: join(place, 'none'),
      now: () => NOW,
    });
    assert.deepEqual(
      check.feeds.flatMap(({ refused }) => refused),
      [],
    );
    assert.equal(check.verdict, 'proven');
    const builds = new Set(
      check.feeds.flatMap(({ sums }) => sums.flatMap(({ taken }) => taken.map(({ serial }) => serial))),
    );
    assert.ok(builds.size >= least, [...builds].join(' '));
  });
}

/** A publisher of https://images.example. */
async function serve(t: TestContext, pages: Record<string, string>, redirects: Record<string, string> = {}) {
  const server = await startTestServer(t, (request, response) => {
    const path = (request.url ?? '').replace('/images.example', '');
    const location = redirects[path];
    if (location !== undefined) response.writeHead(302, { location }).end();
    else response.writeHead(pages[path] === undefined ? 404 : 200).end(pages[path]);
  });
  return server.origin;
}

const hex = (digit: string): string => digit.repeat(64);

test('a bucket is read by its keys', async (t) => {
  const keys = ['x-1.1.iso', 'x-1.1.iso.sha256', 'x-1.2.iso', 'x-1.2.iso.sha256'];
  const list = keys.map((key) => `<Contents><Key>iso/${key}</Key></Contents>`).join('');
  const origin = await serve(t, {
    '/?prefix=iso/': `<ListBucketResult><Prefix>iso/</Prefix>${list}</ListBucketResult>`,
    '/iso/x-1.2.iso.sha256': `${hex('2')}  x-1.2.iso\n`,
  });
  assert.deepEqual(toldOf(await probe('x', 'https://images.example/?prefix=iso/', origin)), {
    form: 'a bucket of an object store',
    format: 'bucket',
    shape: undefined,
    address: {
      entry: 'x-{serial}.iso.sha256',
      index: 'https://images.example/?prefix=iso/',
      base: 'https://images.example/iso/',
      sums: '{entry}',
    },
  });
});

test('an address that leads to a build is read as one that moves on', async (t) => {
  const origin = await serve(
    t,
    { '/20260101/x.iso': 'image', '/20260101/x.iso.sha256': `${hex('1')}  x.iso\n` },
    { '/newest': '/20260101/x.iso' },
  );
  assert.deepEqual(toldOf(await probe('y', 'https://images.example/newest', origin)), {
    form: 'a redirect to the newest build',
    format: 'redirect',
    shape: undefined,
    address: {
      index: 'https://images.example/newest',
      entry: 'https://images.example/{serial}/x.iso',
      sums: 'https://images.example/{serial}/x.iso.sha256',
    },
  });
});

test('of simplestreams the signed copy is taken', async (t) => {
  const item = { path: 'server/20260101/x-amd64.img', sha256: hex('1'), size: 5 };
  const text = JSON.stringify({
    format: 'products:1.0',
    products: { p: { versions: { '20260101': { items: { i: item } } } } },
  });
  const key = await makeSigningKey('Streams', new Date('2020-01-01T00:00:00Z'), false);
  const origin = await serve(t, {
    '/streams/v1/x.json': text,
    '/streams/v1/x.sjson': await key.clearsigned(text, new Date('2026-01-02T00:00:00Z')),
  });
  const found = await probe('y', 'https://images.example/streams/v1/x.json', origin);
  assert.deepEqual(toldOf(found), {
    form: 'simplestreams',
    format: 'sums',
    shape: 'clearsigned',
    address: { sums: 'https://images.example/streams/v1/x.sjson', table: 'simplestreams' },
  });
  assert.deepEqual(found[0]?.feed?.signature?.signers, [key.fingerprint]);
  assert.deepEqual(found[0]?.feed?.streams[0]?.files, [
    { match: 'https://images.example/server/{serial}/x-{arch}.img', format: 'raw' },
  ]);
});

test('the command prints the source alone, writes only what is not there, and says what it found', async (t) => {
  const origin = await serve(t, {
    '/iso/': '<a href="SHA256SUMS">s</a><a href="shelf-1.2-amd64.iso">i</a>',
    '/iso/SHA256SUMS': `${hex('1')}  shelf-1.2-amd64.iso\n${hex('2')}  notes.txt\n`,
    '/none/': '<a href="a/">a</a>',
  });
  const place = await temporaryFolder(t, { 'sources/known.yaml': '' });
  const out = join(place, 'sources/shelf.yaml');
  const run = (...args: string[]) =>
    runProgram(process.execPath, [
      LAUNCH,
      ...['sources', 'new', ...args],
      ...['--sources', join(place, 'sources'), '--cache', join(place, 'cache'), '--replay', origin],
    ]);
  const printed = await run('shelf', 'https://images.example/iso/');
  assert.equal(printed.exit, 0, printed.err);
  assert.match(printed.out, /^# Begun by "osdex sources new shelf https:\/\/images\.example\/iso\/"\.\n/);
  assert.match(printed.out, /^ {4}# TODO: if this folder moves on to the next build, say under files:/m);
  assert.match(printed.out, /^ {6}reason: "" # TODO: who says so, and where, that nothing is signed$/m);
  assert.match(
    printed.err,
    /^1\. a sums file \(taken\): .*SHA256SUMS\n {4}1 image in 1 stream\n {4}1 build: 1\.2\n/m,
  );
  assert.equal((await run('shelf', 'https://images.example/iso/', '--take', '2')).exit, 2);
  const written = await run('shelf', 'https://images.example/iso/', '--out', out);
  assert.equal(written.exit, 0, written.err);
  assert.equal(await readFile(out, 'utf8'), printed.out);
  await writeFile(out, 'mine');
  const again = await run('other', 'https://images.example/iso/', '--out', out);
  assert.deepEqual([again.exit, await readFile(out, 'utf8')], [2, 'mine']);
  assert.equal((await run('known', 'https://images.example/iso/')).exit, 2, 'the name is taken');
  assert.equal((await run('Not/plain', 'https://images.example/iso/')).exit, 2);
  const none = await run('other', 'https://images.example/none/', '--json');
  assert.equal(none.exit, 1);
  assert.partialDeepStrictEqual(JSON.parse(none.out), {
    schema: 'osdex/source-scaffold/1',
    tries: [{ form: 'a directory page', isUsable: false }],
  });
  const absent = await run('other', 'https://images.example/absent/');
  assert.equal(absent.exit, 1);
  assert.match(absent.err, /expected 200, found 404/);
});
