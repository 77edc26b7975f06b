import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { absent } from '../../program.ts';
import { makeDisk, textOfFat, textOfIso, workplace } from './base-images.ts';
import type { Workplace } from './base-images.ts';
import { runRecipe } from './run-recipe.ts';

const skip =
  absent('xorriso') ||
  absent('mcopy', 'mtools') ||
  absent('sfdisk', 'fdisk') ||
  absent('qemu-img', 'qemu-utils');

const MIB = 1024 * 1024;
const USER_DATA = '#cloud-config\nhostname: web1\n';

/** A cloud image's table: the root first by number, a boot partition before it on the disk. */
const GPT = `label: gpt
1 : start=20480, size=20480, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, name="root"
15 : start=2048, size=16384, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B
`;
const DOS = 'label: dos\nstart=2048, size=16384, type=c\nstart=20480, size=20480, type=83\n';

interface Table {
  partitions: { start: number; size: number; type: string; name?: string; uuid?: string }[];
}

async function tableOf(work: Workplace, image: string): Promise<Table> {
  return (JSON.parse(await work.run('sfdisk', ['--json', image])) as { partitiontable: Table })
    .partitiontable;
}

test(
  'cloud-init makes a seed that carries the label and the files NoCloud looks for',
  { skip },
  async (t) => {
    const work = await workplace(t);
    const base = await makeDisk(work, GPT, MIB, {});
    const output = join(work.folder, 'seed.iso');
    const files = {
      'user-data': await work.write('user-data', USER_DATA),
      'meta-data': await work.write('meta-data', 'instance-id: web1-1\n'),
      'network-config': await work.write('network-config', 'version: 2\nethernets: {}\n'),
    };
    const made = await runRecipe('cloud-init', { base, output, files });
    assert.equal(await textOfIso(work, output, '/user-data'), USER_DATA);
    assert.equal(await textOfIso(work, output, '/meta-data'), 'instance-id: web1-1\n');
    assert.equal(await textOfIso(work, output, '/network-config'), 'version: 2\nethernets: {}\n');
    assert.equal(
      (await readFile(output)).toString('latin1', 2048 * 16 + 40, 2048 * 16 + 72).trimEnd(),
      'CIDATA',
    );
    assert.deepEqual(made.warnings, []);
  },
);

for (const [label, table] of [
  ['gpt', GPT],
  ['dos', DOS],
] as const)
  test(`cloud-init puts the seed behind the partitions of a copy (${label})`, { skip }, async (t) => {
    const work = await workplace(t);
    const raw = await makeDisk(work, table, MIB, { 'grub.cfg': 'boots\n' });
    const before = await tableOf(work, raw);
    await work.run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, 'base.qcow2']);
    const output = join(work.folder, 'web1.qcow2');
    await runRecipe('cloud-init', {
      base: join(work.folder, 'base.qcow2'),
      output,
      files: { 'user-data': await work.write('user-data', USER_DATA) },
      choices: { embed: '', size: '64MiB' },
    });
    const info = JSON.parse(await work.run('qemu-img', ['info', '--output=json', output])) as object;
    assert.partialDeepStrictEqual(info, { format: 'qcow2', 'virtual-size': 64 * MIB });
    await work.run('qemu-img', ['convert', '-f', 'qcow2', '-O', 'raw', output, 'after.img']);
    const after = await tableOf(work, 'after.img');
    const seed = after.partitions.find(({ start }) => start > 40960);
    const withoutNames = ({ partitions }: Table) =>
      partitions.map(({ start, size, type, uuid }) => ({ start, size, type, uuid }));
    assert.deepEqual(
      withoutNames({ partitions: after.partitions.filter((one) => one !== seed) }),
      withoutNames(before),
    );
    const fat = `after.img@@${(seed?.start ?? 0) * 512}`;
    assert.equal(await textOfFat(work, fat, 'user-data'), USER_DATA);
    assert.match(await textOfFat(work, fat, 'meta-data'), /^instance-id: osdex-/);
    assert.match(await work.run('mlabel', ['-s', '-i', fat, '::']), /CIDATA/);
    assert.equal(await textOfFat(work, `after.img@@${MIB}`, 'grub.cfg'), 'boots\n');
    const bootCode = (await readFile(join(work.folder, 'after.img'))).subarray(0, 440);
    assert.ok(bootCode.equals((await readFile(raw)).subarray(0, 440)));
    await work.run('sfdisk', ['--verify', 'after.img']);
  });

test('a seed does not fit into a disk that is not grown', { skip }, async (t) => {
  const work = await workplace(t);
  const base = await makeDisk(work, GPT, MIB, {});
  const order = {
    base,
    output: join(work.folder, 'web1.img'),
    files: { 'user-data': await work.write('user-data', USER_DATA) },
  };
  await assert.rejects(runRecipe('cloud-init', { ...order, choices: { embed: '', size: '25MiB' } }), {
    code: 'usage',
    message: 'expected --size of at least 29.0 MiB, found 25.0 MiB',
  });
  await assert.rejects(runRecipe('cloud-init', { ...order, choices: { embed: '' } }), { code: 'usage' });
});

test('a qcow2 image that names another file of this machine is refused', { skip }, async (t) => {
  const work = await workplace(t);
  await work.run('qemu-img', [
    'create',
    '-q',
    '-f',
    'qcow2',
    '-F',
    'raw',
    '-b',
    '/etc/passwd',
    'base.qcow2',
    '1M',
  ]);
  const files = { 'user-data': await work.write('user-data', USER_DATA) };
  const base = join(work.folder, 'base.qcow2');
  await assert.rejects(runRecipe('cloud-init', { base, output: join(work.folder, 'out'), files }), {
    code: 'usage',
    message: `expected an ISO, a raw disk or a qcow2 image at ${base}, found a qcow2 image whose bytes are partly in another file; make it whole first (qemu-img convert)`,
  });
});
