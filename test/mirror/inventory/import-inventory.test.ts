import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { readerOfIsomanager } from '../../../core/formats/isomanager-reader.ts';
import { INVENTORY_FORMATS } from '../../../mirror/inventory/export-formats.ts';
import { importInventory } from '../../../mirror/inventory/import-inventory.ts';
import type { ImportMeans, ImportReport } from '../../../mirror/inventory/import-inventory.ts';
import { digestOf } from '../../../core/digest.ts';
import { imageOf, NOW, repositoryPlace } from './repository-place.ts';

const IMAGE = imageOf('os-amd64.iso', 'an image');
const MINE = digestOf(Buffer.from('mine'));

type Place = Awaited<ReturnType<typeof repositoryPlace>>;

function exported({ inventory, repository }: Place, name: string): string {
  const context = { root: repository.root, name: 'mine', now: NOW };
  return INVENTORY_FORMATS.find((format) => format.name === name)?.write(inventory.all(), context) ?? '';
}

/** Takes over an inventory that is a text; told is only what there was of it. */
async function take(
  { repository, inventory }: Place,
  text: string,
  means: Partial<ImportMeans> = {},
): Promise<Partial<ImportReport>> {
  const file = { name: 'inventory', bytes: Buffer.from(text), text };
  assert.ok(readerOfIsomanager.recognises(file), text.slice(0, 200));
  const { images, notTaken } = await readerOfIsomanager.read(file);
  assert.deepEqual(notTaken, []);
  const all = { images: async () => [IMAGE], now: () => NOW, validate: false, replace: false, ...means };
  const report = await importInventory(repository, inventory, images, all);
  return Object.fromEntries(
    Object.entries(report).filter(([, found]) => (typeof found === 'number' ? found > 0 : found.length > 0)),
  );
}

const FILES = { 'a/os.iso': 'an image', 'custom/stick 1.iso': 'mine' };

async function known(t: TestContext): Promise<Place> {
  const place = await repositoryPlace(t, FILES);
  await place.scan([IMAGE]);
  place.inventory.put({ ...place.known('custom/stick 1.iso'), name: 'Rescue <stick> & "more"' });
  return place;
}

for (const format of ['isomanager-json', 'isomanager-csv', 'isomanager-xml']) {
  test(`what is written as ${format} is read again, with names and digests`, async (t) => {
    const text = exported(await known(t), format);
    const other = await repositoryPlace(t, FILES);
    assert.deepEqual(await take(other, text, { validate: true }), { totalEntries: 2, validatedFiles: 2 });
    assert.equal(other.known('custom/stick 1.iso').name, 'Rescue <stick> & "more"');
    assert.equal(other.known('a/os.iso').id, IMAGE.id);
    assert.equal(other.known('a/os.iso').name, undefined, 'that of the file is none');
    assert.deepEqual(other.states(), { 'a/os.iso': 'proven', 'custom/stick 1.iso': 'unknown' });
    assert.deepEqual(await other.scan(), { files: 2, unchanged: 2 });
  });
}

const disc = (filePath: string, more: object = {}): object => ({ name: 'x', filePath, ...more });
const inventoryOf = (...isos: object[]): string =>
  JSON.stringify({ version: '1.0', generated: '2026-07-26', repository: { path: 'D:\\ISOs' }, isos });

test('a file is where the end of its path is, or where its bytes are', async (t) => {
  const place = await known(t);
  const text = inventoryOf(
    disc('D:\\ISOs\\a\\os.iso', { name: 'os' }),
    disc('/srv/elsewhere/renamed.iso', { hash: MINE.slice(7), name: 'renamed' }),
  );
  assert.deepEqual(await take(place, text), { totalEntries: 2 });
  assert.equal(place.inventory.all().length, 2);
});

test('without validation nothing is believed of bytes, and a scan reads them', async (t) => {
  const place = await repositoryPlace(t, { 'a.iso': 'an image' });
  const text = inventoryOf(disc('a.iso', { hash: '0a'.repeat(32), name: 'My image', architecture: 'x64' }));
  assert.deepEqual(await take(place, text), { totalEntries: 1 });
  const { digests, state, name, facets } = place.known('a.iso');
  assert.deepEqual(
    [digests, state, name, facets],
    [[], 'unknown', 'My image', { arch: 'amd64', format: 'iso' }],
  );
  assert.deepEqual(await place.scan([IMAGE]), { files: 1, unchanged: 0, changed: ['a.iso'] });
  assert.equal(place.known('a.iso').state, 'proven');
});

test('other sizes and digests are told, and what is here stays what it is', async (t) => {
  const place = await repositoryPlace(t, FILES);
  const text = inventoryOf(
    disc('a/os.iso', { hash: '0a'.repeat(32) }),
    disc('custom/stick 1.iso', { fileSize: 5, name: 'stick' }),
  );
  const { errors, ...counts } = await take(place, text, { validate: true });
  assert.deepEqual(counts, { totalEntries: 2, invalidFiles: 2 });
  assert.deepEqual(errors, [
    {
      at: 'isos[0]',
      reason: `expected a/os.iso to be sha256:${'0a'.repeat(32)}, found ${IMAGE.artifact.digest}`,
    },
    { at: 'isos[1]', reason: 'expected custom/stick 1.iso to have 5 bytes, found 4' },
  ]);
  assert.equal(place.known('a/os.iso').state, 'proven');
});

test('what is not here is missing, so that it can be fetched or found', async (t) => {
  const place = await repositoryPlace(t);
  const hash = { algorithm: 'SHA256', value: IMAGE.artifact.digest.slice(7).toUpperCase() };
  const text = inventoryOf(
    disc('C:\\ISOs\\os.iso', { hash, fileSize: 8 }),
    disc('sub/mine.iso', { hash: MINE.slice(7) }),
  );
  assert.deepEqual(await take(place, text), { totalEntries: 2, missingFiles: 2 });
  assert.deepEqual(place.states(), { 'os.iso': 'missing', 'sub/mine.iso': 'missing' });
  assert.equal(place.known('os.iso').id, IMAGE.id);
  await place.write('found.iso', 'mine');
  assert.deepEqual((await place.scan([IMAGE])).moved, [{ from: 'sub/mine.iso', to: 'found.iso' }]);
});

test('what the other inventory lacks is forgotten where that is asked for, and only if all of it was taken', async (t) => {
  const place = await known(t);
  const text = inventoryOf(disc('a/os.iso', { name: 'os' }));
  assert.deepEqual(await take(place, text), { totalEntries: 1 });
  assert.equal(place.inventory.all().length, 2);
  const hostile = inventoryOf(disc('a/os.iso', { name: 'os' }), disc('/etc/../..', { fileName: '..' }));
  const { errors, forgotten } = await take(place, hostile, { replace: true });
  assert.equal(forgotten, undefined);
  assert.match(errors?.[0]?.reason ?? '', /expected the path of a file/);
  const { forgotten: gone } = await take(place, text, { replace: true });
  assert.deepEqual(gone, ['custom/stick 1.iso']);
  assert.equal(await place.read('custom/stick 1.iso'), 'mine');
});
