import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { mirroredOs, OS, OS_ID } from './mirrored-os.ts';

test('a folder with images becomes a repository whose files are known', async (t) => {
  const { mirror, withCatalog } = await mirroredOs(t, { 'a/os.img': OS, 'rescue-x86_64.iso': 'mine' });
  const none = await mirror('scan');
  assert.equal(none.exit, 2);
  assert.match(none.err, /expected a repository at .*images, found none; .*"osdex mirror scan --new"/);
  const scanned = await withCatalog('scan', '--new');
  assert.equal(scanned.exit, 0, scanned.err);
  assert.equal(scanned.out, 'added       a/os.img\nadded       rescue-x86_64.iso\n2 files, 0 unchanged\n');
  const listed = await mirror('list');
  assert.equal(
    listed.out,
    `proven     586 KiB  a/os.img  (${OS_ID})\nunknown        4 B  rescue-x86_64.iso\n`,
  );
  assert.equal((await mirror('list', 'example')).out.split('\n').length, 2);
  assert.equal(
    (await mirror('list', 'arch=amd64', '--state', 'unknown')).out.split('  ').at(-1),
    'rescue-x86_64.iso\n',
  );
  const wrong = await mirror('list', '--state', 'rotten');
  assert.equal(wrong.exit, 2);
  assert.match(wrong.err, /expected states of proven, unknown, bad, missing, found "rotten"/);

  const shown = await mirror('show', 'os.img', '--json');
  const { id, state, history } = JSON.parse(shown.out) as { id: string; state: string; history: unknown[] };
  assert.deepEqual([id, state, history.length], [OS_ID, 'proven', 1]);
  assert.equal((await mirror('show', OS_ID)).out, (await mirror('show', 'a/os.img')).out);
  assert.equal((await mirror('show', 'nothing')).exit, 1);

  const stats = JSON.parse((await mirror('stats', '--json')).out) as Record<string, unknown>;
  assert.deepEqual(stats['byState'], {
    proven: { files: 1, bytes: OS.length },
    unknown: { files: 1, bytes: 4 },
  });
});

test('what rots is found, told with its bytes, and repaired from the publisher', async (t) => {
  const { mirror, withCatalog, write, read, network, requests } = await mirroredOs(t, { 'os.img': OS });
  await withCatalog('scan', '--new');
  const good = await mirror('verify', '--all');
  assert.equal(good.exit, 0, good.err);
  assert.equal(good.out, '1 file read, 586 KiB: 1 good\n');
  const rotten = Buffer.from(OS);
  rotten[300_000] = 255;
  await write('os.img', rotten);
  const bad = await mirror('verify', '--all');
  assert.equal(bad.exit, 1);
  assert.match(
    bad.out,
    /^bad +os\.img: expected sha256:\w+, found sha256:\w+; bytes 262144 to 524287 differ$/m,
  );
  const still = await mirror('verify', '--older-than', '1d');
  assert.equal(still.exit, 1, 'what is bad is not forgotten where it was not read again');
  assert.match(
    still.out,
    /^still +os\.img: bad or missing since an earlier run\n0 files read, 0 B: 0 good$/m,
  );

  const repaired = await withCatalog('repair', ...network);
  assert.equal(repaired.exit, 0, repaired.err);
  assert.match(
    repaired.out,
    /^repaired +os\.img \(whole, from https:\/\/images\.example\.org\/20260725\/os-amd64\.qcow2\); the bad one is \.osdex\/trash\/[\d-]+\/os\.img now$/m,
  );
  assert.deepEqual(await read('os.img'), OS);
  assert.equal((await mirror('verify', '--all')).exit, 0);
  const asked = requests.length;
  const nothing = await withCatalog('repair', ...network);
  assert.equal(nothing.out, 'Nothing is bad or missing.\n');
  assert.equal(requests.length, asked);
});

test('what cannot be repaired fails, after the rest', async (t) => {
  const { mirror, withCatalog, at, network } = await mirroredOs(t, { 'os.img': OS, 'mine.iso': 'mine' });
  await withCatalog('scan', '--new');
  await rm(at('os.img'));
  await rm(at('mine.iso'));
  const missing = await withCatalog('scan');
  assert.equal(missing.exit, 1);
  assert.equal(missing.out, 'missing     mine.iso\nmissing     os.img\n0 files, 0 unchanged\n');
  const { exit, out, err } = await withCatalog('repair', '--json', ...network);
  assert.equal(exit, 1);
  const told = JSON.parse(out) as { repaired: { path: string }[]; failed: { path: string; code: string }[] };
  assert.deepEqual(
    [told.repaired.map(({ path }) => path), told.failed.map(({ path, code }) => [path, code])],
    [['os.img'], [['mine.iso', 'not-found']]],
  );
  assert.match(err, /1 file of 2 could not be repaired/);
  const removed = await mirror('remove', 'mine.iso');
  assert.equal(removed.exit, 0, removed.err);
  assert.equal((await withCatalog('scan')).exit, 0);
});

