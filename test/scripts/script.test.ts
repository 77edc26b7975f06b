import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { digestOf } from '../../core/digest.ts';
import type { Digest } from '../../core/digest.ts';
import { writeYaml } from '../../core/files/yaml.ts';
import { writeMirrorPlan } from '../../core/formats/mirror-plan.ts';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test-release.ts';

const LAUNCH = fileURLToPath(new URL('../../scripts/launch.mjs', import.meta.url));

const WEAK = `md5:${'0'.repeat(32)}` as Digest;

/** Two releases, each with an image of its own name, one of the name `same.img` and one that nothing proves. */
const CATALOG: Record<string, string> = {
  'catalog/example/product.yaml': writeYaml(makeProduct(), []),
  ...Object.fromEntries(
    ['24.04', '22.04'].map((release) => {
      const artifacts = [
        makeArtifact(`os-${release}.img`),
        makeArtifact('same.img', { digest: digestOf(Buffer.from(release)) }),
        makeArtifact('weak.img', { digest: WEAK }),
      ];
      return [
        `catalog/example/${release}.yaml`,
        writeYaml(makeRelease(release, [makeBuild('20260725', { artifacts })]), []),
      ];
    }),
  ),
};

/** osdex in a folder with that catalog and these files beside it. */
async function place(t: TestContext, files: Record<string, string> = {}) {
  const folder = await temporaryFolder(t, { ...CATALOG, ...files });
  return (...args: string[]): Promise<Finished> =>
    runProgram(
      process.execPath,
      [LAUNCH, 'script', ...args, '--catalog', join(folder, 'catalog')],
      process.env,
      folder,
    );
}

function pathsIn(script: string): string[] {
  return script
    .split('\n')
    .filter((line) => line.startsWith('sha256:'))
    .map((line) => line.split(' ')[2] ?? '');
}

test('a script lists what a selector finds, and what no script can prove is left out and told', async (t) => {
  const script = await place(t);
  const { exit, out, err } = await script('example@24.04');
  assert.equal(exit, 0);
  assert.deepEqual(pathsIn(out), [
    'example/24.04/cloud/20260725/os-24.04.img',
    'example/24.04/cloud/20260725/same.img',
  ]);
  assert.match(err, /^osdex: left out 1 file without a digest that proves it/);
});

test('--shell powershell puts the same list into the program for PowerShell', async (t) => {
  const script = await place(t);
  const { exit, out } = await script('example@24.04', '--shell', 'powershell');
  assert.equal(exit, 0);
  assert.match(out, /^\[CmdletBinding\(/m);
  assert.deepEqual(pathsIn(out), pathsIn((await script('example@24.04')).out));
  const { exit: wrong, err } = await script('example', '--shell', 'cmd');
  assert.equal(wrong, 2);
  assert.match(err, /Allowed choices are sh, powershell/);
});

test('builds of a stream stand newest first, whichever item of a plan asked for them', async (t) => {
  const plan = {
    name: 'mine',
    layout: 'catalog' as const,
    items: [{ selector: 'product=example&release=22.04' }, { selector: 'product=example' }],
  };
  const script = await place(t, { 'plan.yaml': writeMirrorPlan(plan) });
  const { out } = await script('--plan', 'plan.yaml');
  assert.deepEqual(pathsIn(out), pathsIn((await script('product=example')).out));
});

test('a plan lists what any of its selectors finds, once, in its own layout', async (t) => {
  const plan = {
    name: 'mine',
    layout: 'product' as const,
    items: [
      { selector: 'product=example&release=24.04' },
      { selector: 'product=example&lts=false', keep: 1 },
    ],
  };
  const script = await place(t, { 'plan.yaml': writeMirrorPlan(plan) });
  const { out } = await script('--plan', 'plan.yaml');
  assert.match(out, /^# title: mine$/m);
  assert.deepEqual(pathsIn(out), [
    'example/24.04/os-24.04.img',
    'example/24.04/same.img',
    'example/22.04/os-22.04.img',
    'example/22.04/same.img',
  ]);
});

test('files that share a path in a layout are told, and the first is taken', async (t) => {
  const script = await place(t);
  const { exit, out, err } = await script('example', '--layout', 'flat');
  assert.equal(exit, 0);
  assert.deepEqual(pathsIn(out), ['os-24.04.img', 'same.img', 'os-22.04.img']);
  assert.match(err, /several files would be same\.img, and the first of them is taken; --layout catalog/);
});

test('a script is asked for by a selector or by a plan, and a wrong plan is told with its line', async (t) => {
  const wrong = 'schema: osdex/mirror-plan/1\nname: a\nlayout: heap\nitems:\n  - selector: "color=red"\n';
  const script = await place(t, {
    'plan.yaml': wrong,
    'color.yaml': wrong.replace('heap', 'flat'),
  });
  for (const [args, sentence] of [
    [[], /expected a selector or --plan FILE, found neither/],
    [['example', '--plan', 'plan.yaml'], /expected a selector or --plan FILE, found both/],
    [['--plan', 'nowhere.yaml'], /expected to read the plan nowhere\.yaml, found: ENOENT/],
    [['--plan', 'plan.yaml'], /plan\.yaml:3: layout: expected a layout \(by-family, .*found "heap"/],
    [
      ['--plan', 'color.yaml'],
      /color\.yaml:5: items\[0\]\.selector: expected one of product, .* found "color"/,
    ],
  ] as const) {
    const { exit, err } = await script(...args);
    assert.equal(exit, 2, String(args));
    assert.match(err, sentence);
  }
});
