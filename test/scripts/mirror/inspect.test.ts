import assert from 'node:assert/strict';
import { stat, symlink, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeIso, runIn } from '../../mirror/structure/make-images.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { runMirror } from './run-mirror.ts';

const skip = absent('xorriso');

test('inspect tells people what a disc is, and programs the same', { skip }, async (t) => {
  const folder = await temporaryFolder(t);
  await makeIso(folder, 'a.iso', { label: 'Debian 12.5.0 amd64 n', files: { 'a b': 'hello' } });
  await symlink('a.iso', join(folder, 'link.iso'));
  const { exit, out, err } = await runMirror(folder, 'inspect', '--list', 'link.iso');
  assert.equal(err, '');
  assert.equal(exit, 0);
  assert.match(
    out,
    /^file       link\.iso\nformat     iso9660\nlabel      Debian 12\.5\.0 amd64 n\nmade by    XORRISO-.+\nmade       2023-11-14T22:13:20Z\nguess      debian 12 amd64\nstructure  sound, as far as it tells\nfiles      1 file\n {13}5 a b\n$/,
  );
  const told = await runMirror(folder, 'inspect', '--json', '--list', 'a.iso');
  const { schema, inspected, failed } = JSON.parse(told.out);
  assert.equal(schema, 'osdex/structure/1');
  assert.deepEqual(failed, []);
  const [{ path, structure, problems, files }] = inspected;
  assert.deepEqual(
    [path, structure.format, structure.volumeId, problems, files],
    ['a.iso', 'iso9660', 'Debian 12.5.0 amd64 n', [], [{ path: 'a b', sizeBytes: 5 }]],
  );
});

test('the files of a disc are those that xorriso finds in it', { skip }, async (t) => {
  const folder = await temporaryFolder(t);
  const names = [
    '.disk/info',
    'Ünïcödé näme',
    'UPPER/lower/Mixed.Case.tar.gz',
    `long/${'l'.repeat(240)}`,
    'a/;1',
    '-v',
  ];
  const many = Array.from({ length: 300 }, (_, index) => `pool/package-${index}/file`);
  const files = Object.fromEntries([...names, ...many].map((name, index) => [name, 'x'.repeat(index)]));
  for (const args of [[], ['-J', '-joliet-long']]) {
    const path = await makeIso(folder, `${args.length}.iso`, { files, args });
    const found = await runIn(folder, 'xorriso', '-indev', path, '-find', '/', '-type', 'f');
    const expected = [...found.matchAll(/^'\/(.+)'$/gm)].map(([, name]) => name).toSorted();
    const { out } = await runMirror(folder, 'inspect', '--json', '--list', path);
    const listed = JSON.parse(out).inspected[0].files as { path: string; sizeBytes: number }[];
    assert.deepEqual(listed.map((file) => file.path).toSorted(), expected);
    for (const file of listed) assert.equal(file.sizeBytes, files[file.path]?.length, file.path);
  }
});

test(
  'inspect goes on after what it cannot read, and exits 1 for that or for an unsound file',
  { skip },
  async (t) => {
    const folder = await temporaryFolder(t, { 'text.iso': 'no disc' });
    const path = await makeIso(folder, 'a.iso', { files: { data: 'x'.repeat(100_000) } });
    await runIn(folder, 'cp', 'a.iso', 'cut.iso');
    await truncate(join(folder, 'cut.iso'), 60_000);
    const { size } = await stat(path);

    const { exit, out, err } = await runMirror(folder, 'inspect', 'missing.iso', 'cut.iso', '.', 'a.iso');
    assert.equal(exit, 1);
    assert.ok(
      out.includes(
        `wrong      truncated: expected the volume to end by byte ${size}, found the end of the file at 60000\n`,
      ),
      out,
    );
    assert.ok(out.includes('file       a.iso\n'));
    assert.match(err, /^osdex: expected a readable file at missing\.iso, found: ENOENT/m);
    assert.match(err, /^osdex: expected a regular file at .+, found a folder$/m);
    assert.match(err, /^osdex: of 4 files something is wrong with 1, 2 could not be read$/m);

    const wrong = await runMirror(folder, 'inspect', '--json', 'cut.iso', 'missing.iso');
    assert.equal(wrong.exit, 1);
    assert.deepEqual(
      JSON.parse(wrong.out).failed.map(({ code, path: of }: { code: string; path: string }) => [code, of]),
      [['not-found', 'missing.iso']],
    );
  },
);

test('--expect refuses a file that only has the name of a disc', { skip }, async (t) => {
  const folder = await temporaryFolder(t, { 'text.iso': 'no disc' });
  await makeIso(folder, 'a.iso');
  assert.equal((await runMirror(folder, 'inspect', '--expect', 'iso9660', 'a.iso')).exit, 0);
  const { exit, out } = await runMirror(folder, 'inspect', '--expect', 'iso9660', 'text.iso');
  assert.equal(exit, 1);
  assert.match(out, /^wrong      damaged: expected a file of iso9660, found unknown$/m);
  assert.equal((await runMirror(folder, 'inspect', '--expect', 'floppy', 'a.iso')).exit, 2);
  assert.equal((await runMirror(folder, 'inspect')).exit, 2);
});
