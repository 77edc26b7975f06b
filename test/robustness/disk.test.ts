import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startUpstream } from '../upstream/upstream.ts';
import { filesOf } from './files-of.ts';
import { runOurs } from './run-killed.ts';

const OSDEX = fileURLToPath(new URL('../../scripts/osdex.ts', import.meta.url));
const NO_MOUNTS = 'nothing can be mounted here: "unshare -rm" is not there or not allowed';

/** A catalog, publishers with something new since, and the command that crawls them. */
interface Place {
  folder: string;
  catalog: string;
  args(catalog: string, cache?: string): string[];
  /** The catalog's files, and what a crawl makes of them, but for the times of the health record. */
  before: Record<string, string>;
  expected: Record<string, string>;
}

async function makePlace(t: TestContext): Promise<Place> {
  const folder = await temporaryFolder(t);
  const upstream = await startUpstream({
    publishers: [],
    scale: { releases: 4, hosts: 1, builds: 2, artifacts: 1 },
  });
  t.after(upstream.close);
  const sources = join(folder, 'sources');
  await upstream.writeSources(sources);
  const args = (catalog: string, cache = join(folder, 'cache')): string[] => [
    ...[OSDEX, 'crawl', '--sources', sources, '--catalog', catalog],
    ...['--replay', upstream.origin, '--cache', cache],
  ];
  const [catalog, after] = [join(folder, 'catalog'), join(folder, 'after')];
  assert.equal((await runOurs(args(catalog))).exit, 0);
  for (const release of ['1.0', '2.0', '3.0', '4.0']) upstream.publish('synthetic-01', { release });
  await cp(catalog, after, { recursive: true });
  assert.equal((await runOurs(args(after))).exit, 0);
  return { folder, catalog, args, before: await recordsOf(catalog), expected: await recordsOf(after) };
}

async function recordsOf(catalog: string): Promise<Record<string, string>> {
  const files = Object.entries(await filesOf(catalog));
  return Object.fromEntries(files.filter(([file]) => file.endsWith('.yaml') && file !== 'health.yaml'));
}

/** Runs a script of the shell in which file systems can be mounted that nobody else sees. */
async function withMounts(script: string, args: readonly string[]): Promise<Finished | undefined> {
  const can = await runProgram('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).catch(
    () => undefined,
  );
  if (can?.exit !== 0) return undefined;
  return runProgram('unshare', ['-rm', 'sh', '-euc', script, 'sh', ...args]);
}

/**
 * How many blocks of 4 KiB are free: not enough for a lock, not enough for a release, and what is enough or not by what
 * is written at the same time.
 */
const TOO_FULL = [0, 1];
const ROOMS = [...TOO_FULL, 2, 3];

/** Into a disk of its own with a copy of the catalog comes a crawl with little room, then one with enough. */
const FILL = `
disk=$1 before=$2 out=$3; shift 3
for room in ${ROOMS.join(' ')}; do
  mount -t tmpfs -o size=1m none "$disk"
  cp -r "$before/." "$disk"
  dd if=/dev/zero of="$disk/room" bs=4k count=$room 2>/dev/null
  dd if=/dev/zero of="$disk/filler" bs=4k 2>/dev/null || true
  rm "$disk/room"
  code=0; "$@" >"$out/$room.first" 2>&1 || code=$?; echo "exit $code" >>"$out/$room.first"
  cp -r "$disk" "$out/$room"
  rm "$disk/filler"
  code=0; "$@" >"$out/$room.next" 2>&1 || code=$?; echo "exit $code" >>"$out/$room.next"
  rm -rf "$out/$room.done"; cp -r "$disk" "$out/$room.done"
  umount "$disk"
done`;

