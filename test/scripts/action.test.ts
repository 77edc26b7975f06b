import assert from 'node:assert/strict';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { TestContext } from 'node:test';
import { load } from 'js-yaml';
import { z } from 'zod';
import { runProgram } from '../../scripts/program.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const Step = z.object({ name: z.string().optional(), run: z.string().optional() });
const Action = z.object({ runs: z.object({ steps: z.array(Step) }) });

/** The scripts of action.yml by the names of their steps. */
let scripts: Map<string, string>;

before(async () => {
  const text = await readFile(join(import.meta.dirname, '../../action.yml'), 'utf8');
  const { steps } = Action.parse(load(text)).runs;
  scripts = new Map(steps.flatMap(({ name = '', run }) => (run === undefined ? [] : [[name, run]])));
});

/** Runs a step as GitHub does, with an npx that only writes down what it is asked for, one argument to a line. */
async function runStep(
  t: TestContext,
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<string[]> {
  const folder = await temporaryFolder(t, { 'bin/npx': '#!/bin/sh\nprintf "%s\\n" "$@" > asked\n' });
  await chmod(join(folder, 'bin/npx'), 0o755);
  const script = join(folder, 'step.sh');
  await writeFile(script, scripts.get(name) ?? '');
  const path = `${join(folder, 'bin')}:${process.env['PATH']}`;
  const shell = ['--noprofile', '--norc', '-e', '-o', 'pipefail', script];
  const { exit, err } = await runProgram('bash', shell, { PATH: path, ...env }, folder);
  assert.equal(exit, 0, err);
  const asked = await readFile(join(folder, 'asked'), 'utf8');
  return asked.trimEnd().split('\n');
}

const CRAWL = ['--no', '--', 'osdex', 'crawl'];

test('the crawl of the action commits and pushes as its inputs say', async (t) => {
  const crawl = (COMMIT: string, PUSH: string) => runStep(t, 'Crawl', { SELECT: '', COMMIT, PUSH });
  assert.deepEqual(await crawl('true', 'true'), [...CRAWL, '--commit', '--push']);
  assert.deepEqual(await crawl('true', 'false'), [...CRAWL, '--commit']);
  assert.deepEqual(await crawl('false', 'true'), CRAWL);
});

test('the check of recorded addresses commits and pushes as the crawl does', async (t) => {
  const check = (COMMIT: string, PUSH: string) => runStep(t, 'Check what is recorded', { COMMIT, PUSH });
  assert.deepEqual(await check('true', 'true'), ['--no', '--', 'osdex', 'links', '--commit', '--push']);
  assert.deepEqual(await check('false', 'true'), ['--no', '--', 'osdex', 'links']);
});

test('whatever is written into an input of the action stays one argument and is never run', async (t) => {
  for (const text of ['ubuntu@24.04', '$(touch run); `touch run` "x" \'y\' *', '--push', 'a b --json']) {
    const asked = await runStep(t, 'Crawl', { SELECT: text, COMMIT: 'false', PUSH: 'false' });
    assert.deepEqual(asked, [...CRAWL, `--select=${text}`]);
    const site = await runStep(t, 'Build the site', { SITE_OUT: text, SITE_URL: text, SITE_BASE: text });
    assert.deepEqual(site.slice(3), ['site', 'build', `--out=${text}`, `--url=${text}`, `--base=${text}`]);
  }
});

test('an input of the action that is empty leaves the settings of the catalog as they are', async (t) => {
  const asked = await runStep(t, 'Build the site', { SITE_OUT: 'public', SITE_URL: '', SITE_BASE: '' });
  assert.deepEqual(asked, ['--no', '--', 'osdex', 'site', 'build', '--out=public']);
});
