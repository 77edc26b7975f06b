import assert from 'node:assert/strict';
import { link, mkdir, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { selectFiles } from '../../../mirror/inventory/select-files.ts';
import { verifyFiles } from '../../../mirror/inventory/verify.ts';
import { readRecords } from '../../../mirror/record-log.ts';
import { absent } from '../../program.ts';
import { makeIso } from '../structure/make-images.ts';
import { imageOf, LATER, NOW, repositoryPlace } from './repository-place.ts';

const IMAGE = imageOf('os-amd64.qcow2', 'an image');

test('a new file is what the catalog says of its bytes, whatever it is called', async (t) => {
  const { inventory, scan, at } = await repositoryPlace(t, { 'some/thing.bin': 'an image' });
  assert.deepEqual(await scan([IMAGE]), { files: 1, unchanged: 0, added: ['some/thing.bin'] });
  const file = inventory.get('some/thing.bin');
  assert.equal(file?.state, 'proven');
  assert.equal(file.id, IMAGE.id);
  assert.deepEqual(file.digests, [IMAGE.artifact.digest]);
  assert.equal(file.facets.level, 'signed');
  assert.equal(file.facets.arch, 'amd64');
  assert.equal(file.checkedAt, '2026-07-26T04:00:00Z');
  assert.ok(!('language' in file.facets), 'nobody says of which language it is');
  assert.equal(at('some/thing.bin').endsWith('thing.bin'), true);
});

test('of a file that nobody knows its name is believed as far as it goes', async (t) => {
  const { inventory, scan } = await repositoryPlace(t, { 'rescue-x86_64.iso': 'mine' });
  await scan([IMAGE]);
  const file = inventory.get('rescue-x86_64.iso');
  assert.equal(file?.state, 'unknown');
  assert.deepEqual(file.facets, { arch: 'amd64', format: 'iso' });
  assert.deepEqual(file.digests, [digestOf(Buffer.from('mine'))]);
});

test('the note beside a customised image tells what it was made of, where it is of these bytes', async (t) => {
  const parent = digestOf(Buffer.from('a base'));
  const note = (bytes: string): string =>
    JSON.stringify({
      ...{
        schema: 'osdex/customised/1',
        file: 'web1.iso',
        digest: digestOf(Buffer.from(bytes)),
        sizeBytes: 4,
      },
      ...{ parent: { file: 'base.iso', digest: parent }, recipe: 'preseed', files: [] },
    });
  const { inventory, scan } = await repositoryPlace(t, {
    'web1.iso': 'mine',
    'web1.iso.osdex.json': note('mine'),
    'web2.iso': 'changed since',
    'web2.iso.osdex.json': note('as it was made'),
    'web3.iso': 'mine as well',
    'web3.iso.osdex.json': 'no note',
  });
  assert.deepEqual(await scan([]), { files: 3, unchanged: 0, added: ['web1.iso', 'web2.iso', 'web3.iso'] });
  assert.equal(inventory.get('web1.iso')?.parent, parent);
  assert.equal(inventory.get('web2.iso')?.parent, undefined);
  assert.equal(inventory.get('web3.iso')?.parent, undefined);
});

test(
  'of a file that nobody knows its bytes are believed, and found by the label of a disc',
  { skip: absent('xorriso') },
  async (t) => {
    const { inventory, scan, repository, at, move } = await repositoryPlace(t);
    await makeIso(repository.root, '.disc', { label: 'RESCUE_2026', files: { 'readme.txt': 'hello' } });
    await move('.disc', 'something-arm64.bin');
    await scan([], { quick: true });
    const [quick] = selectFiles(inventory.all(), { facets: { format: ['iso'] }, text: 'rescue_2026' });
    assert.deepEqual(quick?.facets, { arch: 'arm64', format: 'iso' });
    await scan();
    assert.equal(inventory.all()[0]?.structure?.['volumeId'], 'RESCUE_2026');
    const { size } = await stat(at('something-arm64.bin'));
    await truncate(at('something-arm64.bin'), size - 200 * 1024);
    await scan();
    const report = await verifyFiles(repository, inventory, inventory.all(), { now: () => NOW });
    assert.equal(report.files[0]?.kind, 'bad', 'a disc that lost its end, whoever made it');
  },
);

test('a file is hashed by the algorithms that the catalog has for files of its size', async (t) => {
  const sha512 = digestOf(Buffer.from('an image'), 'sha512');
  const image = { ...IMAGE, artifact: { ...IMAGE.artifact, digest: sha512 } };
  const { inventory, scan } = await repositoryPlace(t, { 'a.iso': 'an image', 'b.iso': 'of another size' });
  await scan([image]);
  assert.deepEqual(inventory.get('a.iso')?.digests, [sha512, IMAGE.artifact.digest]);
  assert.deepEqual(inventory.get('b.iso')?.digests, [digestOf(Buffer.from('of another size'))]);
});

test('an image that was withdrawn is what a file is only where no other is', async (t) => {
  const gone = imageOf('gone.qcow2', 'an image', { withdrawn: '2026-07-01' });
  const { inventory, scan } = await repositoryPlace(t, { 'a.iso': 'an image' });
  await scan([gone, IMAGE]);
  assert.equal(inventory.get('a.iso')?.id, IMAGE.id);
});

test('what did not change is neither read nor looked up', async (t) => {
  const { scan } = await repositoryPlace(t, { 'a.iso': 'an image', 'b/c.iso': 'mine' });
  await scan([IMAGE]);
  const images = async () => assert.fail('the catalog is not needed');
  assert.deepEqual(await scan([], { images }), { files: 2, unchanged: 2 });
});

test('a file that was moved or renamed keeps its record, also where two changed places', async (t) => {
  const { inventory, known, scan, move, repository } = await repositoryPlace(t, {
    'a.iso': 'an image',
    'b.iso': 'mine',
  });
  await scan([IMAGE]);
  inventory.put({ ...known('b.iso'), name: 'my own' });
  await move('a.iso', 'c.iso');
  await move('b.iso', 'a.iso');
  await move('c.iso', 'b.iso');
  assert.deepEqual(await scan([], { now: () => LATER }), {
    files: 2,
    unchanged: 0,
    moved: [
      { from: 'b.iso', to: 'a.iso' },
      { from: 'a.iso', to: 'b.iso' },
    ],
  });
  assert.equal(inventory.get('a.iso')?.name, 'my own');
  assert.equal(inventory.get('a.iso')?.addedAt, '2026-07-26T04:00:00Z');
  assert.equal(inventory.get('b.iso')?.id, IMAGE.id);
  const records = await readRecords(repository);
  assert.deepEqual(
    records.slice(-2).map(({ event, from, path }) => [event, from, path]),
    [
      ['moved', 'b.iso', 'a.iso'],
      ['moved', 'a.iso', 'b.iso'],
    ],
  );
});

test('a file that went over another disk is known by its digest', async (t) => {
  const { inventory, known, scan, write, at } = await repositoryPlace(t, { 'a.iso': 'mine' });
  await scan();
  inventory.put({ ...known('a.iso'), name: 'my own' });
  await rm(at('a.iso'));
  assert.deepEqual(await scan(), { files: 0, unchanged: 0, missing: ['a.iso'] });
  assert.equal(inventory.get('a.iso')?.state, 'missing');
  await write('below/b.iso', 'mine');
  const report = await scan();
  assert.deepEqual(report, { files: 1, unchanged: 0, moved: [{ from: 'a.iso', to: 'below/b.iso' }] });
  assert.equal(inventory.get('below/b.iso')?.name, 'my own');
  assert.equal(inventory.get('below/b.iso')?.state, 'unknown');
  assert.equal(inventory.get('a.iso'), undefined);
});

test('a missing file is what it was when it is found again, and is not missed twice', async (t) => {
  const { states, scan, move, at } = await repositoryPlace(t, { 'a.iso': 'an image' });
  await scan([IMAGE]);
  await move('a.iso', '.hidden/a.iso');
  assert.deepEqual(await scan(), { files: 0, unchanged: 0, missing: ['a.iso'] });
  assert.deepEqual(await scan(), { files: 0, unchanged: 0 });
  await move('.hidden/a.iso', 'a.iso');
  assert.deepEqual(await scan([], { images: async () => assert.fail(at('a.iso')) }), {
    files: 1,
    unchanged: 0,
    returned: ['a.iso'],
  });
  assert.deepEqual(states(), { 'a.iso': 'proven' });
});

test('another name of a file is no new reading', async (t) => {
  const { inventory, scan, at } = await repositoryPlace(t, { 'a.iso': 'an image' });
  await scan([IMAGE]);
  await link(at('a.iso'), at('b.iso'));
  assert.deepEqual(await scan([], { images: async () => assert.fail('read') }), {
    files: 2,
    unchanged: 1,
    added: ['b.iso'],
  });
  assert.equal(inventory.get('b.iso')?.id, IMAGE.id);
});

test('a proven file that was written to is read again: good, bad, and good again', async (t) => {
  const { inventory, states, scan, write, at, repository } = await repositoryPlace(t, {
    'a.iso': 'an image',
  });
  await scan([IMAGE]);
  await utimes(at('a.iso'), NOW, NOW);
  assert.deepEqual(await scan([IMAGE]), { files: 1, unchanged: 0, changed: ['a.iso'] });
  assert.deepEqual(states(), { 'a.iso': 'proven' });
  await write('a.iso', 'an imagE');
  assert.deepEqual(await scan([IMAGE]), { files: 1, unchanged: 0, bad: ['a.iso'] });
  assert.deepEqual(states(), { 'a.iso': 'bad' });
  assert.deepEqual(inventory.get('a.iso')?.digests, [IMAGE.artifact.digest], 'what it should be stays known');
  assert.deepEqual(await scan([IMAGE]), { files: 1, unchanged: 1 }, 'it is told once');
  await write('a.iso', 'an image');
  await scan([IMAGE]);
  assert.deepEqual(states(), { 'a.iso': 'proven' });
  const told = (await readRecords(repository)).map(({ event, reason }) => [event, reason?.slice(0, 22)]);
  assert.deepEqual(told, [
    ['added', 'found by a scan'],
    ['found-bad', 'it was changed: found '],
    ['repaired', 'found good again by a '],
  ]);
});

test('another image in the place of one is that image; one’s own file may change', async (t) => {
  const other = imageOf('newer.qcow2', 'a newer image');
  const { inventory, scan, write } = await repositoryPlace(t, { 'latest.iso': 'an image', 'b.iso': 'mine' });
  await scan([IMAGE, other]);
  await write('latest.iso', 'a newer image');
  await write('b.iso', 'still mine');
  assert.deepEqual(await scan([IMAGE, other]), { files: 2, unchanged: 0, changed: ['b.iso', 'latest.iso'] });
  assert.equal(inventory.get('latest.iso')?.id, other.id);
  assert.deepEqual(inventory.get('b.iso')?.digests, [digestOf(Buffer.from('still mine'))]);
  assert.equal(inventory.get('b.iso')?.state, 'unknown');
});

test('a quick scan reads nothing, and a later one reads what it left', async (t) => {
  const { known, states, scan, write } = await repositoryPlace(t, { 'a-arm64.qcow2': 'an image' });
  const images = async () => assert.fail('the catalog is not needed');
  assert.deepEqual(await scan([], { quick: true, images }), {
    files: 1,
    unchanged: 0,
    added: ['a-arm64.qcow2'],
  });
  const { digests, state, facets, checkedAt } = known('a-arm64.qcow2');
  assert.deepEqual([digests, state, checkedAt], [[], 'unknown', undefined]);
  assert.deepEqual(facets, { arch: 'arm64', format: 'qcow2' });
  assert.deepEqual(await scan([IMAGE]), { files: 1, unchanged: 0, changed: ['a-arm64.qcow2'] });
  assert.deepEqual(states(), { 'a-arm64.qcow2': 'proven' });
  await write('a-arm64.qcow2', 'other bytes');
  await scan([], { quick: true, images });
  assert.deepEqual(states(), { 'a-arm64.qcow2': 'proven' }, 'it is not known yet what they are');
  await scan([IMAGE]);
  assert.deepEqual(states(), { 'a-arm64.qcow2': 'bad' });
});

test('links, what is hidden, what is being fetched and the plan are passed over', async (t) => {
  const { scan, at, write } = await repositoryPlace(t, {
    'mirror.yaml': 'x',
    '.hidden/a.iso': 'x',
    'a.iso.part': 'x',
    'a.iso.part.json': '{}',
    'a.iso.lock': '{}',
  });
  await mkdir(at('elsewhere'));
  await symlink('/etc', at('out'));
  await symlink('mirror.yaml', at('elsewhere/plan'));
  await write('-rf.iso', 'x');
  await write('a\u001b[2J.iso', 'x');
  const { passedOver, ...others } = await scan();
  assert.deepEqual(others, { files: 0, unchanged: 0 });
  assert.deepEqual(
    passedOver?.map(({ path }) => path),
    ['-rf.iso', 'a\u001b[2J.iso', 'elsewhere/plan', 'out'],
  );
  assert.equal(passedOver?.[3]?.reason, 'a link, which is not followed');
});

test('a scan that is stopped keeps what was read, and the next one goes on', async (t) => {
  const large = Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [`${index}.iso`, `file ${index}`]),
  );
  const { inventory, scan } = await repositoryPlace(t, large);
  const stop = new AbortController();
  await assert.rejects(scan([], { signal: stop.signal, onProgress: (done) => done >= 20 && stop.abort() }), {
    code: 'stopped',
    message: /^stopped after [2-5] of 8 files were read, .*the same command goes on with the others$/,
  });
  const kept = inventory.all().length;
  assert.ok(kept > 0 && kept < 8, `${kept}`);
  const { added } = await scan();
  assert.equal(added?.length, 8 - kept);
});

test('a file that is written to while it is read is left for the next scan', async (t) => {
  const { inventory, scan, at } = await repositoryPlace(t, { 'a.iso': Buffer.alloc(3 * 1024 * 1024) });
  let isWritten: Promise<void> | undefined;
  const report = await scan([], {
    onProgress: () => void (isWritten ??= writeFile(at('a.iso'), 'more', { flag: 'a' })),
  });
  await isWritten;
  assert.match(
    report.unreadable?.[0]?.reason ?? '',
    /found that it is written to; scan again when that is done/,
  );
  assert.deepEqual(inventory.all(), []);
});