test('a full disk fails the crawl and touches nothing that was there; the next crawl with room makes it good', async (t) => {
  const place = await makePlace(t);
  const [disk, out] = [join(place.folder, 'disk'), join(place.folder, 'out')];
  await Promise.all([mkdir(disk), mkdir(out)]);
  const ran = await withMounts(FILL, [disk, place.catalog, out, process.execPath, ...place.args(disk)]);
  if (ran === undefined) return t.skip(NO_MOUNTS);
  assert.equal(ran.exit, 0, ran.err);
  for (const room of ROOMS) {
    const when = `${room} blocks free`;
    const first = await readFile(join(out, `${room}.first`), 'utf8');
    if (TOO_FULL.includes(room) || !/^exit 0$/m.test(first)) {
      assert.match(first, /expected to write .*, found: ENOSPC/, when);
      assert.match(first, /^exit 1$/m, when);
    }
    assert.doesNotMatch(first, /^ +at /m, when);
    const left = await recordsOf(join(out, String(room)));
    for (const [file, text] of Object.entries(place.before))
      assert.ok(
        [text, place.expected[file]].includes(left[file]),
        `${when}: ${file} is as before or as it should be`,
      );
    await readCatalog(join(out, String(room)));
    assert.match(await readFile(join(out, `${room}.next`), 'utf8'), /^exit 0$/m, when);
    assert.deepEqual(await recordsOf(join(out, `${room}.done`)), place.expected, when);
    const unfinished = Object.keys(await filesOf(join(out, `${room}.done`))).filter(
      (file) => !file.endsWith('.yaml'),
    );
    assert.deepEqual(unfinished, [], `${when}: nothing is left over`);
  }
});

test('a full disk under the cache is no matter', async (t) => {
  const place = await makePlace(t);
  const cache = join(place.folder, 'full');
  await mkdir(cache);
  const script = `
    cache=$1; shift
    mount -t tmpfs -o size=64k none "$cache"
    dd if=/dev/zero of="$cache/filler" bs=4k 2>/dev/null || true
    exec "$@"`;
  const ran = await withMounts(script, [cache, process.execPath, ...place.args(place.catalog, cache)]);
  if (ran === undefined) return t.skip(NO_MOUNTS);
  assert.equal(ran.exit, 0, ran.out + ran.err);
  assert.deepEqual(await recordsOf(place.catalog), place.expected);
});

test('a catalog that may only be read is refused with its path and the reason, and nothing is half done', async (t) => {
  const place = await makePlace(t);
  const script = `
    catalog=$1; shift
    mount --bind "$catalog" "$catalog"
    mount -o remount,bind,ro "$catalog"
    exec "$@"`;
  const ran = await withMounts(script, [place.catalog, process.execPath, ...place.args(place.catalog)]);
  if (ran === undefined) return t.skip(NO_MOUNTS);
  assertRefused(ran, `expected to write ${place.catalog}/.lock, found: EROFS`);
  assert.deepEqual(await recordsOf(place.catalog), place.before);
  assert.ok(!(await readdir(place.catalog)).some((name) => name.startsWith('.')));
});

test('a catalog that is a file, below a file, or a link to nowhere is refused with its path and the reason', async (t) => {
  const place = await makePlace(t);
  const [file, link] = [join(place.folder, 'file'), join(place.folder, 'link')];
  await writeFile(file, 'mine');
  await symlink(join(place.folder, 'nowhere'), link);
  for (const [catalog, reason] of [
    [file, 'E(EXIST|NOTDIR)'],
    [join(file, 'catalog'), 'ENOTDIR'],
    [link, 'E(EXIST|NOENT)'],
  ] as const)
    assertRefused(await runOurs(place.args(catalog)), `expected to write ${catalog}/.lock, found: ${reason}`);
  assert.equal(await readFile(file, 'utf8'), 'mine');
  for (const way of ['--commit', '--push']) {
    const ended = await runOurs([...place.args(file), way]);
    assertRefused(ended, `expected to write ${file}, found: EEXIST`);
  }
});

function assertRefused({ exit, err }: { exit: number | null; err: string }, sentence: string): void {
  assert.equal(exit, 1, err);
  assert.match(err, new RegExp(`^osdex: ${sentence}`, 'm'));
  assert.doesNotMatch(err, /^ +at /m);
}
