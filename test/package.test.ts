import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');

/** What `npm pack --json` prints. */
const PackReport = z.tuple([
  z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) }),
]);

let project: string;
let files: string[];

before(async () => {
  project = await mkdtemp(join(tmpdir(), 'osdex-package-'));
  const pack = ['pack', '--json', '--offline', '--loglevel=error', '--pack-destination', project];
  const { stdout } = await run('npm', pack, { cwd: ROOT });
  const [packed] = PackReport.parse(JSON.parse(stdout.slice(stdout.search(/^[[{]/m))));
  files = packed.files.map(({ path }) => path);
  const installed = join(project, 'node_modules', 'osdex');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(project, packed.filename), '--strip-components=1', '-C', installed]);
  await symlink(join(ROOT, 'node_modules'), join(installed, 'node_modules'));
});

after(() => rm(project, { recursive: true, force: true }));

async function osdex(...args: string[]): Promise<string> {
  const launcher = join(project, 'node_modules', 'osdex', 'scripts', 'launch.mjs');
  return (await run(process.execPath, [launcher, ...args], { cwd: project })).stdout;
}

test('the installed program runs from below node_modules with the sources that it brings', async () => {
  assert.match(await osdex('--help'), /crawl \[options\]/);
  const sources = z
    .array(z.object({ product: z.string() }))
    .parse(JSON.parse(await osdex('sources', 'list', '--json')));
  const shipped = files.flatMap((path) => /^sources\/([^/]+)\.yaml$/.exec(path)?.[1] ?? []);
  assert.deepEqual(
    sources.map(({ product }) => product),
    shipped.toSorted(),
  );
});

test('core is a library, with types', async () => {
  const script =
    "import { parseSelector } from 'osdex/core/selector'; console.log(JSON.stringify(parseSelector('ubuntu')))";
  await writeFile(join(project, 'library.mjs'), script);
  const { stdout } = await run(process.execPath, ['library.mjs'], { cwd: project });
  assert.deepEqual(JSON.parse(stdout), { facets: { product: ['ubuntu'] } });
  const untyped = files.filter(
    (path) => /^dist\/.*\.js$/.test(path) && !files.includes(path.replace(/js$/, 'd.ts')),
  );
  assert.deepEqual(untyped, []);
});

test('the installed program makes a repository that the action in the package crawls', async () => {
  await osdex('init', 'images', '--no-git');
  const workflow = await readFile(join(project, 'images/.github/workflows/crawl.yml'), 'utf8');
  assert.match(workflow, /uses: \.\/node_modules\/osdex\n/);
  assert.ok(files.includes('action.yml'));
});

test('the package brings what its site is built from, and no test', async () => {
  // What site/browser/tsconfig.json extends; without it no site can be built.
  const missing = ['tsconfig.json'].filter((path) => !files.includes(path));
  for (const path of files.filter((one) => /^site\/.*\.(?:astro|m?ts)$/.test(one))) {
    const text = await readFile(join(ROOT, path), 'utf8');
    for (const [, specifier = ''] of text.matchAll(/(?:from|import) '(\.[^'?]+)/g)) {
      const wanted = posix.join(posix.dirname(path), specifier);
      if (!files.includes(wanted)) missing.push(`${path} imports ${wanted}`);
    }
  }
  assert.deepEqual(missing, []);
  assert.deepEqual(
    files.filter((path) => /\.test\.|^test\/|^bench\//.test(path)),
    [],
  );
});
