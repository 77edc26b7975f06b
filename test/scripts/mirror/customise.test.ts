import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { digestOf } from '../../../core/digest.ts';
import { RECIPES } from '../../../mirror/customise/recipes.ts';
import { runProgram } from '../../../scripts/program.ts';
import type { Finished } from '../../../scripts/program.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const OSDEX = fileURLToPath(new URL('../../../scripts/osdex.ts', import.meta.url));

const skip = absent('xorriso');

/** The first sector of a disk with a partition table. */
const DISK = Buffer.concat([Buffer.alloc(510), Buffer.from([0x55, 0xaa]), Buffer.alloc(512)]);

async function place(
  t: TestContext,
  userData = '#cloud-config\nhostname: {{hostname}}\npassword: "{{password}}"\n',
) {
  const folder = await temporaryFolder(t, {
    'base.img': DISK,
    'user-data': userData,
    secret: 's3cret\n',
    two: 'a\nb\n',
  });
  const customise = (...args: string[]): Promise<Finished> =>
    runProgram(
      process.execPath,
      [OSDEX, 'mirror', 'customise', ...args],
      { ...process.env, WEB1: 's3cret' },
      folder,
    );
  const seed = (...args: string[]): Promise<Finished> =>
    customise('cloud-init', 'base.img', '--user-data', 'user-data', '-o', 'seed.iso', ...args);
  return { folder, customise, seed };
}

test(
  'customise tells what it made, in JSON as well, and warns of clear text without telling it',
  { skip },
  async (t) => {
    const { folder, seed } = await place(t);
    const values = ['--set', 'hostname=web1', '--set', 'password=@secret'];
    const { exit, out, err } = await seed(...values, '--json');
    assert.equal(exit, 0, err);
    const output = join(folder, 'seed.iso');
    const made = JSON.parse(out) as { files: unknown[]; warnings: unknown[]; sizeBytes: number };
    assert.partialDeepStrictEqual(made, {
      path: output,
      digest: digestOf(await readFile(output)),
      parent: { path: join(folder, 'base.img'), digest: digestOf(DISK) },
      recipe: 'cloud-init',
      files: [
        {
          path: '/user-data',
          digest: digestOf(Buffer.from('#cloud-config\nhostname: web1\npassword: "s3cret"\n')),
        },
      ],
    });
    assert.equal(made.warnings.length, 1);
    assert.match(err, /^warning: user-data:3: has a password in clear text/m);
    assert.doesNotMatch(out + err + (await readFile(`${output}.osdex.json`, 'utf8')), /s3cret/);

    const again = await seed('--set', 'hostname=web1', '--set-env', 'password=WEB1');
    assert.equal(again.exit, 2);
    assert.match(again.err, /found something there; choose another name, or write over it with --force\n$/);
    const forced = await seed('--set', 'hostname=web1', '--set-env', 'password=WEB1', '--force');
    assert.equal(forced.exit, 0, forced.err);
    assert.match(forced.out, /^image {6}.*seed\.iso, /m);
  },
);

test('customise takes no secret from the command line, and repeats none', { skip }, async (t) => {
  const { folder, seed } = await place(t);
  for (const args of [
    ['--set', 'password=s3cret'],
    ['--set', 's3cret'],
    ['--set', 'password=@two'],
    ['--set', 'password=@absent'],
    ['--set-env', 'password=ABSENT_VARIABLE'],
  ]) {
    const { exit, out, err } = await seed('--set', 'hostname=web1', ...args);
    assert.equal(exit, args[1] === 'password=@absent' ? 1 : 2, err);
    assert.match(err, /^osdex: expected .*, found[ :]/);
    assert.doesNotMatch(out + err, /s3cret/);
  }
  assert.ok(!(await readdir(folder)).some((name) => name.includes('seed')));
});

test('customise says how it is used', async (t) => {
  const { customise } = await place(t);
  const { out } = await customise('--help');
  assert.match(out, /osdex mirror customise cloud-init noble\.img/);
  for (const { name } of RECIPES) assert.match(out, new RegExp(`^  ${name} `, 'm'));
  const help = await customise('raspberry-pi', '--help');
  assert.equal(help.exit, 0);
  assert.match(
    help.out,
    /--userconf <file>[^]*Example:\n {2}osdex mirror customise raspberry-pi BASE --userconf /,
  );
  const missing = await customise('preseed', 'absent.iso', '-o', 'out.iso');
  assert.equal(missing.exit, 2);
  assert.match(missing.err, /expected --preseed FILE for preseed, found none/);
});
