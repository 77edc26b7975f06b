import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { simpleGit } from 'simple-git';
import { digestOf } from '../../core/digest.ts';
import { mirrorFileOf } from '../../core/image.ts';
import { writeMirrorScript } from '../../core/formats/mirror-script.ts';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { makeShelf } from '../crawler/shelf.ts';
import type { Shelf } from '../crawler/shelf.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test-release.ts';
import { startTestServer } from '../test-server.ts';

const LAUNCH = fileURLToPath(new URL('../../scripts/launch.mjs', import.meta.url));
const MIRROR = fileURLToPath(new URL('../../scripts/mirror.sh', import.meta.url));

const SERIALS = ['20260101', '20260102', '20260103'];

/** Three builds on record, of which the second has moved as a rule of the source says. */
async function makePlace(t: TestContext): Promise<Shelf> {
  const shelf = await makeShelf(t);
  const moves = 'moves: [{ from: https://images.example/1/, to: [https://old.example/] }]\n';
  await shelf.editSource('releases:\n', `${moves}releases:\n`);
  for (const serial of SERIALS) {
    shelf.paths.set(`/1/${serial}/image-amd64.qcow2`, serial);
    await shelf.publish(serial);
  }
  await shelf.crawl();
  for (const file of ['SUMS', 'image-amd64.qcow2']) {
    shelf.paths.set(`/old.example/20260102/${file}`, shelf.paths.get(`/1/20260102/${file}`) ?? '');
    shelf.paths.delete(`/1/20260102/${file}`);
  }
  return shelf;
}

async function links(
  t: TestContext,
  { sources, catalog, origin }: Shelf,
  ...args: string[]
): Promise<Finished> {
  const cache = await temporaryFolder(t);
  const data = ['--sources', sources, '--catalog', catalog, '--replay', origin, '--cache', cache];
  return runProgram(process.execPath, [LAUNCH, 'links', ...args, ...data], {
    ...process.env,
    OSDEX_REPLAY: '',
    GITHUB_STEP_SUMMARY: join(cache, 'summary.md'),
  });
}

test('a check tells what became of the builds, and commits its marks', async (t) => {
  const shelf = await makePlace(t);
  const git = simpleGit(shelf.catalog);
  await git.init(['--initial-branch', 'main']);
  const { exit, out, err } = await links(
    t,
    shelf,
    '--all',
    '--commit',
    '--author',
    'A Crawler <crawler@example.org>',
  );
  assert.equal(exit, 0, err);
  assert.match(err, /^Checking 3 builds in 3 folders$/m);
  assert.equal(
    out.replace(/Committed as [0-9a-f]{12}/, 'Committed as …'),
    `shelf 1 cloud 20260102: moved by its publisher to https://old.example/20260102/

2 there, 1 moved, 0 withdrawn, 0 unknown: 3 of 3 builds.
9 requests, 1 file written.
Committed as ….
`,
  );
  assert.equal((await git.raw(['log', '--format=%s'])).trim(), 'catalog: shelf 1 20260102 moved');
});

test('a run takes its share, remembers it, and says so in the commit', async (t) => {
  const shelf = await makePlace(t);
  const git = simpleGit(shelf.catalog);
  await git.init(['--initial-branch', 'main']);
  const share = ['--every', '1d', '--limit', '2', '--commit', '--author', 'A Crawler <crawler@example.org>'];
  const first = await links(t, shelf, 'shelf', ...share);
  assert.equal(first.exit, 0, first.err);
  assert.match(first.out, /: 1 of 3 builds\. 2 folders over the limit: the next run begins there\.$/m);
  const second = await links(t, shelf, 'shelf', ...share);
  const third = await links(t, shelf, 'shelf', ...share);
  const all = [first, second, third].map(({ out }) => out).join('');
  assert.equal([...all.matchAll(/^(?:1 there, 0|0 there, 1) moved/gm)].length, 3);
  const [newest] = (await git.raw(['log', '--format=%s'])).split('\n');
  assert.match(newest ?? '', /^catalog: (?:recorded addresses checked|shelf 1 20260102 moved)$/);
  assert.match(await readFile(join(shelf.catalog, 'links.yaml'), 'utf8'), /select: product=shelf/);
});

