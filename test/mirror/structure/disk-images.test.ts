import assert from 'node:assert/strict';
import { copyFile, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkStructure, examineStructure, readStructure } from '../../../mirror/structure/read-structure.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeEfiSystem, makeSparse, overwrite, runIn } from './make-images.ts';

const skip = absent('qemu-img', 'qemu-utils');

const MIB = 1024 * 1024;

/** Bytes that no compression makes smaller, alike on every run. */
function noise(sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  let state = 1;
  for (let at = 0; at < sizeBytes; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

/** In a master boot record: Linux, from the first MiB, of 23. */
const PARTITION = Buffer.from('00000000830000000008000000b80000', 'hex');

interface Made {
  format: string;
  qemu: string;
  variant: string | undefined;
  options: string[];
}

const MADE: Made[] = [
  { format: 'qcow2', qemu: 'qcow2', variant: 'version 3', options: [] },
  { format: 'qcow2', qemu: 'qcow2', variant: 'version 2', options: ['-o', 'compat=0.10'] },
  { format: 'qcow2', qemu: 'qcow2', variant: 'version 3', options: ['-c', '-o', 'compression_type=zstd'] },
  {
    format: 'qcow2',
    qemu: 'qcow2',
    variant: 'version 3',
    options: ['-o', 'cluster_size=512,refcount_bits=1'],
  },
  { format: 'qcow2', qemu: 'qcow2', variant: 'version 3', options: ['-o', 'cluster_size=2M,extended_l2=on'] },
  { format: 'vmdk', qemu: 'vmdk', variant: 'monolithicSparse', options: [] },
  { format: 'vmdk', qemu: 'vmdk', variant: 'streamOptimized', options: ['-o', 'subformat=streamOptimized'] },
  { format: 'vhd', qemu: 'vpc', variant: 'dynamic', options: ['-o', 'force_size=on'] },
  { format: 'vhd', qemu: 'vpc', variant: 'fixed', options: ['-o', 'subformat=fixed,force_size=on'] },
  { format: 'vhdx', qemu: 'vhdx', variant: undefined, options: [] },
  { format: 'vdi', qemu: 'vdi', variant: 'dynamic', options: [] },
];

for (const { format, qemu, variant, options } of MADE) {
  const title = `${format} ${options.filter((one) => one !== '-o').join(' ') || 'as qemu-img makes it'}`;
  test(
    `${title}: read as qemu-img reads it, with the partitions inside, and found truncated wherever it is cut`,
    { skip },
    async (t) => {
      const folder = await temporaryFolder(t);
      const raw = await makeSparse(join(folder, 'disk.raw'), 24 * MIB, {
        [446]: PARTITION,
        [510]: Buffer.from('55aa', 'hex'),
        [MIB]: noise(MIB),
        [20 * MIB]: noise(MIB),
      });
      const path = join(folder, 'disk');
      await runIn(folder, 'qemu-img', 'convert', '-O', qemu, ...options, raw, path);
      const info = JSON.parse(await runIn(folder, 'qemu-img', 'info', '--output=json', '-f', qemu, path)) as {
        'virtual-size': number;
      };
      const { structure, problems } = await examineStructure(path);
      assert.deepEqual(
        [structure.format, structure.variant, structure.virtualBytes, structure.backingFile],
        [format, variant, info['virtual-size'], undefined],
      );
      assert.equal(info['virtual-size'], 24 * MIB);
      assert.deepEqual(
        structure.partitions?.map(({ type, startBytes, sizeBytes }) => [type, startBytes, sizeBytes]),
        [['Linux', MIB, 23 * MIB]],
      );
      assert.deepEqual(problems, []);

      // A fixed VHD without its footer is a raw disk like any other.
      if (variant === 'fixed') return;
      const { size } = await stat(path);
      for (const part of [0.9, 0.5, 0.1]) {
        const cut = join(folder, 'cut');
        await copyFile(path, cut);
        await truncate(cut, Math.floor(size * part));
        const found = await checkStructure(cut);
        assert.ok(
          found.some(({ kind }) => kind === 'truncated'),
          `${part} of ${size}: ${JSON.stringify(found)}`,
        );
      }
    },
  );
}

test(
  'the loaders in the EFI system partition of a disk image tell its architecture',
  { skip: skip || absent('mformat', 'mtools') },
  async (t) => {
    const folder = await temporaryFolder(t);
    const efi = await readFile(await makeEfiSystem(join(folder, 'efi.img'), ['BOOTAA64.EFI']));
    const partition = Buffer.from(PARTITION);
    partition[4] = 0xef;
    const pieces = { [446]: partition, [510]: Buffer.from('55aa', 'hex'), [MIB]: efi };
    const raw = await makeSparse(join(folder, 'disk.raw'), 24 * MIB, pieces);
    await runIn(folder, 'qemu-img', 'convert', '-c', '-O', 'qcow2', raw, 'disk.qcow2');
    const { arch, boot } = await readStructure(join(folder, 'disk.qcow2'));
    assert.deepEqual([arch, boot], ['arm64', ['mbr-efi']]);
  },
);

test('an image that wants another file is told of, with its name', { skip }, async (t) => {
  const folder = await temporaryFolder(t);
  const create = (...args: string[]): Promise<string> => runIn(folder, 'qemu-img', 'create', '-q', ...args);
  await create('-f', 'qcow2', 'base.qcow2', '8M');
  await create('-f', 'vmdk', 'base.vmdk', '8M');
  await create('-f', 'qcow2', '-b', 'base.qcow2', '-F', 'qcow2', 'child.qcow2');
  await create('-f', 'vmdk', '-b', 'base.vmdk', '-F', 'vmdk', 'child.vmdk');
  await create('-f', 'vmdk', '-o', 'subformat=monolithicFlat', 'flat.vmdk', '8M');
  await create('-f', 'qcow2', '-o', 'data_file=data.raw', 'outside.qcow2', '8M');
  for (const [file, wanted] of [
    ['child.qcow2', 'base.qcow2'],
    ['child.vmdk', 'base.vmdk'],
    ['flat.vmdk', 'flat-flat.vmdk'],
    ['outside.qcow2', 'data.raw'],
  ]) {
    const { structure, problems } = await examineStructure(join(folder, file ?? ''));
    assert.equal(structure.backingFile, wanted);
    assert.deepEqual(problems, [
      {
        kind: 'incomplete',
        message: `expected an image that is whole by itself, found one that wants the file "${wanted}"`,
      },
    ]);
  }
});

test('a header that contradicts itself is found', { skip }, async (t) => {
  const folder = await temporaryFolder(t);
  const damages: [qemu: string, options: string[], offset: number, bytes: number[], message: RegExp][] = [
    ['qcow2', [], 4, [0, 0, 0, 9], /version 2 or 3 of qcow, found version 9/],
    ['qcow2', [], 20, [0, 0, 0, 40], /clusters of 512 bytes to 2 MiB, found 2\^40/],
    ['qcow2', [], 24, [255, 0, 0, 0, 0, 0, 0, 0], /entries in the first table of clusters, found 1/],
    ['qcow2', [], 40, [0, 0, 1, 0, 0, 0, 0, 0], /the first table of clusters to end by/],
    ['qcow2', [], 48, [0, 0, 1, 0, 0, 0, 0, 0], /the table of reference counts to end by/],
    ['qcow2', [], 79, [2], /not marked as corrupt/],
    ['vmdk', [], 73, [10, 10], /the ends of lines of the header/],
    ['vmdk', [], 20, [0, 0, 0, 0, 0, 0, 0, 0], /sizes of disk, grains and tables that a VMDK can have/],
    ['vpc', [], 512 + 30, [1], /the checksum of the header of a dynamic VHD/],
    ['vhdx', [], 64 * 1024 + 100, [1], /^$/],
    ['vhdx', [], 192 * 1024 + 8, [9], /^$/],
  ];
  for (const [index, [qemu, options, offset, bytes, message]] of damages.entries()) {
    const path = join(folder, `${index}.img`);
    await runIn(folder, 'qemu-img', 'create', '-q', '-f', qemu, ...options, path, '8M');
    await overwrite(path, offset, Buffer.from(bytes));
    const problems = await checkStructure(path);
    // A VHDX has its headers and tables twice, so that it takes two to hurt it.
    if (qemu === 'vhdx') assert.deepEqual(problems, []);
    else
      assert.ok(
        problems.some((one) => message.test(one.message)),
        `${message}: ${JSON.stringify(problems)}`,
      );
  }
});

test('a VHDX that lost both copies of something says so', { skip }, async (t) => {
  const folder = await temporaryFolder(t);
  for (const [first, word] of [
    [64, 'header'],
    [192, 'region table'],
  ] as const) {
    const path = join(folder, `${word}.vhdx`);
    await runIn(folder, 'qemu-img', 'create', '-q', '-f', 'vhdx', path, '8M');
    for (const at of [first, first + 64]) await overwrite(path, at * 1024 + 20, Buffer.from([7]));
    const [problem] = await checkStructure(path);
    assert.equal(problem?.kind, 'checksum');
    assert.match(problem?.message ?? '', new RegExp(`${word} of VHDX with its checksum, found none`));
  }
});

test('a VHD with a wrong checksum in its footer is told of', { skip }, async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'a.vhd');
  await runIn(
    folder,
    'qemu-img',
    'create',
    '-q',
    '-f',
    'vpc',
    '-o',
    'subformat=fixed,force_size=on',
    path,
    '8M',
  );
  await overwrite(path, 8 * MIB + 70, Buffer.from([7]));
  assert.deepEqual(await checkStructure(path), [
    {
      kind: 'checksum',
      message: 'expected the checksum of the footer of a VHD, found another',
      offset: 8 * MIB,
    },
  ]);
});

test('a virtual size that no disk has is not stated', { skip }, async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'a.qcow2');
  await runIn(folder, 'qemu-img', 'create', '-q', '-f', 'qcow2', path, '8M');
  await overwrite(path, 24, Buffer.alloc(8, 255));
  assert.equal((await readStructure(path)).virtualBytes, undefined);
});
