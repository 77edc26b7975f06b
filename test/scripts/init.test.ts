import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { z } from 'zod';
import { lintWorkflow } from '../../scripts/lint-workflows.ts';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startUpstream } from '../upstream/upstream.ts';
import type { Upstream } from '../upstream/upstream.ts';

const ROOT = join(import.meta.dirname, '../..');
const LAUNCH = join(ROOT, 'scripts/launch.mjs');

const KNOWN_TO_GIT = '[user]\n\tname = Somebody\n\temail = somebody@example.org\n';

interface Place {
  folder: string;
  /** Runs a program there, or in a folder below, with git's configuration of this place alone. */
  run: (command: string, args: readonly string[], below?: string, env?: object) => Promise<Finished>;
  osdex: (...args: string[]) => Promise<Finished>;
}

async function makePlace(t: TestContext, gitConfig = KNOWN_TO_GIT): Promise<Place> {
  const folder = await temporaryFolder(t, { 'home/.gitconfig': gitConfig });
  const home = { HOME: join(folder, 'home'), XDG_CONFIG_HOME: join(folder, 'home'), OSDEX_REPLAY: '' };
  const run: Place['run'] = (command, args, below = '', env = {}) =>
    runProgram(command, args, { ...process.env, ...home, ...env }, join(folder, below));
  return { folder, run, osdex: (...args) => run(process.execPath, [LAUNCH, ...args]) };
}

const InitReport = z.object({
  schema: z.literal('osdex/init/1'),
  folder: z.string(),
  products: z.union([z.literal('all'), z.array(z.string())]),
  files: z.array(z.string()),
  commit: z.string().optional(),
  uncommitted: z.string().optional(),
});

const CrawlReport = z.object({
  errors: z.array(z.object({ source: z.string(), code: z.string(), message: z.string() })),
  changes: z.array(z.object({ product: z.string(), level: z.string() })),
  files: z.array(z.string()),
  builds: z.number(),
  commit: z.string().optional(),
});

interface Catalog extends Place {
  upstream: Upstream;
  /** Runs the osdex that the repository depends on. */
  npx: (below: string, args: readonly string[], env?: object) => Promise<Finished>;
  crawl: (below?: string, env?: object) => Promise<z.infer<typeof CrawlReport>>;
}

/**
 * A repository `images` as `osdex init` makes it, depending on an osdex whose sources are those of the miniature
 * internet: AlmaLinux's is taken from there, Debian's lies in the repository with its key.
 */
