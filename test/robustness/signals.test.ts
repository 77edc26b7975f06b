import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../scripts/program.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startUpstream } from '../upstream/upstream.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { filesOf } from './files-of.ts';
import { runOurs } from './run-killed.ts';

const OSDEX = fileURLToPath(new URL('../../scripts/osdex.ts', import.meta.url));

async function makePlace(t: TestContext): Promise<{ upstream: Upstream; catalog: string; args: string[] }> {
  const folder = await temporaryFolder(t);
  const upstream = await startUpstream({ publishers: ['debian'] });
  t.after(upstream.close);
  const [sources, catalog] = [join(folder, 'sources'), join(folder, 'catalog')];
  await upstream.writeSources(sources);
  const args = [OSDEX, 'crawl', '--sources', sources, '--catalog', catalog];
  return {
    upstream,
    catalog,
    args: [...args, '--replay', upstream.origin, '--cache', join(folder, 'cache')],
  };
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  test(`${signal} ends a crawl with a sentence, exit 1 and nothing half done; the next goes on`, async (t) => {
    const { upstream, catalog, args } = await makePlace(t);
    assert.equal((await runOurs(args)).exit, 0);
    const before = await filesOf(catalog);
    upstream.publish('debian');
    upstream.fault('cdimage.debian.org/', { kind: 'hang' });
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const closed = once(child, 'close');
    const isRunning = () => child.exitCode === null && child.signalCode === null;
    while (isRunning() && !upstream.requests.some(({ status }) => status === 0))
      await new Promise((done) => setImmediate(done));
    child.kill(signal);
    assert.deepEqual(await closed, [1, null], err);
    assert.match(err, /^osdex: stopped before the crawl was done; what was recorded so far is whole/m);
    assert.doesNotMatch(err, /^ +at /m);
    assert.deepEqual(await filesOf(catalog), before);
    assert.deepEqual(
      (await readdir(catalog)).filter((name) => name.startsWith('.')),
      [],
    );
    upstream.clearFaults();
    const next = await runOurs(args);
    assert.equal(next.exit, 0, next.err);
    assert.match(next.out, /added/);
  });
}

/** Runs osdex with nobody who reads what it prints. */
async function printToNobody(args: readonly string[], streams: string): Promise<string> {
  const script = `exec 4>&1; { "$@" ${streams}; echo "exit $?" >&4; } 2>&4 | true`;
  const { out, err } = await runProgram('sh', ['-c', script, 'sh', process.execPath, ...args]);
  return out + err;
}

test('who has seen enough of a list closes it, and no stack trace comes of that', async (t) => {
  const { catalog, args } = await makePlace(t);
  assert.equal((await runOurs(args)).exit, 0);
  for (const json of [[], ['--json']])
    assert.equal(await printToNobody([OSDEX, 'list', '--catalog', catalog, ...json], ''), 'exit 0\n');
});

test('a crawl whose output nobody reads comes to its end', async (t) => {
  const { catalog, args } = await makePlace(t);
  assert.equal(await printToNobody(args, '2>&1'), 'exit 0\n');
  assert.ok((await readdir(catalog)).includes('health.yaml'));
});
