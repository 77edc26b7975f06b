import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { takeLock } from '../../../core/files/lock.ts';
import type { Unlock } from '../../../core/files/lock.ts';
import { describeHolder } from '../../../core/files/lock-holder.ts';
import type { LockHolder } from '../../../core/files/lock-holder.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const HOUR_MS = 60 * 60 * 1000;

/** Takes the lock of a folder. */
function lockCatalog(folder: string): Promise<Unlock> {
  return takeLock(join(folder, '.lock'), 'crawl of this catalog');
}

async function deadProcess(): Promise<number> {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  return dead.pid ?? 0;
}

/** A catalog that is locked so, for so long. */
async function lockedCatalog(t: TestContext, lock: Partial<LockHolder> | string, ageMs = 0): Promise<string> {
  const catalog = await temporaryFolder(t);
  const path = join(catalog, '.lock');
  await writeFile(path, typeof lock === 'string' ? lock : JSON.stringify({ ...describeHolder(), ...lock }));
  const taken = new Date(Date.now() - ageMs);
  await utimes(path, taken, taken);
  return catalog;
}

async function assertTaken(catalog: string): Promise<void> {
  const unlock = await lockCatalog(catalog);
  await assert.rejects(lockCatalog(catalog), { code: 'catalog-locked' });
  await unlock();
  assert.deepEqual(await readdir(catalog), [], 'nothing of the lock is left');
}

async function assertRefused(catalog: string): Promise<void> {
  const before = await readFile(join(catalog, '.lock'), 'utf8');
  await assert.rejects(lockCatalog(catalog), { code: 'catalog-locked' });
  assert.deepEqual(await readdir(catalog), ['.lock']);
  assert.equal(await readFile(join(catalog, '.lock'), 'utf8'), before);
}

test('a catalog is taken by one crawl at a time; the other is told by whom, where, since when and what to do', async (t) => {
  const catalog = await temporaryFolder(t);
  const unlock = await lockCatalog(catalog);
  const path = join(catalog, '.lock');
  await assert.rejects(lockCatalog(catalog), (error: Error) => {
    assert.match(
      error.message,
      /^expected no other crawl of this catalog, found one at work \(process \d+ on .+, since \d{4}-\d\d-\d\dT[\d:]{8}Z\); wait for it, or remove .+ if that process is none of osdex or its machine has stopped$/,
    );
    assert.ok(error.message.includes(`(process ${process.pid} on ${hostname()}, since `));
    assert.ok(error.message.includes(`remove ${path} if`));
    return true;
  });
  await unlock();
  await assertTaken(catalog);
});

test('the lock of a process that is gone is taken over', async (t) => {
  await assertTaken(await lockedCatalog(t, { pid: await deadProcess() }));
});

async function statOf(pid: number): Promise<string | undefined> {
  return readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
}

