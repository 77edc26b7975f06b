import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { keptFiles } from '../kept-files.ts';
import { synchroniseOnce, textsIn } from './synchronise-once.ts';

const MIB = 1024 * 1024;

/** A disk of so many bytes; undefined where this user or machine cannot have one. */
function smallDisk(t: TestContext, bytes: number): string | undefined {
  const disk = mkdtempSync(join(tmpdir(), 'osdex-disk-'));
  let isMounted = false;
  t.after(() => {
    if (isMounted) execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', disk], { stdio: 'ignore' });
    isMounted = true;
    return disk;
  } catch {
    return undefined;
  }
}

test('a disk that is full keeps what is whole, and the next run goes on where there is room', async (t) => {
  const disk = smallDisk(t, 8 * MIB);
  if (disk === undefined) {
    t.skip('a small disk needs a mount, which this user or machine does not have');
    return;
  }
  const a = await keptFiles(t);
  const bytes = { '1.iso': Buffer.alloc(MIB, '1'), '2.iso': Buffer.alloc(4 * MIB, '2') };
  for (const [name, content] of Object.entries(bytes)) await a.keep(name, content);
  const to = join(disk, 'images');
  const filler = join(disk, 'filler');
  const leave = (left: number): void => {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - left)));
  };
  const update = (onProgress?: (done: number) => void) =>
    synchroniseOnce(a.repository.root, to, { mode: 'update', parallel: 1 }, onProgress && { onProgress });

  leave(3 * MIB);
  await assert.rejects(update(), { code: 'write-failed', message: /expected 5\.00 MiB of room at .*images/ });
  rmSync(filler);
  // There was room when it was asked for; then another program took it.
  const full = await update((done) => {
    if (done > 2 * MIB && done <= 3 * MIB) leave(0);
  });
  assert.deepEqual(
    full.failed.map(({ error }) => [error.code, /ENOSPC/.test(error.message)]),
    [['write-failed', true]],
  );
  assert.deepEqual(Object.keys(await textsIn(to)), ['1.iso']);
  rmSync(filler);
  const { failed, sentBytes } = await update();
  assert.deepEqual(failed, []);
  assert.ok(sentBytes < 3 * MIB, `what was there is not sent again: ${sentBytes}`);
  assert.deepEqual(
    await textsIn(to),
    Object.fromEntries(Object.entries(bytes).map(([name, content]) => [name, content.toString()])),
  );
});