async function makeCatalog(t: TestContext): Promise<Catalog> {
  const place = await makePlace(t);
  const [osdex, images] = [join(place.folder, 'osdex'), join(place.folder, 'images')];
  const parts = ['core', 'crawler', 'scripts', 'site', 'astro.config.mjs', 'tsconfig.json', 'package.json'];
  for (const part of parts) await cp(join(ROOT, part), join(osdex, part), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(osdex, 'node_modules'));
  const upstream = await startUpstream({ publishers: ['almalinux', 'debian'] });
  t.after(upstream.close);
  await upstream.writeSources(join(osdex, 'sources'));
  const site = ['--name', 'Our images', '--site-url', 'https://images.example/all'];
  const init = ['init', 'images', '--products', 'almalinux', ...site, '--json'];
  const made = await place.run(process.execPath, [join(osdex, 'scripts/launch.mjs'), ...init]);
  assert.equal(made.exit, 0, made.err);
  await mkdir(join(images, 'node_modules'));
  await symlink(osdex, join(images, 'node_modules/osdex'));
  await mkdir(join(images, 'sources/keys'));
  const own = await readFile(join(osdex, 'sources/debian.yaml'), 'utf8');
  for (const path of [
    'debian.yaml',
    ...[...own.matchAll(/fingerprint: "?(\w+)/g)].map((match) => `keys/${match[1]}.asc`),
  ])
    await rename(join(osdex, 'sources', path), join(images, 'sources', path));

  const npx: Catalog['npx'] = (below, args, env) =>
    place.run(process.execPath, [join(images, 'node_modules/osdex/scripts/launch.mjs'), ...args], below, env);
  return {
    ...place,
    upstream,
    npx,
    async crawl(below = 'images', env = {}) {
      const network = ['--replay', upstream.origin, '--cache', join(place.folder, 'cache')];
      const { out, err } = await npx(below, ['crawl', '--commit', '--json', ...network], env);
      assert.notEqual(out, '', err);
      return CrawlReport.parse(JSON.parse(out));
    },
  };
}

async function commits({ run }: Place): Promise<string[]> {
  const { out } = await run('git', ['log', '--format=%s'], 'images');
  return out.trimEnd().split('\n');
}

test('a repository that was made crawls sources of osdex and its own, commits, and a second crawl changes nothing', async (t) => {
  const catalog = await makeCatalog(t);
  const { folder, run, crawl } = catalog;
  // From any folder within.
  const outputs = join(folder, 'outputs');
  const first = await crawl('images/sources', { GITHUB_OUTPUT: outputs });
  assert.deepEqual(first.errors, []);
  const signed = first.changes.filter(({ level }) => level === 'signed').map(({ product }) => product);
  assert.deepEqual(new Set(signed), new Set(['almalinux', 'debian']));
  assert.equal(await readFile(outputs, 'utf8'), `changed=true\ncommit=${first.commit}\nerrors=0\n`);
  const second = await crawl('images', { GITHUB_OUTPUT: outputs });
  assert.deepEqual([second.files, second.builds, second.commit], [[], 0, undefined]);
  assert.match(await readFile(outputs, 'utf8'), /\nchanged=false\ncommit=\nerrors=0\n$/);
  assert.equal((await commits(catalog)).length, 2);
  const { out: tracked } = await run('git', ['ls-files', 'catalog'], 'images');
  assert.match(tracked, /^catalog\/almalinux\/9\.yaml$/m);
  assert.match(tracked, /^catalog\/debian\/13\.yaml$/m);
  // The sources of the repository are not tracked yet; nothing else is left over.
  const { out: status } = await run('git', ['status', '--porcelain'], 'images');
  assert.deepEqual(status.trimEnd().split('\n'), ['?? sources/debian.yaml', '?? sources/keys/']);
});

test('the site of a repository is called and placed as osdex.yaml says', async (t) => {
  const { folder, crawl, npx } = await makeCatalog(t);
  await crawl();
  const { exit, err } = await npx('images', ['site', 'build', '--out', 'public']);
  assert.equal(exit, 0, err);
  const page = await readFile(join(folder, 'images/public/almalinux/index.html'), 'utf8');
  assert.match(page, /<title[^>]*>[^<]+ · Our images<\/title>/);
  assert.match(page, /<link rel="canonical" href="https:\/\/images\.example\/all\/almalinux\/">/);
  assert.deepEqual(await readdir(join(folder, 'osdex/.astro')), []);
});

test('a source of the same name as one that is taken from osdex fails alone, and says what to do', async (t) => {
  const catalog = await makeCatalog(t);
  const images = join(catalog.folder, 'images');
  await cp(join(catalog.folder, 'osdex/sources/almalinux.yaml'), join(images, 'sources/almalinux.yaml'));
  const { errors, changes } = await catalog.crawl();
  assert.deepEqual(
    errors.map(({ source, code }) => [source, code]),
    [['almalinux', 'source-invalid']],
  );
  assert.match(
    errors[0]?.message ?? '',
    /found two: .*images\/sources\/almalinux\.yaml, and the one that osdex/,
  );
  assert.deepEqual(new Set(changes.map(({ product }) => product)), new Set(['debian']));
});

test('keys of what is taken from osdex are read there, and one that is fetched is kept in the repository', async (t) => {
  const { npx, folder } = await makeCatalog(t);
  const [brought, own] = ['osdex', 'images'].map((name) => join(folder, name, 'sources')) as [string, string];
  const checked = await npx('images', ['sources', 'check', '--json']);
  const report = JSON.parse(checked.out) as unknown;
  const expected = { schema: 'osdex/source-check/1', sources: 2, problems: [], absentKeys: [] };
  assert.deepEqual([checked.exit, report], [0, expected]);

  const text = await readFile(join(brought, 'almalinux.yaml'), 'utf8');
  const address = `$&\n    url: https://keys.example/almalinux.asc`;
  await writeFile(join(brought, 'almalinux.yaml'), text.replaceAll(/obtained: .*/g, address));
  const names = [...text.matchAll(/fingerprint: "?(\w+)/g)].map((match) => `${match[1]}.asc`);
  const files = await Promise.all(names.map((name) => readFile(join(brought, 'keys', name), 'utf8')));
  await mkdir(join(folder, 'recorded/keys.example'), { recursive: true });
  await writeFile(join(folder, 'recorded/keys.example/almalinux.asc'), files.join('\n'));
  const update = ['keys', 'update', '--json', '--replay', join(folder, 'recorded')];
  const before = await readdir(join(own, 'keys'));
  const idle = await npx('images', update);
  assert.match(idle.out, /"result": "unchanged"/);
  assert.deepEqual(await readdir(join(own, 'keys')), before);

  for (const name of names) await rm(join(brought, 'keys', name));
  const missing = await npx('images', [...update, '--missing']);
  assert.deepEqual([missing.exit, /"result": "written"/.test(missing.out)], [0, true], missing.out);
  assert.deepEqual((await readdir(join(own, 'keys'))).toSorted(), [...before, ...names].toSorted());
  assert.equal((await npx('images', ['sources', 'check'])).exit, 0);
});

test('every source of osdex is taken where no product is named, and none where that is said', async (t) => {
  const { osdex } = await makePlace(t);
  const products = async (...args: string[]) =>
    InitReport.parse(JSON.parse((await osdex('init', '--json', '--no-git', ...args)).out)).products;
  assert.equal(await products('a'), 'all');
  assert.equal(await products('b', '--all'), 'all');
  assert.deepEqual(await products('c', '--products', 'none'), []);
  assert.deepEqual(await products('d', '--products', 'ubuntu, debian,ubuntu'), ['debian', 'ubuntu']);
});

test('what init is used wrongly for is told in a sentence, and nothing is made', async (t) => {
  const { folder, osdex } = await makePlace(t);
  const wrong: [args: string[], sentence: RegExp][] = [
    [['--products', 'debain'], /has a source of, found "debain"; did you mean "debian"\?/],
    [['--products', 'debian', '--all'], /'--all' cannot be used with option '--products/],
    [
      ['--site-url', 'images.example'],
      /expected --site-url as an address such as .*, found "images\.example"/,
    ],
    [['--name', ' '], /--name: expected a name, found none/],
  ];
  for (const [args, sentence] of wrong) {
    const { exit, err } = await osdex('init', 'images', ...args);
    assert.equal(exit, 2);
    assert.match(err, sentence);
  }
  assert.deepEqual(await readdir(folder), ['home']);
});

test('a folder that is not empty is refused and stays as it is', async (t) => {
  const { folder, osdex } = await makePlace(t);
  await mkdir(join(folder, 'images'));
  await writeFile(join(folder, 'images/notes.txt'), 'mine');
  const { exit, err } = await osdex('init', 'images');
  assert.equal(exit, 2);
  assert.match(
    err,
    /expected an empty or new folder at .*images, found notes\.txt in it; nothing was changed/,
  );
  const file = await osdex('init', 'images/notes.txt');
  assert.equal(file.exit, 2);
  assert.match(file.err, /expected an empty or new folder at .*notes\.txt, found: ENOTDIR/);
  assert.deepEqual(await readdir(join(folder, 'images')), ['notes.txt']);
  assert.equal(await readFile(join(folder, 'images/notes.txt'), 'utf8'), 'mine');
  assert.deepEqual((await readdir(folder)).toSorted(), ['home', 'images']);
});

test('an empty folder is filled where it is, with nothing left beside the files', async (t) => {
  const { folder, run } = await makePlace(t);
  await mkdir(join(folder, 'images'));
  const { ino } = await stat(join(folder, 'images'));
  const { out } = await run(process.execPath, [LAUNCH, 'init', '.', '--json'], 'images');
  const { files, commit } = InitReport.parse(JSON.parse(out));
  assert.ok(files.includes('.github/workflows/crawl.yml') && files.includes('sources/README.md'));
  const there = await readdir(join(folder, 'images'));
  assert.deepEqual(
    there.toSorted(),
    ['.git', ...new Set(files.map((path) => path.replace(/\/.*/, '')))].toSorted(),
  );
  assert.equal((await stat(join(folder, 'images'))).ino, ino);
  const { out: head } = await run('git', ['rev-parse', 'HEAD'], 'images');
  assert.equal(head.trim(), commit);
  assert.equal((await run('git', ['status', '--porcelain'], 'images')).out, '');
});

test('where git may not commit, or a repository is around, the files are there and it is said', async (t) => {
  const nobody = await makePlace(t, '[user]\n\tuseConfigOnly = true\n');
  const uncommitted = async (...args: string[]) =>
    InitReport.parse(JSON.parse((await nobody.osdex('init', '--json', ...args)).out)).uncommitted ?? '';
  assert.match(await uncommitted('one'), /^git would not commit \(.+\); set user\.name and user\.email/);
  assert.match(
    await uncommitted('one/catalogs/two'),
    /^it lies in the git repository .*one; commit it there$/,
  );
  assert.match(await uncommitted('three', '--no-git'), /^as you asked/);
  assert.equal((await readdir(join(nobody.folder, 'three'))).includes('.git'), false);
  assert.ok((await readdir(join(nobody.folder, 'one/catalogs/two'))).includes('osdex.yaml'));
});

test('the names in a repository are those that npm, systemd and Markdown can take', async (t) => {
  const { folder, osdex } = await makePlace(t);
  await osdex('init', 'Träume & <b>', '--no-git');
  const read = (path: string) => readFile(join(folder, 'Träume & <b>', path), 'utf8');
  const manifest = z
    .object({ name: z.string(), private: z.boolean() })
    .parse(JSON.parse(await read('package.json')));
  assert.deepEqual(manifest, { name: 'traume-b', private: true });
  assert.match(await read('README.md'), /^# Träume \\& \\<b\\>\n/);
  assert.match(await read('systemd/osdex-crawl.service'), /^WorkingDirectory=\/srv\/osdex\/traume-b$/m);
  await osdex('init', 'osdex', '--no-git');
  assert.match(await readFile(join(folder, 'osdex/package.json'), 'utf8'), /"name": "osdex-catalog"/);
});

test('the workflow of a repository has no problem', async (t) => {
  const { folder, osdex } = await makePlace(t);
  await osdex('init', 'images', '--no-git');
  const path = '.github/workflows/crawl.yml';
  assert.deepEqual(await lintWorkflow(await readFile(join(folder, 'images', path), 'utf8'), path), []);
});

test('the crawl of a repository’s unit keeps within a small machine, as the action’s does', async (t) => {
  const { folder, osdex } = await makePlace(t);
  await osdex('init', 'images', '--no-git');
  const unit = await readFile(join(folder, 'images/systemd/osdex-crawl.service'), 'utf8');
  const action = await readFile(join(import.meta.dirname, '../../action.yml'), 'utf8');
  const inUnit = /^Environment=MALLOC_MMAP_THRESHOLD_=(\d+)$/m.exec(unit)?.[1];
  assert.notEqual(inUnit, undefined);
  assert.equal(/^ +MALLOC_MMAP_THRESHOLD_: '(\d+)'$/m.exec(action)?.[1], inUnit);
});

test('the systemd units of a repository are valid', async (t) => {
  const { folder, osdex, run } = await makePlace(t);
  const verify = await run('systemd-analyze', ['--version']).catch(() => undefined);
  if (verify === undefined) return t.skip('systemd-analyze is not installed');
  await osdex('init', 'images', '--no-git');
  const units = ['osdex-crawl.timer', 'osdex-crawl.service', 'osdex-site.service'];
  const paths = units.map((unit) => join(folder, 'images/systemd', unit));
  const { exit, err } = await run('systemd-analyze', ['verify', '--man=no', ...paths]);
  assert.deepEqual([exit, err], [0, '']);
});
