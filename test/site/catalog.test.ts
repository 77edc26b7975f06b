import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Release } from '../../core/release.ts';
import { buildPages, newestPages } from '../../site/catalog/build-page.ts';
import { recentBuilds, recentDays } from '../../site/catalog/recent.ts';
import { bookworm, debian, digest, noble, ubuntu } from './sample.ts';

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

test('what is new comes newest first, and what was taken away on its own day', () => {
  const days = recentDays(catalog, 3);
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
