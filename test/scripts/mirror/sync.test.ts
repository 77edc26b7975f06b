import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../../scripts/program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startUpstream } from '../../upstream/upstream.ts';

const LAUNCH = fileURLToPath(new URL('../../../scripts/launch.mjs', import.meta.url));

/** A catalog that was crawled of a publisher who signs, and osdex run beside it. */
async function place(t: TestContext) {
  const folder = await temporaryFolder(t);
  const upstream = await startUpstream({ publishers: ['debian'] });
  t.after(upstream.close);
  await upstream.writeSources(join(folder, 'sources'));
  const common = ['--sources', 'sources', '--catalog', 'catalog'];
  const network = ['--replay', upstream.origin, '--cache', 'cache'];
  const run = (...args: string[]) => runProgram(process.execPath, [LAUNCH, ...args], process.env, folder);
  const crawled = await run('crawl', ...common, ...network);
  assert.equal(crawled.exit, 0, crawled.err);
  const plan = (text: string): Promise<void> =>
    writeFile(
      join(folder, 'mirror.yaml'),
      `schema: osdex/mirror-plan/1\nname: house\nrepository: images\n${text}`,
    );
  return {
    folder,
    upstream,
    plan,
    show: (...args: string[]) => run('mirror', 'plan', ...common, ...args),
    sync: (...args: string[]) => run('mirror', 'sync', ...common, ...network, ...args),
  };
}

const ITEM = 'items:\n  - selector: product=debian&kind=installer&arch=amd64\n    track: latest\n';

test('a plan is shown before anything is done, and its lists are written where that is asked for', async (t) => {
  const { folder, plan, show } = await place(t);
  await plan(ITEM);
  const { exit, out, err } = await show();
  assert.equal(exit, 0, err);
  assert.match(out, /^house: .*\/images$/m);
  assert.match(out, /^ {2}fetch .* linux\/Debian - .*-amd64-netinst\.iso$/m);
  assert.match(out, /^\d+ files? to fetch, .*; 0 to move; 0 to remove, 0 B; 0 in place and proven\.$/m);
  assert.ok(!existsSync(join(folder, 'images')), 'it was only shown');
  await show('--write');
  const list = await readFile(join(folder, 'images/.osdex/download_list'), 'utf8');
  assert.match(list, /^\{"path":"linux\/Debian - .*"digest":"sha\d+:/m);
  assert.equal(await readFile(join(folder, 'images/.osdex/delete_list'), 'utf8'), '');
});

test('sync fetches what the plan wants, asks for its signature again, and then has nothing to do', async (t) => {
  const { plan, sync, show, upstream } = await place(t);
  await plan(`signatures: require\n${ITEM}`);
  const { exit, out, err } = await sync();
  assert.equal(exit, 0, err);
  assert.match(err, /^ {2}fetched {2}linux\/Debian - .*\.iso, signed by [0-9A-F]{16}$/m);
  assert.match(out, /^\d+ files? fetched and proven \(.*\), 0 moved, 0 removed, 0 in place before\.$/m);
  const asked = upstream.requests.length;
  const again = await sync('--json');
  const report = JSON.parse(again.out) as { present: number; fetched: string[]; schema: string };
  assert.deepEqual([report.schema, report.fetched], ['osdex/mirror-sync/1', []]);
  assert.ok(report.present > 0);
  assert.equal(upstream.requests.length, asked);
  assert.match((await show()).out, /^0 files to fetch, 0 B;/m);
});

for (const [how, expected] of [
  ['other-key', /signature/],
  ['sums', /signature/],
  ['files', /expected sha\d+:\w+, found sha\d+:\w+, .*; nothing of it was kept/],
] as const) {
  test(`when its publisher is tampered with (${how}), nothing of it comes into the repository`, async (t) => {
    const { folder, plan, sync, upstream } = await place(t);
    await plan(ITEM);
    upstream.tamper('debian', how);
    const { exit, out, err } = await sync('--json');
    assert.equal(exit, 1, err);
    const { fetched, failed } = JSON.parse(out) as {
      fetched: string[];
      failed: { code: string; message: string }[];
    };
    assert.deepEqual(fetched, []);
    assert.ok(failed.length > 0);
    for (const { message } of failed) assert.match(message, expected);
    assert.ok(!existsSync(join(folder, 'images/linux')));
  });
}

test('without a plan, or with one that is none, it is said how one looks', async (t) => {
  const { folder, sync, show } = await place(t);
  const missing = await show();
  assert.equal(missing.exit, 2);
  assert.match(
    missing.err,
    /expected a mirror plan at mirror\.yaml, found: ENOENT.*"osdex mirror plan --help" shows how one looks/,
  );
  await writeFile(join(folder, 'mirror.yaml'), 'items: 1\n');
  const wrong = await sync();
  assert.equal(wrong.exit, 2);
  assert.match(wrong.err, /mirror\.yaml:1: /);
});
