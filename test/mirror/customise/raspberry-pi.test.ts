import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { absent } from '../../program.ts';
import { makeDisk, textOfFat, workplace } from './base-images.ts';
import { runRecipe } from './run-recipe.ts';

const skip = absent('mcopy', 'mtools') || absent('sfdisk', 'fdisk');

const MIB = 1024 * 1024;
const USER_DATA = '#cloud-config\nhostname: web1\n';
const DOS = 'label: dos\nstart=2048, size=16384, type=c\nstart=20480, size=20480, type=83\n';
const FIRMWARE = { 'config.txt': 'arm_64bit=1\n' };

test('raspberry-pi writes first-start files to the boot partition of a copy', { skip }, async (t) => {
  const work = await workplace(t);
  const base = await makeDisk(work, DOS, MIB, {
    ...FIRMWARE,
    'cmdline.txt': 'root=PARTUUID=1-02 init=/usr/lib/raspberrypi-sys-mods/firstboot\n',
  });
  const before = await readFile(base);
  const output = join(work.folder, 'pi.img');
  const user = 'pi:$6$salt$hash\n';
  const toml = 'config_version = 1\n[wlan]\nssid = "home"\n';
  const made = await runRecipe('raspberry-pi', {
    base,
    output,
    files: {
      userconf: await work.write('mine', user),
      'custom-toml': await work.write('toml', toml),
    },
    choices: { ssh: '' },
  });
  assert.equal(await textOfFat(work, `${output}@@${MIB}`, 'userconf.txt'), user);
  assert.equal(await textOfFat(work, `${output}@@${MIB}`, 'custom.toml'), toml);
  assert.equal(await textOfFat(work, `${output}@@${MIB}`, 'ssh'), '');
  assert.deepEqual(
    made.files.map(({ path }) => path),
    ['userconf.txt', 'custom.toml', 'ssh'],
  );
  const after = await readFile(output);
  assert.ok(before.equals(await readFile(base)), 'expected the base as it was');
  assert.ok(
    after.subarray(0, MIB).equals(before.subarray(0, MIB)),
    'expected the boot code and the table as they were',
  );
  assert.ok(
    after.subarray(9 * MIB).equals(before.subarray(9 * MIB)),
    'expected the other partition as it was',
  );
});

test('raspberry-pi refuses what the image would not read', { skip }, async (t) => {
  const work = await workplace(t);
  const base = await makeDisk(work, DOS, MIB, FIRMWARE);
  const output = join(work.folder, 'pi.img');
  const without = `expected a card image of a Raspberry Pi at ${base}, found one `;
  await assert.rejects(
    runRecipe('raspberry-pi', { base, output, files: { 'user-data': await work.write('u', USER_DATA) } }),
    { code: 'usage', message: `${without}without cloud-init, which would not read user-data` },
  );
  await assert.rejects(
    runRecipe('raspberry-pi', {
      base,
      output,
      files: { 'custom-toml': await work.write('t', 'config_version = 1\n') },
    }),
    { code: 'usage', message: `${without}that does not read custom.toml (Raspberry Pi OS 12 does)` },
  );
  await assert.rejects(
    runRecipe('raspberry-pi', { base, output, files: { userconf: await work.write('c', 'pi:raspberry\n') } }),
    {
      code: 'usage',
      message: `${join(work.folder, 'c')}:1: expected "name:hash", the hash as "openssl passwd -6" prints it, found something else`,
    },
  );
  await assert.rejects(runRecipe('raspberry-pi', { base, output }), { code: 'usage' });
});

test('raspberry-pi renews the files of an image with cloud-init', { skip }, async (t) => {
  const work = await workplace(t);
  const base = await makeDisk(work, DOS, MIB, {
    ...FIRMWARE,
    'user-data': '#cloud-config\n# as published\n',
  });
  const output = join(work.folder, 'pi.img');
  await runRecipe('raspberry-pi', { base, output, files: { 'user-data': await work.write('u', USER_DATA) } });
  assert.equal(await textOfFat(work, `${output}@@${MIB}`, 'user-data'), USER_DATA);
});
