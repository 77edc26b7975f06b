import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { digestOf } from '../../../core/digest.ts';
import { absent } from '../../program.ts';
import { bytesOfIso, makeBaseIso, textOfIso, workplace } from './base-images.ts';
import { runRecipe } from './run-recipe.ts';

const skip = absent('xorriso') || absent('mcopy', 'mtools');

/** The first sector of a disk with a partition table, and no more. */
const disk = Buffer.concat([Buffer.alloc(510), Buffer.from([0x55, 0xaa]), Buffer.alloc(512)]);

const CONFIG = '{"ignition":{"version":"3.4.0"}}';

test(
  'ignition fills the bytes that an ISO of CoreOS keeps free, and changes nothing else',
  { skip: skip || absent('cpio') },
  async (t) => {
    const work = await workplace(t);
    const area = { file: 'images/ignition.img' };
    const base = await makeBaseIso(work, {
      volumeId: 'fedora-coreos-41',
      files: {
        'coreos/igninfo.json': JSON.stringify(area),
        [area.file]: Buffer.alloc(256 * 1024),
      },
    });
    const before = await readFile(base);
    const output = join(work.folder, 'web1.iso');
    await runRecipe('ignition', { base, output, files: { config: await work.write('config.ign', CONFIG) } });
    await work.run('xorriso', ['-osirrox', 'on', '-indev', output, '-extract', `/${area.file}`, 'area']);
    // As the kernel reads it: an archive, and zeros behind it.
    await work.run('sh', ['-c', 'gzip -dcq area >area.cpio || [ $? = 2 ]; cpio -i --quiet <area.cpio']);
    assert.equal(await readFile(join(work.folder, 'config.ign'), 'utf8'), CONFIG);
    const after = await readFile(output);
    const differing = [...after.keys()].filter((at) => after[at] !== before[at]);
    assert.equal(after.length, before.length);
    assert.ok((differing.at(-1) ?? 0) - (differing[0] ?? 0) < 300, 'expected one short piece that differs');

    await assert.rejects(
      runRecipe('ignition', {
        base: output,
        output: join(work.folder, 'twice.iso'),
        files: { config: join(work.folder, 'config.ign') },
      }),
      {
        code: 'usage',
        message: `expected a live ISO of CoreOS at ${output}, found one that has a configuration already; take the image as it was published`,
      },
    );
  },
);

test(
  'ignition takes a part of a larger file where the ISO says so, and no more than fits',
  { skip },
  async (t) => {
    const work = await workplace(t);
    const initrd = Buffer.concat([Buffer.alloc(3000, 0x55), Buffer.alloc(512), Buffer.alloc(100, 0x66)]);
    const base = await makeBaseIso(work, {
      volumeId: 'rhcos',
      files: {
        'coreos/igninfo.json': JSON.stringify({ file: 'images/initrd.img', offset: 3000, length: 512 }),
        'images/initrd.img': initrd,
      },
    });
    const output = join(work.folder, 'web1.iso');
    await runRecipe('ignition', { base, output, files: { config: await work.write('config.ign', CONFIG) } });
    const filled = await bytesOfIso(work, output, '/images/initrd.img');
    assert.ok(filled.subarray(0, 3000).equals(initrd.subarray(0, 3000)));
    assert.ok(filled.subarray(3512).equals(initrd.subarray(3512)));
    assert.match(gunzipSync(filled.subarray(3000, 3512)).toString('latin1'), /config\.ign.*"3\.4\.0"/s);

    // What nothing can pack.
    const noise = Array.from({ length: 10 }, (_, at) => digestOf(Buffer.from([at]), 'sha512'));
    const large = JSON.stringify({ ignition: { version: '3.4.0' }, noise });
    await assert.rejects(
      runRecipe('ignition', {
        base,
        output: join(work.folder, 'large.iso'),
        files: { config: await work.write('large.ign', large) },
      }),
      { code: 'too-large' },
    );
  },
);

for (const [label, path] of [
  ['config-2', '/openstack/latest/user_data'],
  ['ignition', '/ignition/config.ign'],
] as const)
  test(`ignition makes a drive with the label ${label}`, { skip }, async (t) => {
    const work = await workplace(t);
    const base = await work.write('disk.img', disk);
    const output = join(work.folder, 'drive.iso');
    const files = { config: await work.write('config.ign', CONFIG) };
    await runRecipe('ignition', { base, output, files, choices: { drive: label } });
    assert.equal(await textOfIso(work, output, path), CONFIG);
    assert.equal(
      (await readFile(output)).toString('latin1', 2048 * 16 + 40, 2048 * 16 + 72).trimEnd(),
      label,
    );
    await assert.rejects(runRecipe('ignition', { base, output: join(work.folder, 'out'), files }), {
      code: 'usage',
    });
  });
