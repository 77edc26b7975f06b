import assert from 'node:assert/strict';
import { test } from 'node:test';
import { facetLists } from '../../site/browse/facet-list.ts';
import type { ListedBuild } from '../../site/browse/facet-list.ts';
import { listedProducts, listPages } from '../../site/browse/list-page.ts';
import { rowsOf } from '../../site/browse/row.ts';
import { bookworm, debian, noble, ubuntu } from './sample.ts';

const rows = [...rowsOf(ubuntu, noble), ...rowsOf(debian, bookworm)];
const lists = facetLists(rows, '2026-07-26');
const list = (facet: string, value: string) =>
  lists.find((one) => one.facet === facet && one.value === value);
const shown = (builds: readonly ListedBuild[] = []): string[] =>
  builds.map(
    ({ chief, more }) => `${chief.build.release.product} ${chief.build.serial} ${chief.arch} +${more}`,
  );

test('a list has the newest build of each stream, by the file that has its value', () => {
  assert.deepEqual(shown(list('arch', 'arm64')?.newest), [
    'ubuntu 20260725 arm64 +0',
    'debian 12.2.0+really~1 arm64 +0',
  ]);
  assert.deepEqual(shown(list('level', 'sums-only')?.newest), ['ubuntu 24.04.3 amd64 +0']);
});

test('the entries of one build that are signed apart are one line', () => {
  assert.deepEqual(shown(list('kind', 'installer')?.newest), [
    'ubuntu 24.04.3 amd64 +0',
    'debian 12.2.0+really~1 amd64 +1',
  ]);
});

test('a list knows its older and withdrawn builds too, for its feed', () => {
  assert.deepEqual(
    [...(list('kind', 'cloud')?.builds ?? [])],
    [
      'ubuntu/24.04/server-cloud/20260725',
      'ubuntu/24.04/server-cloud/20260701',
      'ubuntu/24.04/server-cloud/20260601',
    ],
  );
});

test('a facet of yes and no has a list of what it is true of alone', () => {
  assert.deepEqual(
    lists
      .filter(({ facet }) => facet === 'lts' || facet === 'supported')
      .map(({ facet, value }) => `${facet} ${value}`),
    ['supported true', 'lts true'],
  );
  assert.deepEqual(shown(list('supported', 'true')?.newest), [
    'ubuntu 20260725 amd64 +1',
    'ubuntu 24.04.3 amd64 +0',
  ]);
});

test('a value that cannot be a folder has no page', () => {
  const hostile = rowsOf({ ...ubuntu, family: '../../etc' }, noble);
  assert.deepEqual(
    facetLists(hostile, '2026-07-26').filter(({ facet }) => facet === 'family'),
    [],
  );
});

test('a long list is parted into pages, and a product that goes on is found where it begins', () => {
  const builds = lists.find(({ facet }) => facet === 'level')?.newest ?? [];
  assert.equal(builds.length, 2);
  const pages = listPages([...builds, ...builds.slice(1), ...builds.slice(1)], 2);
  assert.deepEqual(
    pages.map(({ number, groups }) => [
      number,
      groups.map(({ product, builds: own }) => `${product} ${own.length}`),
    ]),
    [
      [1, ['ubuntu 1', 'debian 1']],
      [2, ['debian 2']],
    ],
  );
  assert.deepEqual(listedProducts(pages), [
    { product: 'ubuntu', name: 'Ubuntu', page: 1, builds: 1 },
    { product: 'debian', name: 'Debian', page: 1, builds: 3 },
  ]);
  assert.deepEqual(listPages([]), [{ number: 1, groups: [] }]);
});