/** Waits for what comes soon. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const patience = AbortSignal.timeout(10_000);
  while (!(await isSo())) {
    assert.equal(patience.aborted, false, 'it comes within ten seconds');
    await new Promise((done) => setImmediate(done));
  }
}

test('the lock of a process that has ended without anybody asking about it is taken over', async (t) => {
  const isShown = (await statOf(process.pid)) !== undefined;
  if (!isShown) return t.skip('this system does not show processes in /proc');
  // What the shell becomes never asks about the shell's child, which stays listed; while it is a shell, it might.
  const script = 'read line <&3 & echo $!; exec sleep 60';
  const shell = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore', 'pipe'] });
  t.after(() => shell.kill());
  const [line] = await once((shell.stdout ?? assert.fail()).setEncoding('utf8'), 'data');
  const pid = Number(line);
  await until(async () => (await statOf(shell.pid ?? 0))?.includes('(sleep)') === true);
  shell.stdio[3]?.destroy();
  await until(async () => (await statOf(pid))?.includes(') Z ') === true);
  const started = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19];
  await assertTaken(await lockedCatalog(t, { pid, started }));
});

test('the lock of a process whose id is another program by now is taken over', async (t) => {
  if (describeHolder().started === undefined)
    return t.skip('this system does not tell when a process started');
  await assertRefused(await lockedCatalog(t, {}));
  await assertTaken(await lockedCatalog(t, { started: '1' }));
});

test('where the start of a process is not told, its lock holds for a day', async (t) => {
  await assertRefused(await lockedCatalog(t, { started: undefined }, 23 * HOUR_MS));
  await assertTaken(await lockedCatalog(t, { started: undefined }, 25 * HOUR_MS));
});

test('the lock of another machine, or of another container, holds for a day', async (t) => {
  const elsewhere: readonly Partial<LockHolder>[] = [
    { host: 'another-machine', machine: 'another', boot: 'another', pid: 1 },
    { processes: 'pid:[1]', pid: 1, started: '1' },
  ];
  for (const holder of elsewhere) {
    await assertRefused(await lockedCatalog(t, holder, 23 * HOUR_MS));
    await assertTaken(await lockedCatalog(t, holder, 25 * HOUR_MS));
  }
});

test('the lock of this machine before it was started anew is taken over', async (t) => {
  const { machine, boot } = describeHolder();
  if (machine === undefined || boot === undefined)
    return t.skip('this system does not tell when it was started');
  await assertTaken(await lockedCatalog(t, { boot: 'an earlier one' }));
});

test('a lock that was made in the future holds no longer than one of the past', async (t) => {
  const elsewhere = { host: 'another-machine', machine: 'another', boot: 'another' };
  await assertRefused(await lockedCatalog(t, elsewhere, -HOUR_MS));
  await assertTaken(await lockedCatalog(t, elsewhere, -48 * HOUR_MS));
  await assertTaken(await lockedCatalog(t, '', -25 * HOUR_MS));
});

for (const text of [
  '',
  '\0\0\0\0',
  'nonsense',
  '{"pid":12',
  '{"pid":-1}',
  '4711\n',
  '{"host":"\u001b[31m"}',
]) {
  test(`a lock that says ${JSON.stringify(text)} may be being written for ten seconds, then it is taken over`, async (t) => {
    await assertRefused(await lockedCatalog(t, text, 5_000));
    await assertTaken(await lockedCatalog(t, text, 11_000));
  });
}

test('what a successor that was killed halfway left does not hold up the next', async (t) => {
  const pid = await deadProcess();
  const catalog = await lockedCatalog(t, { pid, id: 'first' });
  const holder = { ...describeHolder(), pid };
  await writeFile(join(catalog, '.lock.first'), JSON.stringify({ ...holder, id: 'second' }));
  await writeFile(join(catalog, '.lock.second.tmp'), '{');
  await writeFile(join(catalog, '.lock.long-ago'), JSON.stringify({ ...holder, id: 'third' }));
  await assertTaken(catalog);
});

test('a successor at work holds the lock before it has taken its place', async (t) => {
  const catalog = await lockedCatalog(t, { pid: await deadProcess(), id: 'first' });
  await writeFile(join(catalog, '.lock.first'), JSON.stringify({ ...describeHolder(), id: 'second' }));
  await assert.rejects(lockCatalog(catalog), { code: 'catalog-locked' });
});

test('a lock that a person removed, and another took since, is not given back by the first', async (t) => {
  const catalog = await temporaryFolder(t);
  const unlock = await lockCatalog(catalog);
  const text = JSON.stringify({ ...describeHolder(), id: 'another' });
  await writeFile(join(catalog, '.lock'), text);
  await unlock();
  assert.equal(await readFile(join(catalog, '.lock'), 'utf8'), text);
});

test('a lock that cannot be made is told with its path and the reason', async (t) => {
  const folder = await temporaryFolder(t, { file: 'in the way' });
  const path = join(folder, 'file', '.lock');
  await assert.rejects(lockCatalog(join(folder, 'file')), {
    code: 'write-failed',
    path,
    message: new RegExp(`^expected to write ${path}, found: E(EXIST|NOTDIR): `),
  });
});

const PROCESSES = 8;
const ROUNDS = 40;

test(`of ${PROCESSES} processes that come to a dead lock at once only one takes it, ${ROUNDS} times over`, async (t) => {
  const folder = await temporaryFolder(t);
  const pid = await deadProcess();
  const takers = Array.from({ length: PROCESSES }, () =>
    fork(new URL('../../robustness/lock-taker.ts', import.meta.url)),
  );
  t.after(() => takers.forEach((taker) => taker.kill('SIGKILL')));
  const replies = () =>
    Promise.all(takers.map(async (taker) => (await once(taker, 'message'))[0] as unknown));
  await replies();
  for (let round = 0; round < ROUNDS; round++) {
    const path = join(folder, String(round), '.lock');
    await mkdir(join(folder, String(round)));
    // Every fourth time there is none, and in the others the dead one may itself have been a successor.
    if (round % 4 > 0) await writeFile(path, JSON.stringify({ ...describeHolder(), pid, id: 'first' }));
    if (round % 4 > 1)
      await writeFile(`${path}.first`, JSON.stringify({ ...describeHolder(), pid, id: 'second' }));
    const replied = replies();
    for (const taker of takers) taker.send(path);
    const outcomes = (await replied).sort();
    assert.deepEqual(outcomes, [...Array.from({ length: PROCESSES - 1 }, () => 'catalog-locked'), 'taken']);
    assert.deepEqual(await readdir(join(folder, String(round))), ['.lock']);
  }
});

test('a lock of something else than a catalog says what is at work there', async (t) => {
  const path = join(await temporaryFolder(t), 'clone.lock');
  const unlock = await takeLock(path, 'crawl with this clone');
  await assert.rejects(takeLock(path, 'crawl with this clone'), {
    message: /^expected no other crawl with this clone, found/,
  });
  await unlock();
  await assert.rejects(stat(path), { code: 'ENOENT' });
});
