import assert from 'node:assert/strict';
import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { knownPartitionTypes } from '../../../mirror/structure/partition-types.ts';
import { checkStructure, examineStructure, readStructure } from '../../../mirror/structure/read-structure.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeEfiSystem, makeSparse, overwrite, runIn } from './make-images.ts';

const WITHOUT_SFDISK = absent('/usr/sbin/sfdisk', 'fdisk');
const WITHOUT_MTOOLS = WITHOUT_SFDISK || absent('mformat', 'mtools');
const WITHOUT_EXT4 = absent('/usr/sbin/mkfs.ext4', 'e2fsprogs');

const MIB = 1024 * 1024;
const ESP = 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B';

/** Makes a disk of 16 MiB with the partitions that these lines of sfdisk say. */
async function makeDisk(folder: string, name: string, ...lines: string[]): Promise<string> {
  const path = await makeSparse(join(folder, name), 16 * MIB);
  const script = lines.join('\n');
  await runIn(folder, 'sh', '-c', 'printf "%s\\n" "$1" | sfdisk --quiet "$2"', 'sh', script, path);
  return path;
}

test(
  'a disk with a GPT tells its partitions, their names and its architecture',
  { skip: WITHOUT_SFDISK },
  async (t) => {
    const folder = await temporaryFolder(t);
    const path = await makeDisk(
      folder,
      'disk.raw',
      'label: gpt',
      `start=2048, size=4096, type=${ESP}, name="EFI"`,
      'start=8192, size=8192, type=B921B045-1DF0-41C3-AF44-4C6F280D3FAE, name="Würzel"',
    );
    const { structure, problems } = await examineStructure(path);
    assert.deepEqual(structure, {
      format: 'raw',
      partitionTable: 'gpt',
      partitions: [
        {
          number: 1,
          typeId: ESP.toLowerCase(),
          type: 'EFI system',
          name: 'EFI',
          startBytes: MIB,
          sizeBytes: 2 * MIB,
          arch: undefined,
        },
        {
          number: 2,
          typeId: 'b921b045-1df0-41c3-af44-4c6f280d3fae',
          type: 'Linux root',
          name: 'Würzel',
          startBytes: 4 * MIB,
          sizeBytes: 4 * MIB,
          arch: 'arm64',
        },
      ],
      boot: ['gpt-efi'],
      virtualBytes: 16 * MIB,
      arch: 'arm64',
    });
    assert.deepEqual(problems, []);
  },
);

test(
  'the loaders in the EFI system partition tell the architecture, where the types do not',
  { skip: WITHOUT_MTOOLS },
  async (t) => {
    const folder = await temporaryFolder(t);
    const efi = await makeEfiSystem(join(folder, 'efi.img'), ['BOOTRISCV64.EFI']);
    for (const [label, type, boot] of [
      ['gpt', ESP, 'gpt-efi'],
      ['dos', 'ef', 'mbr-efi'],
    ]) {
      const path = await makeDisk(
        folder,
        `${label}.raw`,
        `label: ${label}`,
        `start=2048, size=4096, type=${type}`,
      );
      await overwrite(path, MIB, await readFile(efi));
      const { arch, boot: found } = await readStructure(path);
      assert.deepEqual([arch, found], ['riscv64', [boot]]);
    }
  },
);

test(
  'logical partitions are found, and a chain of them that leads back ends',
  { skip: WITHOUT_SFDISK },
  async (t) => {
    const folder = await temporaryFolder(t);
    const lines = ['label: dos', 'start=2048, size=2048, type=83', 'start=4096, type=5'];
    const path = await makeDisk(folder, 'a.raw', ...lines, 'size=2048, type=83', 'size=2048, type=82');
    const numbers = async (): Promise<unknown> =>
      (await readStructure(path)).partitions?.map(({ number, type }) => `${number} ${type}`);
    assert.deepEqual(await numbers(), ['1 Linux', '2 extended', '5 Linux', '6 Linux swap']);
    // The second link of the chain is made to be the first again.
    const first = 4096 * 512;
    const second = first + (await readFile(path)).readUInt32LE(first + 446 + 16 + 8) * 512;
    await overwrite(path, second + 446 + 16, Buffer.from([0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]));
    assert.deepEqual(await numbers(), ['1 Linux', '2 extended', '5 Linux', '6 Linux swap']);
  },
);

test('a disk that lacks its end, or has a wrong GPT, is told of', { skip: WITHOUT_SFDISK }, async (t) => {
  const folder = await temporaryFolder(t);
  const gpt = (name: string): Promise<string> =>
    makeDisk(folder, name, 'label: gpt', 'start=2048, size=28000, type=L');
  const messages = async (path: string): Promise<string[]> =>
    (await checkStructure(path)).map(({ kind, message }) => `${kind}: ${message}`);

  const cut = await gpt('cut.raw');
  await truncate(cut, 8 * MIB);
  assert.deepEqual(await messages(cut), [
    'truncated: expected the copy of the GPT to end by byte 16777216, found the end of the file at 8388608',
    'truncated: expected partition 1 to end by byte 15384576, found the end of the file at 8388608',
  ]);
  const header = await gpt('header.raw');
  await overwrite(header, 512 + 40, Buffer.from([99]));
  assert.deepEqual(await messages(header), [
    'checksum: expected the CRC of the header of the GPT, found another',
  ]);
  const entries = await gpt('entries.raw');
  await overwrite(entries, 1024 + 60, Buffer.from([99]));
  assert.deepEqual(await messages(entries), [
    'checksum: expected the CRC of the entries of the GPT, found another',
  ]);
  assert.deepEqual((await readStructure(entries)).partitions, []);
  const copy = await gpt('copy.raw');
  await overwrite(copy, 16 * MIB - 512, Buffer.from([99]));
  assert.deepEqual(await messages(copy), ['damaged: expected the copy of the GPT, found something else']);
});

test(
  'a file system by itself tells its kind and label, and when it lacks its end',
  { skip: WITHOUT_EXT4 },
  async (t) => {
    const folder = await temporaryFolder(t);
    const path = await makeSparse(join(folder, 'root.ext4'), 8 * MIB);
    await runIn(folder, 'mkfs.ext4', '-q', '-L', 'cloudimg-rootfs', path);
    const { structure, problems } = await examineStructure(path);
    assert.deepEqual(
      [structure.format, structure.filesystem, structure.volumeId],
      ['raw', 'ext4', 'cloudimg-rootfs'],
    );
    assert.deepEqual(problems, []);
    await truncate(path, 4 * MIB);
    assert.equal((await checkStructure(path))[0]?.kind, 'truncated');
  },
);

test(
  'every type of partition that is known here is one that sfdisk or the specifications know',
  { skip: WITHOUT_SFDISK },
  async () => {
    const listed = (await runIn('/', 'sfdisk', '--label', 'gpt', '--list-types')).toLowerCase();
    // Of the authors of Flatcar, and younger than some versions of sfdisk.
    const others = new Set([
      '5dfbf5f4-2848-4bac-aa5e-0d9a20b745a6',
      'c95dc21a-df0e-4340-8d7b-26cbfa9a03e0',
      '3884dd41-8582-4404-b9a8-e9b84f2df50e',
    ]);
    assert.deepEqual(
      knownPartitionTypes().filter((guid) => !listed.includes(guid) && !others.has(guid)),
      [],
    );
  },
);
