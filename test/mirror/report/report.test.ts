import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { Parser } from 'htmlparser2';
import type { DiskUse } from '../../../mirror/disk-use.ts';
import type { InventoryFile } from '../../../mirror/inventory/inventory-file.ts';
import type { RecordEntry } from '../../../mirror/record-log.ts';
import { reportPage } from '../../../mirror/report/page.ts';
import { makeReport } from '../../../mirror/report/report.ts';
import type { Report } from '../../../mirror/report/report.ts';

const NOW = new Date('2026-07-26T10:00:00Z');
const GIB = 1024 ** 3;

const DISK: DiskUse = {
  files: { files: 3, bytes: 9 },
  linkedBytes: 0,
  byFolder: {},
  byProduct: {},
  trash: { files: 0, bytes: 0 },
  archive: { files: 0, bytes: 0 },
  recordsBytes: 0,
  usedBytes: 9,
  disk: { totalBytes: 100 * GIB, freeBytes: 25 * GIB, usedShare: 0.75 },
};

function file(path: string, more: Partial<InventoryFile> = {}): InventoryFile {
  return {
    path,
    sizeBytes: GIB,
    modifiedMs: 1000,
    inode: '7',
    digests: [],
    state: 'proven',
    facets: { product: 'debian', release: '13', kind: 'cloud' },
    addedAt: '2026-07-20T04:00:00Z',
    ...more,
  };
}

function report(
  files: readonly InventoryFile[],
  records: readonly RecordEntry[] = [],
  repository = '/srv/images',
): Report {
  const days: Record<string, string> = { 'old.iso': '2021-08-14' };
  return makeReport({ repository, files, records, disk: DISK, now: NOW, dayOf: ({ path }) => days[path] });
}

test('a report counts by type, version, state, age and size, and names the oldest and the newest', () => {
  const made = report([
    file('new.iso', { addedAt: '2026-07-25T04:00:00Z', sizeBytes: 50 }),
    file('old.iso', { facets: {}, state: 'unknown' }),
    file('bad.iso', { state: 'bad', sizeBytes: 3 * GIB, name: 'ours' }),
    file('gone.iso', { state: 'missing' }),
  ]);
  assert.deepEqual([made.totalFiles, made.totalBytes], [3, 4 * GIB + 50]);
  assert.deepEqual(made.byRelease, {
    'debian 13': { files: 2, bytes: 3 * GIB + 50 },
    '?': { files: 1, bytes: GIB },
  });
  assert.deepEqual(
    Object.entries(made.byState).map(([state, { files }]) => [state, files]),
    [
      ['bad', 1],
      ['missing', 1],
      ['unknown', 1],
      ['proven', 1],
    ],
  );
  const counts = (of: Report['bySize']) => Object.values(of).map(({ files }) => files);
  assert.deepEqual(counts(made.byBuildAge), [2, 0, 0, 0, 0, 0, 1], 'an old build is old, whenever it came');
  assert.deepEqual(counts(made.bySize), [1, 0, 0, 1, 1, 0, 0]);
  const old = { path: 'old.iso', name: undefined, sizeBytes: GIB, state: 'unknown', day: '2021-08-14' };
  assert.deepEqual(made.oldest, old);
  assert.equal(made.newest?.path, 'new.iso');
  assert.deepEqual(
    made.wrong.map(({ path }) => path),
    ['bad.iso', 'gone.iso'],
  );
  assert.deepEqual(
    made.largest.map(({ path }) => path),
    ['bad.iso', 'old.iso', 'new.iso'],
  );
});

test('the history has every day of the last sixty, and counts what left the trash only once', () => {
  const entry = (time: string, event: RecordEntry['event'], more: Partial<RecordEntry> = {}) => ({
    ...{ time: `${time}T04:00:00Z`, event, path: 'a.iso', sizeBytes: 10 },
    ...more,
  });
  const { history } = report(
    [],
    [
      entry('2026-01-01', 'fetched'),
      entry('2026-07-26', 'fetched'),
      entry('2026-07-26', 'built', { sizeBytes: 5 }),
      entry('2026-07-26', 'linked'),
      entry('2026-07-25', 'trashed'),
      entry('2026-07-26', 'deleted', { from: '.osdex/trash/2026-07-25/a.iso' }),
      entry('2026-07-26', 'deleted', { sizeBytes: 3 }),
      entry('2026-07-26', 'archived', { sizeBytes: undefined }),
    ],
  );
  assert.equal(history.length, 60);
  assert.deepEqual(history.slice(-3), [
    { day: '2026-07-24', fetchedBytes: 0, removedBytes: 0 },
    { day: '2026-07-25', fetchedBytes: 0, removedBytes: 10 },
    { day: '2026-07-26', fetchedBytes: 15, removedBytes: 3 },
  ]);
  assert.equal(history[0]?.day, '2026-05-28');
});

