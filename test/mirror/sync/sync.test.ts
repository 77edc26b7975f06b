import assert from 'node:assert/strict';
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { readMirrorPlan } from '../../../core/mirror-plan-file.ts';
import type { Build, Release } from '../../../core/release.ts';
import { openInventory } from '../../../mirror/inventory/inventory.ts';
import { wantedImages } from '../../../mirror/plan/wanted.ts';
import { readRecords } from '../../../mirror/record-log.ts';
import { openRepository } from '../../../mirror/repository.ts';
import { createRateLimit } from '../../../mirror/sync/rate-limit.ts';
import { sync } from '../../../mirror/sync/sync.ts';
import type { SyncEvent } from '../../../mirror/sync/sync.ts';
import { listTrash } from '../../../mirror/trash.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { upstream } from '../../test-fetcher.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';

const NOW = new Date('2026-07-26T04:00:00Z');

const bytesOf = (name: string): Buffer => Buffer.from(`the bytes of ${name} `.repeat(100));

/** A build of one image, which is called the same in every build. */
function build(serial: string, file = 'os-amd64.iso'): Build {
  const bytes = bytesOf(`${serial}/${file}`);
  return makeBuild(serial, {
    artifacts: [makeArtifact(file, { format: 'iso', digest: digestOf(bytes), size: bytes.length })],
  });
}

interface Place {
  root: string;
  /** Paths that were asked for. */
  asked: string[];
  events: SyncEvent[];
  run: (plan?: string, ...builds: Build[]) => Promise<Awaited<ReturnType<typeof sync>>>;
  files: () => Promise<string[]>;
}

