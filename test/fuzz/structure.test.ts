import assert from 'node:assert/strict';
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { examineStructure } from '../../mirror/structure/read-structure.ts';
import { makeEfiSystem, makeIso, makeSparse, overwrite, runIn } from '../mirror/structure/make-images.ts';
import { absent } from '../program.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { tries } from './fuzz.ts';

/** Many times what any of these files needs. */
const MOST_MICROSECONDS = 1_000_000;

/** Reads a file, and says what is wrong with the answer itself: its texts, its numbers, the time it took. */
async function examineSafely(path: string): Promise<void> {
  const before = process.cpuUsage();
  const answer = await examineStructure(path);
  const { user, system } = process.cpuUsage(before);
  assert.ok(user + system < MOST_MICROSECONDS, `took ${(user + system) / 1e6} s of processor time`);
  for (const text of textsIn(answer)) assert.doesNotMatch(text, /\p{C}/u);
  for (const { message } of answer.problems) assert.match(message, /^expected .+, found /);
  const { virtualBytes = 0 } = answer.structure;
  assert.ok(Number.isSafeInteger(virtualBytes) && virtualBytes >= 0, `${virtualBytes}`);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What the formats begin with, or have at a place of their own. */
const MARKS: readonly [offset: number, mark: Buffer][] = [
  [0, Buffer.from('QFI\u00FB\0\0\0\u0003', 'latin1')],
  [0, Buffer.from('KDMV\u0001\0\0\0', 'latin1')],
  [0, Buffer.from('# Disk DescriptorFile\nRW 99999999999999 FLAT "a"\nparentCID=1\n')],
  [0, Buffer.from('vhdxfile')],
  [0, Buffer.from('conectix')],
  [64, Buffer.from('7f10dabe', 'hex')],
  [0, Buffer.from('hsqs')],
  [0, Buffer.from('1f8b08', 'hex')],
  [0, Buffer.from('fd377a585a00', 'hex')],
  [0, Buffer.from('28b52ffd', 'hex')],
  [0, Buffer.from('425a6839314159265359', 'hex')],
  [0, Buffer.from('504b0304', 'hex')],
  [0, Buffer.from('377abcaf271c', 'hex')],
  [0, Buffer.from('XFSB')],
  [1080, Buffer.from('53ef', 'hex')],
  [510, Buffer.from('55aa', 'hex')],
  [512, Buffer.from('EFI PART')],
];

test('any bytes, whatever they begin with, are read in little time and without a defect', async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'file');
  const bytes = fc.uint8Array({ maxLength: 6000 });
  await fc.assert(
    fc.asyncProperty(bytes, fc.option(fc.constantFrom(...MARKS)), async (random, mark) => {
      const file = Buffer.from(random);
      mark?.[1].copy(file, Math.min(mark[0], file.length));
      await writeFile(path, file);
      await examineSafely(path);
    }),
    tries(300),
  );
});

/** Makes a small file of each kind. */
const MAKERS: Readonly<Record<string, { skip: string | false; make: (folder: string) => Promise<string> }>> =
  {
    'a bootable disc': {
      skip: absent('xorriso') || absent('mformat', 'mtools'),
      make: async (folder) => {
        const efi = await makeEfiSystem(join(folder, 'efi.img'), ['BOOTRISCV64.EFI']);
        return makeIso(folder, 'a.iso', {
          args: ['-J', '-e', 'efi.img', '-no-emul-boot', efi],
          files: {
            '.disk/info': 'Debian GNU/Linux 13.1.0',
            'EFI/BOOT/BOOTX64.EFI': 'MZ',
            [`${'n'.repeat(200)}`]: '',
          },
        });
      },
    },
    'a UDF disc': {
      skip: absent('/usr/sbin/mkudffs', 'udftools'),
      make: async (folder) => {
        const path = await makeSparse(join(folder, 'udf.img'), 2 * 1024 * 1024);
        await runIn(folder, 'mkudffs', '--media-type', 'dvd', path);
        return path;
      },
    },
    'a disk with logical partitions': {
      skip: absent('/usr/sbin/sfdisk', 'fdisk'),
      make: (folder) =>
        partitioned(folder, 'label: dos', 'start=2048, size=100', 'type=5', 'size=50', 'size=50'),
    },
    'a disk with a GPT': {
      skip: absent('/usr/sbin/sfdisk', 'fdisk'),
      make: (folder) => partitioned(folder, 'label: gpt', 'start=2048, size=100, type=U', 'size=100'),
    },
    ...Object.fromEntries(
      ['qcow2', 'vmdk', 'vpc', 'vhdx', 'vdi'].map((format) => [
        `a disk of ${format}`,
        {
          skip: absent('qemu-img', 'qemu-utils'),
          make: async (folder: string) => {
            const raw = await makeSparse(join(folder, 'raw'), 4 * 1024 * 1024, {
              [446]: Buffer.from('00000000830000000008000000100000', 'hex'),
              [510]: Buffer.from('55aa', 'hex'),
              [1000000]: Buffer.alloc(9, 1),
            });
            await runIn(folder, 'qemu-img', 'convert', '-O', format, raw, 'disk');
            return join(folder, 'disk');
          },
        },
      ]),
    ),
  };

async function partitioned(folder: string, ...lines: string[]): Promise<string> {
  const path = await makeSparse(join(folder, 'disk'), 3 * 1024 * 1024);
  await runIn(folder, 'sh', '-c', 'printf "%s\\n" "$1" | sfdisk --quiet "$2"', 'sh', lines.join('\n'), path);
  return path;
}

for (const [what, { skip, make }] of Object.entries(MAKERS)) {
  test(
    `${what} with bytes changed or cut off is read in little time and without a defect`,
    { skip },
    async (t) => {
      await mutate(await make(await temporaryFolder(t)));
    },
  );
}

async function mutate(path: string): Promise<void> {
  const sound = await readFile(path);
  const used = placesInUse(sound);
  assert.ok(used.length > 0);
  const change = fc.record({
    at: fc.constantFrom(...used),
    bytes: fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 8 }),
      fc.constantFrom(
        ...['ff', 'ffffffff', 'ffffffffffffffff', '00000000', '7fffffff', '01', '80'].map((hex) =>
          Buffer.from(hex, 'hex'),
        ),
      ),
    ),
  });
  const cut = fc.option(fc.nat(sound.length), { freq: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), cut, async (changes, length) => {
      for (const { at, bytes } of changes) await overwrite(path, at, bytes);
      if (length !== null) await resize(path, length);
      await examineSafely(path);
      await resize(path, sound.length);
      for (const { at, bytes } of changes) await overwrite(path, at, sound.subarray(at, at + bytes.length));
      if (length !== null) await overwrite(path, length, sound.subarray(length));
    }),
    tries(70),
  );
}

async function resize(path: string, sizeBytes: number): Promise<void> {
  const file = await open(path, 'r+');
  await file.truncate(sizeBytes);
  await file.close();
}

/** The structure of an image is where it is not zero. */
function placesInUse(bytes: Buffer): number[] {
  const places: number[] = [];
  for (let at = 0; at < bytes.length - 8 && places.length < 20_000; at++)
    if (bytes[at] !== 0) places.push(at);
  return places;
}
