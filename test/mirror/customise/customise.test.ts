import assert from 'node:assert/strict';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { absent } from '../../program.ts';
import { makeBaseIso, onlyPrograms, textOfIso, workplace } from './base-images.ts';
import type { Workplace } from './base-images.ts';
import { runRecipe } from './run-recipe.ts';

const skip = absent('xorriso') || absent('mcopy', 'mtools');

const USER_DATA = '#cloud-config\nhostname: web1\n';

/** An ISO to make a seed for, which takes the least time. */
async function place(t: TestContext): Promise<Workplace & { base: string; output: string }> {
  const work = await workplace(t);
  const base = await makeBaseIso(work, { volumeId: 'BASE', files: { 'casper/vmlinuz': '' } });
  return { ...work, base, output: join(work.folder, 'made', 'out.iso') };
}

test('names of files mean nothing to the programs', { skip }, async (t) => {
  const { base, ...work } = await place(t);
  for (const name of ["-outdev '$(id)' @@1M", 'a:b"\n;c', '--help', 'stdio:x%20y\\z']) {
    const hostile = await work.write(`in/${name}`, await readFile(base));
    const output = join(work.folder, 'made', name);
    const userData = await work.write(`given/${name}`, USER_DATA);
    const made = await runRecipe('cloud-init', { base: hostile, output, files: { 'user-data': userData } });
    await writeFile(join(work.folder, 'plain.iso'), await readFile(made.path));
    assert.equal(await textOfIso(work, 'plain.iso', '/user-data'), USER_DATA);
    assert.deepEqual(await readdir(join(work.folder, 'in')), [name]);
    await work.run('rm', ['-r', 'in', 'made', 'given']);
  }
});

test(
  'an output that is there is only written over when that is asked for, and never the base',
  { skip },
  async (t) => {
    const { base, output, ...work } = await place(t);
    const files = { 'user-data': await work.write('user-data', USER_DATA) };
    await work.write('made/out.iso', 'mine');
    const message = `expected to make ${output}, found something there; choose another name, or write over it with --force`;
    await assert.rejects(runRecipe('cloud-init', { base, output, files }), { code: 'usage', message });
    assert.equal(await readFile(output, 'utf8'), 'mine');
    await runRecipe('cloud-init', { base, output, files, force: true });
    assert.equal(await textOfIso(work, output, '/user-data'), USER_DATA);
    await work.run('ln', ['-s', base, 'link.iso']);
    for (const same of [base, join(work.folder, 'link.iso')])
      await assert.rejects(runRecipe('cloud-init', { base, output: same, files, force: true }), {
        code: 'usage',
        message: `expected to make ${same}, found the base itself, which is never changed`,
      });
  },
);

test('whoever stops it finds nothing half-made', { skip }, async (t) => {
  const { base, output, ...work } = await place(t);
  const files = { 'user-data': await work.write('user-data', USER_DATA) };
  const steps: string[] = [];
  const all = await stepsOf(
    () => runRecipe('cloud-init', { base, output, files }, { onStep: (now) => steps.push(now) }),
    steps,
  );
  assert.ok(all.length >= 3, all.join());
  await work.run('rm', ['-r', 'made']);
  for (const at of all.keys()) {
    const stop = new AbortController();
    let count = 0;
    const stopping = runRecipe(
      'cloud-init',
      { base, output, files },
      {
        signal: stop.signal,
        onStep: () => (count++ === at ? stop.abort() : undefined),
      },
    );
    await assert.rejects(stopping, { code: 'stopped' });
    assert.deepEqual(await readdir(join(work.folder, 'made')), []);
  }
});

async function stepsOf(work: () => Promise<unknown>, steps: string[]): Promise<string[]> {
  await work();
  return steps;
}

test('what a process that was killed left is cleared away by the next one', { skip }, async (t) => {
  const { base, output, ...work } = await place(t);
  await work.write('made/.out.iso.osdex-abc123/given/user-data', 'secret');
  const files = { 'user-data': await work.write('user-data', USER_DATA) };
  await runRecipe('cloud-init', { base, output, files });
  assert.deepEqual((await readdir(join(work.folder, 'made'))).toSorted(), ['out.iso', 'out.iso.osdex.json']);
});

test(
  "what was given is nobody else's to read while it is put in, and root's alone in the image",
  { skip },
  async (t) => {
    const { base, output, ...work } = await place(t);
    const files = { 'user-data': await work.write('user-data', USER_DATA) };
    const modes: number[] = [];
    await runRecipe(
      'cloud-init',
      { base, output, files },
      {
        async onStep(now) {
          if (now !== 'writing the ISO') return;
          const [name = ''] = (await readdir(join(work.folder, 'made'))).filter((one) => one.startsWith('.'));
          const folder = join(work.folder, 'made', name);
          for (const path of ['.', 'given', 'given/user-data'])
            modes.push((await stat(join(folder, path))).mode & 0o777);
        },
      },
    );
    assert.deepEqual(modes, [0o700, 0o700, 0o600]);
    const listed = await work.run('xorriso', ['-indev', output, '-find', '/user-data', '-exec', 'lsdl']);
    assert.match(listed, /^-r--------\s+1 0\s+0\s/);
  },
);

test('a program that is missing is named with its package, before anything is made', { skip }, async (t) => {
  const { base, output, ...work } = await place(t);
  const files = { 'user-data': await work.write('user-data', USER_DATA) };
  const env = { PATH: await onlyPrograms(work, ['mcopy']) };
  await assert.rejects(runRecipe('cloud-init', { base, output, files }, { env }), {
    code: 'not-found',
    message: 'expected the program xorriso, found none; install it (Debian, Ubuntu: apt install xorriso)',
  });
  assert.deepEqual(await readdir(join(work.folder, 'made')), []);
});

test('a packed image is refused with the way to unpack it', async (t) => {
  const work = await workplace(t);
  const base = await work.write('pi.img.xz', Buffer.from('fd377a585a000004', 'hex'));
  await assert.rejects(runRecipe('raspberry-pi', { base, output: join(work.folder, 'out') }), {
    code: 'usage',
    message: `expected an ISO, a raw disk or a qcow2 image at ${base}, found one that is packed with xz; unpack it first (xz -dk)`,
  });
});
