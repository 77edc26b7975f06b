import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Release } from '../../core/release.ts';
import { buildPages, newestPages } from '../../site/catalog/build-page.ts';
import { ApiChanges, apiChanges } from '../../site/catalog/api-changes.ts';
import {
  changeDays,
  changeMonths,
  countChanges,
  firstDays,
  movedPages,
  recentBuilds,
} from '../../site/catalog/recent.ts';
import { bookworm, debian, digest, MOVED_TO, noble, ubuntu } from './sample.ts';

const catalog = {
  products: [
    { product: debian, releases: [bookworm] },
    { product: ubuntu, releases: [noble] },
  ],
  health: { schema: 'osdex/health/1' as const, sources: [] },
};

test('entries of one stream and serial share a page', () => {
  const pages = buildPages(debian, bookworm);
  assert.deepEqual(
    pages.map(({ serial, builds }) => `${serial} ${builds.length}`),
    ['12.2.0+really~1 2'],
  );
});

test('the newest build of a stream is one that its publisher still lists', () => {
  const [withdrawn] = noble.builds.filter((build) => build.withdrawn !== undefined);
  assert.ok(withdrawn);
  const release = {
    ...noble,
    builds: [{ ...withdrawn, published: '2026-07-30', serial: '20260730' }, ...noble.builds],
  };
  assert.deepEqual(
    newestPages(ubuntu, release).map(({ serial }) => serial),
    ['20260725', '24.04.3'],
  );
});

test('the files of a build are in the order of their numbers', () => {
  const files = ['DVD-1', 'DVD-10', 'DVD-2'].map((file) => ({
    file,
    arch: 'amd64',
    format: 'iso',
    digest: digest(file),
  }));
  const release = Release.parse({ ...noble, builds: [{ ...noble.builds[0], artifacts: files }] });
  const [page] = buildPages(ubuntu, release);
  assert.deepEqual(
    page?.builds[0]?.artifacts.map(({ file }) => file),
    ['DVD-1', 'DVD-2', 'DVD-10'],
  );
});

test('days come by month, and a page has as many days as it can bear, one at least', () => {
  const days = changeDays(catalog);
  assert.deepEqual(
    changeMonths(days).map(({ month, days: own }) => `${month} ${own.length} ${countChanges(own)}`),
    ['2026-07 3 3', '2026-06 1 1', '2026-03 1 1', '2026-02 1 1'],
  );
  assert.equal(firstDays(days, 2, 100).length, 2);
  assert.equal(firstDays(days, 30, 3).length, 3);
  assert.equal(firstDays(days, 30, 0).length, 1);
  assert.deepEqual(firstDays([], 30, 100), []);
});

test('a build that moved is known by where it went, since when is not on record', () => {
  assert.deepEqual(
    movedPages(catalog).map(({ serial }) => serial),
    ['20260701'],
  );
  const changes = {
    days: changeDays(catalog),
    months: changeMonths(changeDays(catalog)),
    moved: movedPages(catalog),
    revisions: [
      {
        revision: 'abc',
        time: '2026-07-26T04:00:00+00:00',
        releases: [{ product: 'ubuntu', release: '24.04' }],
        products: [],
      },
    ],
  };
  const file = ApiChanges.parse(apiChanges(changes, 'abc', (path) => `https://a.example/${path}`));
  assert.deepEqual(file.moved, [
    {
      product: 'ubuntu',
      release: '24.04',
      stream: 'server-cloud',
      serial: '20260701',
      page: 'https://a.example/ubuntu/24.04/server-cloud/20260701/',
      from: 'https://cloud-images.ubuntu.com/releases/noble/release-20260701/',
      to: MOVED_TO,
    },
  ]);
  assert.deepEqual(
    file.changes.map(({ day, event, serial }) => `${day} ${event} ${serial}`),
    [
      '2026-07-25 published 20260725',
      '2026-07-10 withdrawn 20260601',
      '2026-07-01 published 20260701',
      '2026-06-01 published 20260601',
      '2026-03-01 published 12.2.0+really~1',
      '2026-02-12 published 24.04.3',
    ],
  );
  assert.deepEqual(file.revisions[0]?.releases, [
    { product: 'ubuntu', release: '24.04', url: 'https://a.example/api/v1/ubuntu/24.04.json' },
  ]);
  assert.equal(file.months[0]?.url, 'https://a.example/api/v1/changes/2026-07.json');
});

test('what is new comes newest first, and what was taken away on its own day', () => {
  const days = changeDays(catalog).slice(0, 3);
  assert.deepEqual(
    days.map(({ day, published, withdrawn }) => [day, published.length, withdrawn.length]),
    [
      ['2026-07-25', 1, 0],
      ['2026-07-10', 0, 1],
      ['2026-07-01', 1, 0],
    ],
  );
  const recent = recentBuilds(buildPages(ubuntu, noble), 2);
  assert.deepEqual(
    recent.map(({ day, page }) => `${day} ${page.serial}`),
    ['2026-07-25 20260725', '2026-07-01 20260701'],
  );
});
