import assert from 'node:assert/strict';
import { copyFile, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { checkStructure, examineStructure } from '../../../mirror/structure/read-structure.ts';
import type { Structure } from '../../../mirror/structure/structure.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { overwrite, runIn } from './make-images.ts';

const TEXT = Array.from({ length: 20_000 }, (_, line) => `line ${line * 7919}`).join('\n');

interface Made {
  name: string;
  program: string;
  of?: string;
  args: string[];
  expected: Structure;
}

/** What programs make of the file `data`. */
const MADE: Made[] = [
  {
    name: 'data.xz',
    program: 'xz',
    of: 'xz-utils',
    args: ['-k', 'data'],
    expected: { format: 'xz', virtualBytes: TEXT.length },
  },
  { name: 'data.bz2', program: 'bzip2', args: ['-k', 'data'], expected: { format: 'bzip2' } },
  { name: 'data.zip', program: 'zip', args: ['-q', 'data.zip', 'data'], expected: { format: 'zip' } },
  {
    name: 'data.7z',
    program: '7zr',
    of: 'p7zip',
    args: ['a', 'data.7z', 'data'],
    expected: { format: '7z' },
  },
  { name: 'data.tar', program: 'tar', args: ['-cf', 'data.tar', 'data'], expected: { format: 'tar' } },
  {
    name: 'data.ova',
    program: 'tar',
    args: ['-H', 'ustar', '-cf', 'data.ova', 'vm.ovf', 'data'],
    expected: { format: 'ova' },
  },
];

for (const { name, program, of, args, expected } of MADE) {
  test(`${name} is recognised, and found when it lacks its end`, { skip: absent(program, of) }, async (t) => {
    const folder = await temporaryFolder(t, { data: TEXT, 'vm.ovf': '<Envelope/>' });
    await runIn(folder, program, ...args);
    const path = join(folder, name);
    const { structure, problems } = await examineStructure(path);
    assert.deepEqual(JSON.parse(JSON.stringify(structure)), expected);
    assert.deepEqual(problems, []);
    const { size } = await stat(path);
    for (const part of [0.97, 0.5]) {
      const cut = join(folder, 'cut');
      await copyFile(path, cut);
      await truncate(cut, Math.floor(size * part));
      assert.equal((await checkStructure(cut))[0]?.kind, 'truncated', `${part}`);
    }
  });
}

test(
  'a squashfs tells its compression and when it was made',
  { skip: absent('mksquashfs', 'squashfs-tools') },
  async (t) => {
    const folder = await temporaryFolder(t, { 'tree/data': TEXT });
    await runIn(folder, 'mksquashfs', 'tree', 'a.squashfs', '-quiet', '-no-progress', '-comp', 'xz');
    const path = join(folder, 'a.squashfs');
    const { structure, problems } = await examineStructure(path);
    assert.deepEqual(
      [structure.format, structure.variant, structure.createdAt],
      ['squashfs', 'xz', '2023-11-14T22:13:20Z'],
    );
    assert.deepEqual(problems, []);
    await truncate(path, 100);
    assert.equal((await checkStructure(path))[0]?.kind, 'truncated');
  },
);

test('gzip and zstd are recognised', async (t) => {
  const folder = await temporaryFolder(t, { 'a.gz': gzipSync(TEXT), 'a.zst': zstdCompressSync(TEXT) });
  for (const [name, format] of [
    ['a.gz', 'gzip'],
    ['a.zst', 'zstd'],
  ]) {
    const path = join(folder, name ?? '');
    const { structure, problems } = await examineStructure(path);
    assert.equal(structure.format, format);
    assert.deepEqual(problems, []);
    await truncate(path, 8 + (format === 'gzip' ? 10 : 0));
    assert.equal((await checkStructure(path))[0]?.kind, 'truncated');
  }
});

test('a file that ends right after its mark lacks its end', async (t) => {
  const folder = await temporaryFolder(t);
  for (const hex of [
    '425a6839314159265359',
    '504b0304',
    'fd377a585a00000000000000',
    '1f8b0800000000000000',
  ]) {
    const path = join(folder, hex);
    await writeFile(path, Buffer.from(hex, 'hex'));
    const problems = await checkStructure(path);
    assert.ok(
      problems.some(({ kind }) => kind === 'truncated'),
      hex,
    );
  }
});

test('gzip tells when its file was made', { skip: absent('gzip') }, async (t) => {
  const folder = await temporaryFolder(t, { data: TEXT });
  await utimes(join(folder, 'data'), 1_700_000_000, 1_700_000_000);
  await runIn(folder, 'gzip', '-k', 'data');
  const { structure } = await examineStructure(join(folder, 'data.gz'));
  assert.equal(structure.createdAt, '2023-11-14T22:13:20Z');
});

test('a changed byte where a checksum is kept is found', { skip: absent('xz', 'xz-utils') }, async (t) => {
  const folder = await temporaryFolder(t, { data: TEXT });
  await runIn(folder, 'xz', '-k', 'data');
  const sound = join(folder, 'data.xz');
  const { size } = await stat(sound);
  for (const [offset, what] of [
    [6, 'header'],
    [size - 8, 'footer'],
    [size - 18, 'index'],
  ] as const) {
    const path = join(folder, 'wrong.xz');
    await copyFile(sound, path);
    const byte = (await readFile(sound))[offset] ?? 0;
    await overwrite(path, offset, Buffer.from([byte ^ 0x10]));
    const [problem] = await checkStructure(path);
    assert.equal(problem?.kind, 'checksum', what);
    assert.match(problem?.message ?? '', new RegExp(`the CRC of the ${what} of xz`));
  }
});

test(
  'xz with a stream after another does not state the size of one as that of all',
  { skip: absent('xz', 'xz-utils') },
  async (t) => {
    const folder = await temporaryFolder(t, { data: TEXT });
    await runIn(folder, 'xz', '-k', 'data');
    const stream = await readFile(join(folder, 'data.xz'));
    const path = join(folder, 'two.xz');
    await writeFile(path, Buffer.concat([stream, stream, Buffer.alloc(8)]));
    const { structure, problems } = await examineStructure(path);
    assert.deepEqual([structure.format, structure.virtualBytes, problems], ['xz', undefined, []]);
  },
);