test('a run takes one way to choose, and words that are none are refused', async (t) => {
  const { mirror, withCatalog } = await mirroredOs(t, { 'os.img': OS });
  await withCatalog('scan', '--new');
  for (const args of [
    ['--all', '--sample', '5%'],
    ['--sample', '0'],
    ['--older-than', '1y'],
    ['--within', 'x'],
  ])
    assert.equal((await mirror('verify', ...args)).exit, 2, args.join(' '));
});

test('a file of one’s own gets a name, which a rebuild keeps', async (t) => {
  const { mirror, withCatalog, folder, at } = await mirroredOs(t, { 'os.img': OS });
  await withCatalog('scan', '--new');
  await writeFile(join(folder, 'stick.iso'), 'mine');
  const added = await withCatalog(
    'add',
    'stick.iso',
    '--name',
    'Rescue stick',
    '--kind',
    'live',
    '--arch',
    'x86_64',
  );
  assert.equal(added.exit, 0, added.err);
  assert.equal(added.out, 'added  custom/Rescue stick.iso (4 B), no image of the catalog\n');
  assert.equal((await withCatalog('add', 'stick.iso', '--name', 'x', '--kind', 'rescue')).exit, 2);
  assert.equal((await withCatalog('add', 'stick.iso')).exit, 2, 'without a name');
  await writeFile(at('.osdex/inventory.sqlite'), 'no database'.repeat(1000));
  const broken = await mirror('list');
  assert.equal(broken.exit, 1);
  assert.match(broken.err, /"osdex mirror rebuild" makes it anew from the files/);
  const lost = await withCatalog('rebuild');
  assert.equal(lost.exit, 0, lost.err);
  assert.match(lost.out, /^Nothing could be taken over from it: expected an inventory/m);
  await withCatalog('add', at('custom/Rescue stick.iso'), '--name', 'Rescue stick', '--kind', 'live');
  const kept = await withCatalog('rebuild', '--json');
  assert.equal(kept.exit, 0, kept.err);
  const shown = JSON.parse((await mirror('show', 'Rescue stick', '--json')).out) as {
    path: string;
    facets: object;
  };
  assert.equal(shown.path, 'custom/Rescue stick.iso');
  assert.deepEqual(shown.facets, { format: 'iso', kind: 'live' });
});

test('an inventory goes out and comes in again', async (t) => {
  const { mirror, withCatalog, folder, at } = await mirroredOs(t, { 'os.img': OS, 'mine.iso': 'mine' });
  await withCatalog('scan', '--new');
  const out = join(folder, 'inventory.json');
  const exported = await mirror('export', '--format', 'isomanager-json', '-o', out);
  assert.equal(exported.err, `Wrote 2 files as isomanager-json to ${out}.\n`);
  assert.equal(
    (await mirror('list', '--format', 'sha256sums', 'q=mine')).out.split('  ').at(-1),
    'mine.iso\n',
  );
  const mistyped = await mirror('export', '--format', 'isomanager');
  assert.equal(mistyped.exit, 2);
  assert.match(mistyped.err, /found "isomanager"; /);
  const good = await withCatalog('import', out, '--validate', '--json');
  assert.equal(good.exit, 0, good.err);
  const counts = { totalEntries: 2, validatedFiles: 2, missingFiles: 0, invalidFiles: 0 };
  assert.deepEqual(JSON.parse(good.out), { ...counts, forgotten: [], errors: [] });
  await rm(at('os.img'));
  const missing = await withCatalog('import', out);
  assert.equal(missing.exit, 1);
  assert.equal(missing.out, '2 entries, 1 missing, 0 others than they are said to be\n');
  const none = await withCatalog('import', at('mine.iso'));
  assert.equal(none.exit, 2);
  assert.match(
    none.err,
    /expected an inventory of ISOManager \(JSON, CSV or XML\) at .*, found another file/,
  );
  assert.equal((await withCatalog('import', out, '--merge', '--replace')).exit, 2);
  assert.equal((await withCatalog('import', join(folder, 'nothing'))).exit, 1);
});