/** A repository and its publisher, which serves what `bytesOf` says unless told otherwise. */
async function place(t: TestContext, served: Record<string, Buffer | undefined> = {}): Promise<Place> {
  const root = await temporaryFolder(t);
  const events: SyncEvent[] = [];
  const asked: string[] = [];
  const { fetcher } = await upstream(t, (request, response) => {
    const path = (request.url ?? '').replace('/images.example.org/', '');
    asked.push(path);
    const bytes = path in served ? served[path] : bytesOf(path);
    if (bytes === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  });
  const repository = await openRepository(root);
  return {
    root,
    asked,
    events,
    async run(items = '  - selector: example', ...builds) {
      const plan = readMirrorPlan(
        `schema: osdex/mirror-plan/1\nname: test\nsignatures: catalog\nitems:\n${items}\n${items.includes('layout:') ? '' : 'layout: flat\n'}`,
        'mirror.yaml',
      );
      const releases: Release[] = [makeRelease('1', builds)];
      const catalog = {
        products: [{ product: makeProduct(), releases }],
        health: { schema: 'osdex/health/1' as const, sources: [] },
      };
      const inventory = openInventory(repository);
      events.length = 0;
      try {
        return await sync(plan, wantedImages(plan, catalog, '2026-07-26'), {
          repository,
          inventory,
          archive: `${root}-archive`,
          now: () => NOW,
          fetcher,
          rateLimit: createRateLimit(undefined),
          onEvent: (event) => events.push(event),
        });
      } finally {
        inventory.close();
      }
    },
    files: async () =>
      (await readdir(root, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && !entry.parentPath.includes('.osdex'))
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
        .sort(),
  };
}

test('what a plan wants is fetched, proven and recorded; a second sync asks nobody anything', async (t) => {
  const { root, run, files, asked } = await place(t);
  const report = await run(undefined, build('20260725'));
  assert.deepEqual(report.fetched, ['os-amd64.iso']);
  assert.deepEqual(await readFile(join(root, 'os-amd64.iso')), bytesOf('20260725/os-amd64.iso'));
  const [record] = await readRecords(await openRepository(root));
  assert.equal(record?.event, 'fetched');
  assert.equal(record?.from, 'https://images.example.org/20260725/os-amd64.iso');
  assert.deepEqual(await readdir(join(root, '.osdex', 'incoming')), []);

  asked.length = 0;
  const again = await run(undefined, build('20260725'));
  assert.deepEqual([again.fetched, again.present, asked], [[], 1, []]);
  assert.deepEqual(await files(), ['os-amd64.iso']);
});

test('a newer build takes the place of the older only when it is proven; the older is kept, trashed or archived', async (t) => {
  for (const [old, left] of [
    ['keep', ['os-amd64-20260601.iso', 'os-amd64.iso']],
    ['delete', ['os-amd64.iso']],
    ['archive', ['os-amd64.iso']],
  ] as const) {
    const served: Record<string, Buffer | undefined> = {};
    const { root, run, files } = await place(t, served);
    t.after(() => rm(`${root}-archive`, { recursive: true, force: true }));
    const item = `  - selector: example\n    old: ${old}`;
    await run(item, build('20260601'));
    served['20260725/os-amd64.iso'] = Buffer.from('wrong');
    const failed = await run(item, build('20260725'), build('20260601'));
    assert.equal(failed.failed[0]?.error.code, 'size-conflict');
    assert.deepEqual(await readFile(join(root, 'os-amd64.iso')), bytesOf('20260601/os-amd64.iso'), old);

    delete served['20260725/os-amd64.iso'];
    assert.deepEqual((await run(item, build('20260725'), build('20260601'))).failed, []);
    assert.deepEqual(await readFile(join(root, 'os-amd64.iso')), bytesOf('20260725/os-amd64.iso'));
    assert.deepEqual(await files(), left);
    const [trashed] = await listTrash(await openRepository(root));
    assert.equal(trashed?.path, old === 'delete' ? 'os-amd64.iso' : undefined);
    if (old === 'archive')
      assert.deepEqual(
        await readFile(join(`${root}-archive`, 'os-amd64.iso')),
        bytesOf('20260601/os-amd64.iso'),
      );
    assert.deepEqual(
      (await run(item, build('20260725'), build('20260601'))).fetched,
      [],
      'and then all is done',
    );
  }
});

test('builds under names of their own go when newer ones are there, and not before', async (t) => {
  const served: Record<string, Buffer | undefined> = { '20260725/os-3.iso': undefined };
  const { run, files, events } = await place(t, served);
  const item = '  - selector: example\n    keep: 2\n    old: delete';
  const [one, two, three] = [
    build('20260501', 'os-1.iso'),
    build('20260601', 'os-2.iso'),
    build('20260725', 'os-3.iso'),
  ];
  await run(item, two, one);
  assert.deepEqual(await files(), ['os-1.iso', 'os-2.iso']);
  await run(item, three, two, one);
  assert.deepEqual(await files(), ['os-1.iso', 'os-2.iso'], 'the third could not be had');
  assert.ok(events.some((event) => event.kind === 'kept-for-now' && event.path === 'os-1.iso'));
  delete served['20260725/os-3.iso'];
  await run(item, three, two, one);
  assert.deepEqual(await files(), ['os-2.iso', 'os-3.iso']);
});

test('what is deleted lies in the trash for as long as the plan says', async (t) => {
  for (const [trash, left] of [
    ['30d', ['os-amd64.iso']],
    ['0s', []],
  ] as const) {
    const { root, run } = await place(t);
    const item = `  - selector: example\n    old: delete\ntrash: ${trash}`;
    await run(item, build('20260601'));
    await run(item, build('20260725'), build('20260601'));
    const lying = await listTrash(await openRepository(root));
    assert.deepEqual(
      lying.map(({ path }) => path),
      left,
    );
  }
});

test('when a plan is laid out anew, files move, and nothing is fetched', async (t) => {
  const { run, files, asked } = await place(t);
  await run(undefined, build('20260725'));
  asked.length = 0;
  const { moved } = await run(
    '  - selector: example\nlayout: "{product}/{os} ({serial})/{file}"',
    build('20260725'),
  );
  const to = 'example/Example OS (20260725)/os-amd64.iso';
  assert.deepEqual(moved, [{ from: 'os-amd64.iso', to }]);
  assert.deepEqual([await files(), asked], [[to], []]);
});

test('a file that is there already and right is taken in, a wrong one of somebody else stays', async (t) => {
  const { root, run, asked } = await place(t);
  await writeFile(join(root, 'os-amd64.iso'), bytesOf('20260725/os-amd64.iso'));
  const report = await run(undefined, build('20260725'));
  assert.deepEqual([report.present, report.fetched, asked], [1, [], []]);

  const other = await place(t);
  await writeFile(join(other.root, 'os-amd64.iso'), 'notes of a person');
  const { failed } = await other.run(undefined, build('20260725'));
  assert.equal(failed[0]?.error.code, 'digest-conflict');
  assert.equal(await readFile(join(other.root, 'os-amd64.iso'), 'utf8'), 'notes of a person');
});

test('a file whose bytes have changed is fetched anew, and the bad one goes to the trash', async (t) => {
  const { root, run } = await place(t);
  await run(undefined, build('20260725'));
  const path = join(root, 'os-amd64.iso');
  const bytes = bytesOf('20260725/os-amd64.iso');
  bytes[7] = 0;
  await writeFile(path, bytes);
  await utimes(path, NOW, NOW);
  const { fetched } = await run(undefined, build('20260725'));
  assert.deepEqual(fetched, ['os-amd64.iso']);
  assert.deepEqual(await readFile(path), bytesOf('20260725/os-amd64.iso'));
  const [trashed] = await listTrash(await openRepository(root));
  assert.equal(trashed?.path, 'os-amd64.iso');
});

test('more than the disk or the plan has room for is refused before anything is fetched', async (t) => {
  const { run, asked, files } = await place(t);
  const tight = '  - selector: example\nlimits: { size: 1KiB }';
  await assert.rejects(run(tight, build('20260725')), {
    code: 'write-failed',
    message: /^expected at most 1\.00 KiB as the plan's limits say, found 0 B here and .* to fetch$/,
  });
  const huge = build('20260725');
  const [artifact] = huge.artifacts;
  assert.ok(artifact !== undefined);
  artifact.size = 2 ** 52;
  await assert.rejects(run(undefined, huge), {
    code: 'write-failed',
    message: /of room in .*; make room, or ask for less$/,
  });
  assert.deepEqual([asked, await files()], [[], []]);
});

test('two syncs of one repository do not run at once', async (t) => {
  const { run } = await place(t);
  const both = await Promise.allSettled([
    run(undefined, build('20260725')),
    run(undefined, build('20260725')),
  ]);
  const refused = both.find((one) => one.status === 'rejected');
  assert.match(String(refused?.reason), /expected no other sync of this repository, found one at work/);
});

test('a rate holds for all who share it', async () => {
  let clock = 0;
  const limit = createRateLimit(1000, undefined, () => clock);
  const began = performance.now();
  await limit(250);
  assert.ok(performance.now() - began < 20, 'a short burst passes at once');
  await Promise.all([limit(50), limit(50)]);
  assert.ok(performance.now() - began >= 95, 'a tenth of a second for a hundred bytes');
  clock += 10_000;
  const later = performance.now();
  await limit(200);
  assert.ok(performance.now() - later < 20);
});

test('the inventory of a mirror has what the selector language asks for', async (t) => {
  const { root, run } = await place(t);
  await run('  - selector: example\n    name: House image', build('20260725'));
  const inventory = openInventory(await openRepository(root));
  t.after(() => inventory.close());
  const file = inventory.get('os-amd64.iso');
  assert.equal(file?.id, 'example/1/cloud/20260725/os-amd64.iso');
  assert.equal(file?.name, 'House image');
  assert.equal(file?.facets.level, 'signed');
  assert.equal(file?.modifiedMs, (await stat(join(root, 'os-amd64.iso'))).mtimeMs);
});