test('what is unknown or at fault ends with 1, and all of it is in the JSON document', async (t) => {
  const shelf = await makePlace(t);
  shelf.paths.set('/1/20260101/SUMS', 403);
  shelf.paths.set('/1/20260103/image-amd64.qcow2', 'longer than it was');
  const text = await links(t, shelf, '--all', '--dry-run');
  assert.equal(text.exit, 1);
  assert.match(
    text.out,
    /To look at; the record stays as it is:\n {2}shelf: size-conflict\n {4}1 cloud 20260103: /,
  );
  assert.match(text.out, /Unknown; nothing is marked:\n {2}shelf: http-status\n {4}1 cloud 20260101: /);
  assert.match(text.out, /^0 there, 1 moved, 0 withdrawn, 1 unknown, 1 at fault: 3 of 3 builds\.$/m);
  assert.match(text.out, /nothing written\.$/m);
  const json = await links(t, shelf, '--all', '--dry-run', '--json');
  const report: unknown = JSON.parse(json.out);
  assert.deepEqual(report, {
    schema: 'osdex/links-report/1',
    counts: { there: 0, moved: 1, withdrawn: 0, goneBefore: 0, unknown: 1, faulty: 1 },
    selected: 3,
    foldersLeft: 0,
    asked: 9,
    changes: [
      {
        kind: 'build-moved',
        product: 'shelf',
        release: '1',
        stream: 'cloud',
        serial: '20260102',
        to: 'https://old.example/20260102/',
      },
    ],
    errors: [
      {
        product: 'shelf',
        release: '1',
        stream: 'cloud',
        serial: '20260103',
        code: 'size-conflict',
        message:
          'expected 8 bytes of image-amd64.qcow2 as recorded, found 18, https://images.example/1/20260103/image-amd64.qcow2; the record stays, and whoever fetches the file is kept from it by its digest',
        url: 'https://images.example/1/20260103/image-amd64.qcow2',
      },
    ],
    unknown: [
      {
        product: 'shelf',
        release: '1',
        stream: 'cloud',
        serial: '20260101',
        code: 'http-status',
        message: 'expected 200, found 403, https://images.example/1/20260101/SUMS',
        url: 'https://images.example/1/20260101/SUMS',
      },
    ],
    files: [],
  });
});

test('a selection without a build is used wrongly', async (t) => {
  const { exit, err } = await links(t, await makePlace(t), 'nosuch');
  assert.equal(exit, 2);
  assert.match(err, /^osdex: expected "nosuch" to select a build of the catalog, found none; /m);
});

test('a mirror script fetches a build that moved from its new place, and asks the old one for nothing', async (t) => {
  const image = 'the bytes of an image';
  const { origin, requests } = await startTestServer(t, (request, response) => {
    if (request.url === '/new/image.img') response.end(image);
    else response.writeHead(404).end();
  });
  const artifact = makeArtifact('image.img', { digest: digestOf(Buffer.from(image)), size: image.length });
  const build = makeBuild('20260102', {
    url: `${origin}/old/`,
    movedTo: `${origin}/new/`,
    artifacts: [artifact],
  });
  const file = mirrorFileOf({ product: makeProduct(), release: makeRelease('1', [build]), build, artifact });
  const folder = await temporaryFolder(t);
  const script = join(folder, 'mirror.sh');
  await writeFile(script, writeMirrorScript(await readFile(MIRROR, 'utf8'), [file], { title: 'moved' }));
  const { exit, err } = await runProgram('sh', [script, '--to', join(folder, 'mirror')]);
  assert.equal(exit, 0, err);
  assert.equal(await readFile(join(folder, 'mirror/example/1/cloud/20260102/image.img'), 'utf8'), image);
  assert.deepEqual([...new Set(requests.map(({ path }) => path))], ['/new/image.img']);
});
