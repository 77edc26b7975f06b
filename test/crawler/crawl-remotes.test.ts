import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { digestOf } from '../../core/digest.ts';
import { writeYaml } from '../../core/files/yaml.ts';
import type { RemoteCatalog } from '../../core/source/remote-catalog.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startTestServer } from '../test-server.ts';
import { catalogUnderTest, NOW } from './catalog-under-test.ts';

const HIGH = 'https://high.example.org/images.jsonl';
const LOW = 'https://low.example.org/images.jsonl';
const HOUR_MS = 60 * 60 * 1000;

function image(digest: string, changes: Record<string, string> = {}): string {
  return `${JSON.stringify({
    product: 'house-os',
    release: '1',
    stream: 'live',
    serial: '7',
    arch: 'amd64',
    url: 'https://files.example.org/house-os.iso',
    digest: digestOf(Buffer.from(digest)),
    ...changes,
  })}\n`;
}

/** A catalog without sources but two remote ones, and what those hold. */
async function place(t: TestContext, held: Record<string, string>, changes: Partial<RemoteCatalog> = {}) {
  const folder = await temporaryFolder(t);
  const { origin, requests } = await startTestServer(t, (request, response) => {
    const text = held[`https:/${request.url}`];
    if (text === undefined) response.writeHead(404).end();
    else response.end(text);
  });
  const own = catalogUnderTest(folder, origin);
  const remotes = [
    { catalog: 'high', priority: 9 },
    { catalog: 'low', priority: 1 },
  ].flatMap((remote) =>
    Object.keys(held)
      .filter((url) => url.startsWith(`https://${remote.catalog}.`))
      .map((url) => ({ ...remote, url })),
  );
  for (const remote of remotes) {
    const path = join(own.sources, 'catalogs', `${remote.catalog}.yaml`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(
      path,
      writeYaml({ schema: 'osdex/remote-catalog/1', every: '1d', ...remote, ...changes }),
    );
  }
  const images = async () =>
    (await readCatalog(own.catalog)).products.flatMap(({ releases }) =>
      releases.flatMap(({ release, builds }) =>
        builds.flatMap(({ serial, verification, artifacts }) =>
          artifacts.map(({ digest }) => ({
            name: `${release} ${serial}`,
            from: verification.level === 'imported' ? verification.from : verification.level,
            digest,
          })),
        ),
      ),
    );
  return { ...own, requests, images };
}

test('the images of a remote catalog come into ours at level imported, and are told as changes', async (t) => {
  const { crawl, images } = await place(t, { [HIGH]: image('a') });
  const { changes, errors, files } = await crawl();
  assert.deepEqual(errors, []);
  assert.deepEqual(changes, [
    { kind: 'files-added', product: 'house-os', release: '1', stream: 'live', serial: '7', artifacts: 1 },
  ]);
  assert.deepEqual(files, ['health.yaml', 'house-os/1.yaml', 'house-os/product.yaml', 'keys.yaml']);
  assert.deepEqual(await images(), [{ name: '1 7', from: HIGH, digest: digestOf(Buffer.from('a')) }]);
  assert.deepEqual((await crawl()).changes, [], 'a second crawl changes nothing');
});

test('a remote catalog is asked again when its interval has passed, and at once after an error', async (t) => {
  const held: Record<string, string> = { [HIGH]: image('a') };
  const { crawl, requests } = await place(t, held, { every: '2d' });
  const asked = async (hours: number): Promise<number> => {
    const before = requests.length;
    await crawl({ now: new Date(NOW.getTime() + hours * HOUR_MS) });
    return requests.length - before;
  };
  assert.equal(await asked(0), 1);
  assert.equal(await asked(47), 0);
  assert.equal(await asked(48), 1);
  held[HIGH] = 'no catalog at all';
  assert.equal(await asked(96), 1);
  assert.equal(await asked(97), 1);
});

test('of what two tell of the same file or name, the word of the higher one is taken, whoever came first', async (t) => {
  const held: Record<string, string> = {
    [LOW]: image('same', { release: 'one' }) + image('old', { release: '2' }),
    [HIGH]: image('other', { product: 'other-os' }),
  };
  const { crawl, images } = await place(t, held);
  await crawl();
  held[HIGH] += image('same', { release: '1' }) + image('new', { release: '2' });
  const day = (days: number): Date => new Date(NOW.getTime() + days * 24 * HOUR_MS);
  const { changes, errors } = await crawl({ now: day(1) });
  const expected = [
    { name: '2 7', from: HIGH, digest: digestOf(Buffer.from('new')) },
    { name: '1 7', from: HIGH, digest: digestOf(Buffer.from('same')) },
    { name: '1 7', from: HIGH, digest: digestOf(Buffer.from('other')) },
  ];
  assert.deepEqual(await images(), expected);
  assert.deepEqual(
    changes.map(({ kind, release }) => `${kind} ${release}`),
    ['build-overruled 1', 'build-overruled 2'],
  );
  assert.deepEqual(errors, [], 'that the lower one says otherwise is no error');
  const later = await crawl({ now: day(2) });
  assert.deepEqual([later.changes, later.errors], [[], []]);
  assert.deepEqual(await images(), expected);
});

test('what a remote catalog holds that cannot be taken is told in the health record, the rest is taken', async (t) => {
  const { crawl, images } = await place(t, { [HIGH]: `${image('a')}{"product":"no digest"}\n` });
  const { errors } = await crawl();
  assert.equal((await images()).length, 1);
  assert.deepEqual(errors, [
    {
      source: 'high',
      code: 'page-unreadable',
      message: `expected to take 2 entries, found 1 that cannot be: line 2: expected a digest by sha256, sha384, sha512, sha1 or md5, found none, ${HIGH}`,
      url: HIGH,
    },
  ]);
});

test('a remote catalog that does not answer, or of a form that nobody knows, leaves the other one alone', async (t) => {
  const page = 'https://high.example.org/page';
  const held = { [page]: 'nothing of the kind', [LOW]: image('a') };
  const { crawl, images } = await place(t, held);
  const { errors } = await crawl();
  assert.deepEqual(
    errors.map(({ source, message }) => `${source}: ${message}`),
    [`high: expected a catalog of a known form, found none; say which it is with format:, ${page}`],
  );
  assert.equal((await images()).length, 1);
});

test('a mistake in the file of a remote catalog is told with its place', async (t) => {
  const { crawl } = await place(t, { [HIGH]: image('a'), [LOW]: image('b') }, { priority: 3 });
  const { errors } = await crawl();
  assert.match(
    errors[0]?.message ?? '',
    /catalogs\/low\.yaml:1: expected a priority and a url of its own, found one that high has$/,
  );
  const odd = await place(t, { [HIGH]: image('a') }, { every: 'daily' });
  assert.match(
    (await odd.crawl()).errors[0]?.message ?? '',
    /catalogs\/high\.yaml:\d+: every: expected hours, days or weeks such as 12h, 1d or 2w/,
  );
  const unknown = await place(t, { [HIGH]: image('a') }, { format: 'papyrus' });
  assert.match(
    (await unknown.crawl()).errors[0]?.message ?? '',
    /^format: expected one of .*found "papyrus"$/,
  );
});