/** Elements with their attributes, and all text; what is not closed as it was opened fails. */
function read(page: string): {
  elements: [name: string, attributes: Record<string, string>][];
  text: string;
} {
  const elements: [string, Record<string, string>][] = [];
  const open: string[] = [];
  let text = '';
  const parser = new Parser({
    onopentag: (name, attributes) => {
      elements.push([name, attributes]);
      open.push(name);
    },
    ontext: (more) => (text += more),
    onclosetag: (name, isImplied) => {
      assert.equal(open.pop(), name);
      assert.ok(!isImplied || /^(?:meta|rect|line)$/.test(name), `${name} is closed where it was opened`);
    },
  });
  parser.end(page);
  return { elements, text };
}

const HOSTILE = '"><img src=x onerror=alert(1)><script>alert(2)</script>&amp;\u202egnp.\u0007';

test('what names hold is text on the page, which has no script and takes nothing from anywhere', () => {
  const page = reportPage(
    report(
      [
        file(`${HOSTILE}.iso`, { name: HOSTILE, state: 'bad', facets: { product: HOSTILE, kind: HOSTILE } }),
        file('b.iso', { facets: { product: '__proto__', arch: HOSTILE } }),
      ],
      [],
      `/srv/${HOSTILE}`,
    ),
  );
  const { elements, text } = read(page);
  const names = new Set(elements.map(([name]) => name));
  for (const name of ['script', 'img', 'a', 'link', 'iframe', 'object', 'image', 'use', 'form'])
    assert.ok(!names.has(name), name);
  const attributes = elements.flatMap(([, of]) => Object.keys(of));
  assert.deepEqual(
    attributes.filter((name) => /^(?:on|style$|href|src)/.test(name)),
    [],
  );
  assert.ok(text.includes('<img src=x onerror=alert(1)><script>alert(2)</script>&amp;'));
  assert.ok(text.includes('__proto__'));
  assert.doesNotMatch(page, /https?:|url\(|@import/);
  assert.ok(!page.includes('\u0007'));
});

test('the page allows itself its own style and nothing else', () => {
  const page = reportPage(report([file('a.iso')]));
  const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = read(page).elements.find(([, of]) => of['http-equiv'] === 'Content-Security-Policy');
  assert.equal(
    policy?.[1]['content'],
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  );
});

test('an empty repository, and one with hundreds of products, have a page too', () => {
  assert.match(
    read(reportPage(report([]))).text,
    /There are no files yet\.[^]*Nothing came and nothing went\./,
  );
  const many = Array.from({ length: 300 }, (_, index) =>
    file(`${index}.iso`, { state: 'missing', facets: { product: `product-${index}` } }),
  );
  const { text } = read(
    reportPage(report([...many, ...many.map((one) => ({ ...one, state: 'proven' as const }))])),
  );
  assert.match(text, /289 others/);
  assert.match(text, /and 200 more/);
});

test('pictures stay within their frame and are told in words beside them', () => {
  const made = report(
    [file('a.iso'), file('b.iso', { state: 'bad', sizeBytes: 1 }), file('c.iso', { state: 'missing' })],
    [
      { time: '2026-07-26T04:00:00Z', event: 'fetched', path: 'a', sizeBytes: 8 * GIB },
      { time: '2026-07-25T04:00:00Z', event: 'trashed', path: 'a', sizeBytes: 1 },
    ],
  );
  const { elements, text } = read(reportPage(made));
  let frame: number[] = [];
  for (const [name, of] of elements) {
    if (name === 'svg') {
      frame = String(of['viewbox']).split(' ').map(Number);
      assert.equal(of['aria-hidden'], 'true', 'what it shows is there as text');
    }
    if (name !== 'rect') continue;
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((key) => Number(of[key]));
    assert.ok(Number(x) >= 0 && Number(y) >= 0 && Number(width) > 0 && Number(height) > 0);
    assert.ok(
      Number(x) + Number(width) <= Number(frame[2]) && Number(y) + Number(height) <= Number(frame[3]),
    );
  }
  assert.match(text, /came, upwards: 8\.00 GiB/);
  assert.match(text, /2026-07-25: 0 B came, 1 B went/);
});
