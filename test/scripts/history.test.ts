import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { simpleGit } from 'simple-git';
import { z } from 'zod';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { makeShelf } from '../crawler/shelf.ts';
import type { Shelf } from '../crawler/shelf.ts';

const LAUNCH = fileURLToPath(new URL('../../scripts/launch.mjs', import.meta.url));
const SERIALS = ['20250105', '20250205', '20250305', '20250405', '20250505'];

const Report = z.object({
  schema: z.literal('osdex/history-report/1'),
  changes: z.array(z.object({ kind: z.string(), serial: z.string() })),
  skipped: z.array(z.object({ source: z.string(), code: z.string() })),
  errors: z.array(z.object({ source: z.string(), code: z.string() })),
  feeds: z.number(),
  commit: z.string().optional(),
});

async function makePlace(t: TestContext): Promise<Shelf & { walk(...args: string[]): Promise<Finished> }> {
  const shelf = await makeShelf(t);
  for (const serial of SERIALS) await shelf.publish(serial);
  const { sources, catalog, origin } = shelf;
  const places = ['--sources', sources, '--catalog', catalog, '--replay', origin];
  return {
    ...shelf,
    walk: (...args) =>
      runProgram(process.execPath, [
        LAUNCH,
        'history',
        ...args,
        ...places,
        '--cache',
        join(catalog, '..', 'cache'),
      ]),
  };
}

test('osdex history records what is still listed, tells what was skipped, and commits', async (t) => {
  const place = await makePlace(t);
  place.paths.delete('/1/20250205/SUMS.sig');
  const git = simpleGit(join(place.catalog, '..'));
  await git.init(['--initial-branch', 'main']);
  await git.addConfig('user.name', 'Test').addConfig('user.email', 'test@osdex.example');
  const { exit, out, err } = await place.walk('shelf', '--since', '2025-02-01', '--commit');
  assert.deepEqual([exit, err.includes('  shelf 1: 3 builds\n')], [0, true], err);
  assert.match(
    out,
    /^Skipped, since what would prove them is not to be had:\n {2}shelf: signature-missing\n/,
  );
  assert.match(out, /\n3 builds added from 1 feed, 1 skipped, 0 errors, 3 files written\.\nCommitted as /);
  const { latest } = await git.log();
  assert.equal(latest?.message, 'catalog: shelf 1 20250505, shelf 1 20250405, shelf 1 20250305');
});

test('--limit and --dry-run take few and write nothing; --json tells all of it', async (t) => {
  const place = await makePlace(t);
  const { exit, out } = await place.walk('--limit', '2', '--dry-run', '--json');
  const report = Report.parse(JSON.parse(out));
  assert.equal(exit, 0);
  assert.deepEqual(report.changes.map(({ serial }) => serial).sort(), ['20250405', '20250505']);
  assert.deepEqual(await place.files().catch(() => ({})), {});
});

test('a wrong proof is an error, and everything else is recorded', async (t) => {
  const place = await makePlace(t);
  place.paths.set('/1/20250105/SUMS', `${'e'.repeat(64)}  image-amd64.qcow2\n`);
  const { exit, out } = await place.walk('--json');
  const report = Report.parse(JSON.parse(out));
  assert.deepEqual([exit, report.errors.map(({ code }) => code)], [1, ['signature-bad']]);
  assert.equal((await place.builds('shelf', '1', 'cloud')).length, 4);
});

test('what is used wrongly is told with what was expected', async (t) => {
  const place = await makePlace(t);
  for (const [args, expected] of [
    [['--since', '2025-02-30'], /expected a day as YYYY-MM-DD, found "2025-02-30"/],
    [['--limit', '0'], /expected a number of builds, 1 or more, found "0"/],
    [['nothing'], /expected the selector to match a feed, found none for "nothing"; products are shelf/],
  ] as const) {
    const { exit, err } = await place.walk(...args);
    assert.equal(exit, 2);
    assert.match(err, expected);
  }
});

test('a product of which nothing can be asked for is told as that', async (t) => {
  const place = await makePlace(t);
  const text = await place.sourceText();
  const without = `${text.slice(0, text.indexOf('feeds:'))}feeds: []\ndownloads:\n  - { title: A page, url: "https://images.example/", kind: live }\n`;
  await place.editSource(text, without);
  const { exit, err } = await place.walk('shelf');
  assert.equal(exit, 2);
  assert.match(err, /found none for "shelf"; the publisher of Shelf states no digest of anything/);
});
