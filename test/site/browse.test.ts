import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isBare,
  NEWEST,
  readAddress,
  withFacet,
  withoutCondition,
  writeAddress,
} from '../../site/browse/address.ts';
import { namesProduct } from '../../site/browse/known.ts';
import { homeGroup, rowsPerProduct } from '../../site/browse/home-group.ts';
import { openIndex } from '../../site/browse/browse-index.ts';
import { isBrowseFile, packRows } from '../../site/browse/index-file.ts';
import { createMatcher } from '../../site/browse/match.ts';
import { railGroups } from '../../site/browse/rail.ts';
import { rowView } from '../../site/browse/row-view.ts';
import { chiefRow, rowsOf } from '../../site/browse/row.ts';
import type { Row } from '../../site/browse/row.ts';
import { en } from '../../site/words/messages/en.ts';
import { tell } from '../../site/words/say.ts';
import { bookworm, debian, noble, ubuntu } from './sample.ts';

const TODAY = '2026-07-26';
const rows = [...rowsOf(ubuntu, noble), ...rowsOf(debian, bookworm)];
/** The index as the browser has it: through a file and back. */
const indexOf = (some: readonly Row[]) => {
  const file: unknown = JSON.parse(JSON.stringify(packRows(some, 'edition')));
  assert.ok(isBrowseFile(file));
  return openIndex(file);
};
const index = indexOf(rows);
const matcher = createMatcher(index, TODAY);
const find = (query: string) => {
  const { selector, order } = readAddress(query);
  const matches = matcher.match(selector, order);
  return { ...matches, rows: [...matches.rows].map((row) => index.rowAt(row)) };
};
const files = (query: string): string[] =>
  find(query).rows.map(({ build, arch }) => `${build.serial} ${arch}`);

test('the bare address shows the newest build of each stream', () => {
  assert.deepEqual(readAddress(''), { selector: NEWEST, order: 'newest', refused: [] });
  assert.deepEqual(files(''), [
    '20260725 amd64',
    '20260725 arm64',
    '12.2.0+really~1 amd64',
    '12.2.0+really~1 arm64',
    '24.04.3 amd64',
  ]);
});

test('facets narrow down, their values widen', () => {
  assert.deepEqual(files('product=ubuntu,debian&arch=arm64&latest=1'), [
    '20260725 arm64',
    '12.2.0+really~1 arm64',
  ]);
  assert.deepEqual(files('lts=true&format=iso&latest=1'), ['24.04.3 amd64']);
  assert.deepEqual(files('supported=false&arch=amd64'), ['12.2.0+really~1 amd64']);
  assert.deepEqual(files('level=sums-only'), ['24.04.3 amd64']);
});

test('a language is that of the file, else of its stream, and only what states one is found by it', () => {
  const [first, second, ...others] = noble.builds;
  assert.ok(first && second);
  const artifacts = first.artifacts.map((artifact, at) => ({
    ...artifact,
    ...(at === 0 ? { language: 'de' } : {}),
  }));
  const spoken = rowsOf(ubuntu, { ...noble, builds: [{ ...first, artifacts }, second, ...others] });
  const spokenIndex = indexOf(spoken);
  const found = createMatcher(spokenIndex, TODAY).match(readAddress('language=de&latest=1').selector);
  assert.deepEqual(
    [...found.rows].map((row) => spokenIndex.rowAt(row)).map(({ arch, language }) => `${arch} ${language}`),
    ['amd64 de'],
  );
  assert.deepEqual([...found.counts.language], [['de', 1]]);
  const streams = ubuntu.streams.map((stream) => ({ ...stream, language: 'pt-BR' }));
  const inherited = rowsOf({ ...ubuntu, streams }, { ...noble, builds: [{ ...first, artifacts }] });
  assert.deepEqual(
    inherited.map(({ language }) => language),
    ['de', 'pt-BR'],
  );
  const [row] = inherited;
  assert.ok(row);
  assert.equal(tell(rowView(row, '/', TODAY).languageTitle, en), 'German');
  const facetsOf = (some: typeof rows) => {
    const of = indexOf(some);
    return railGroups(of, createMatcher(of, TODAY)).map(({ facet }) => facet);
  };
  assert.ok(facetsOf(inherited).includes('language'));
  assert.ok(!facetsOf(rows).includes('language'), 'a group without values is none');
});

test('a product without builds is found by its name, and by nothing else that is asked', () => {
  const known = { product: 'openbsd', text: 'OpenBSD A BSD system with security' };
  const isFound = (query: string) => namesProduct(readAddress(query).selector, known);
  for (const query of [
    'q=openbsd',
    'q=BSD+security',
    'q=openbsd%407.8',
    'product=openbsd',
    'product=openbsd&q=bsd',
  ])
    assert.ok(isFound(query), query);
  for (const query of [
    'q=netbsd',
    'q=openbsd+netbsd',
    'product=ubuntu',
    'arch=amd64',
    'latest=1',
    'q=ubuntu%4024.04',
  ])
    assert.ok(!isFound(query), query);
});

test('withdrawn builds are shown only when every build is asked for', () => {
  assert.deepEqual(files('stream=server-cloud&arch=amd64&latest=9'), ['20260725 amd64', '20260701 amd64']);
  assert.deepEqual(files('stream=server-cloud&arch=amd64'), [
    '20260725 amd64',
    '20260701 amd64',
    '20260601 amd64',
  ]);
});

test('since and until bound the day of publication', () => {
  assert.deepEqual(files('since=2026-06-01&until=2026-07-01&arch=amd64'), [
    '20260701 amd64',
    '20260601 amd64',
  ]);
});

test('every word of a search must be found, and a short form names a product and its releases', () => {
  assert.deepEqual(files('q=NOBLE+arm64+20260725'), ['20260725 arm64']);
  assert.deepEqual(files('q=ubuntu%4024.04+iso'), ['24.04.3 amd64']);
  assert.deepEqual(files('q=ubuntu%40noble+iso'), ['24.04.3 amd64']);
  assert.deepEqual(files('q=ubuntu%40latest+img+arm64'), ['20260725 arm64']);
  assert.deepEqual(files('q=debian%4024.04'), []);
});

test('a facet counts what each of its values would find beside the other conditions', () => {
  const { counts } = find('arch=arm64&latest=1');
  assert.deepEqual(
    [...counts.arch],
    [
      ['amd64', 3],
      ['arm64', 2],
    ],
  );
  assert.deepEqual(
    [...counts.product],
    [
      ['ubuntu', 1],
      ['debian', 1],
    ],
  );
});

test('an empty result names each condition that alone keeps everything out', () => {
  const { rows: found, keptOut } = find('product=ubuntu&arch=arm64&format=iso&latest=1');
  assert.deepEqual(found, []);
  assert.deepEqual(
    [...keptOut],
    [
      ['product', 1],
      ['arch', 1],
      ['format', 1],
    ],
  );
  assert.deepEqual([...find('product=none&kind=board').keptOut], []);
});

test('an address comes out as it went in', () => {
  for (const query of [
    '',
    'latest=all',
    'latest=3',
    'product=ubuntu,debian&arch=amd64&latest=1',
    'since=2026-01-01&until=2026-02-01',
    'latest=1&q=a%20b%26c',
    'latest=all&sort=name',
    'latest=1&sort=largest',
  ]) {
    assert.equal(writeAddress(readAddress(query)), query);
  }
  assert.ok(isBare(readAddress('latest=1')));
  assert.ok(!isBare(readAddress('latest=all')));
});

test('an order alone is that of the bare page, and one that nobody knows is named', () => {
  assert.deepEqual(readAddress('sort=name'), { selector: NEWEST, order: 'name', refused: [] });
  assert.deepEqual(readAddress('latest=1&sort=colour').refused, ['sort']);
});

test('what the language refuses is left out and named', () => {
  const { selector, refused } = readAddress('?arch=amd64&latest=-1&colour=blue&since=yesterday&__proto__=x');
  assert.deepEqual(selector, { facets: { arch: ['amd64'] } });
  assert.deepEqual(refused, ['latest', 'colour', 'since', '__proto__']);
});

test('conditions are changed and dropped without touching the others', () => {
  const { selector, order } = readAddress('product=ubuntu&arch=amd64&since=2026-01-01&latest=1&q=x');
  const write = (changed: typeof selector) => writeAddress({ selector: changed, order });
  assert.equal(write(withFacet(selector, 'arch', [])), 'product=ubuntu&since=2026-01-01&latest=1&q=x');
  assert.equal(write(withoutCondition(selector, 'q')), 'product=ubuntu&arch=amd64&since=2026-01-01&latest=1');
  assert.equal(write(withoutCondition(selector, 'since')), 'product=ubuntu&arch=amd64&latest=1&q=x');
  assert.equal(write(withoutCondition(selector, 'product')), 'arch=amd64&since=2026-01-01&latest=1&q=x');
});

test('rows are the same after they went through a file, but for their digests', () => {
  const stated = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  assert.deepEqual(
    rows.map((_, at) => stated(index.rowAt(at))),
    rows.map(({ digest: _, ...row }) => stated(row)),
  );
  assert.equal(index.count, rows.length);
  assert.ok(!isBrowseFile({ schema: 'osdex/browse/0' }));
});

test('a list whose columns do not fit together is refused', () => {
  const file = packRows(rows, 'edition');
  assert.throws(
    () => openIndex({ ...file, sizes: file.sizes.slice(1) }),
    /expected 8 files in the builds of the list, found 9/,
  );
});

test('entries of one stream and serial share a rank', () => {
  assert.deepEqual(
    rowsOf(debian, bookworm).map(({ build }) => build.rank),
    [1, 1],
  );
});

test('amd64 and a whole disk stand for a build', () => {
  const [amd64, arm64] = rowsOf(ubuntu, noble);
  assert.ok(amd64 && arm64);
  assert.equal(chiefRow([arm64, { ...amd64, format: 'kernel' }, amd64]), amd64);
  assert.equal(chiefRow([]), undefined);
});

test('a row says what the file is, how far it is trusted and where it is', () => {
  const [row] = rowsOf(ubuntu, noble);
  assert.ok(row);
  const view = rowView(row, '/osdex/', TODAY, 3);
  assert.equal(view.buildHref, '/osdex/ubuntu/24.04/server-cloud/20260725/');
  assert.equal(
    view.url,
    'https://cloud-images.ubuntu.com/releases/noble/release-20260725/ubuntu-24.04-server-cloudimg-amd64.img',
  );
  assert.deepEqual(
    [view.mark, view.release, view.support, view.more, view.size, view.levelWord].map((said) =>
      tell(said, en),
    ),
    ['Ub', '24.04', 'LTS', '+3', '596 MiB', 'signed'],
  );
  assert.match(view.digest, /^sha256:[0-9a-f]{64}$/);
});

test('the rail names every value and counts the bare page', () => {
  const groups = new Map(railGroups(index, matcher).map((group) => [group.facet, group.values]));
  assert.deepEqual(groups.get('product'), [
    { value: 'debian', word: 'Debian', count: 2 },
    { value: 'ubuntu', word: 'Ubuntu', count: 3 },
  ]);
  assert.deepEqual(
    groups.get('level')?.map(({ word, count }) => `${tell(word, en)} ${count}`),
    ['signed 4', 'sums only 1'],
  );
});

test('the home page shows the newest build of each stream once, in the product’s order', () => {
  const group = homeGroup({ product: ubuntu, releases: [noble] }, '/', TODAY);
  assert.deepEqual(
    group.views.map(({ stream, more }) => `${stream} ${more}`),
    ['Server cloud image +1', 'Live server ISO '],
  );
  assert.deepEqual([group.hiddenReleases, group.hiddenBuilds], [0, 0]);
});

test('where there are many products each shows a few rows, the first streams of every release before the last of any', () => {
  assert.deepEqual([1, 5, 72, 500].map(rowsPerProduct), [200, 40, 3, 3]);
  const older = { ...noble, release: '22.04' };
  const rowsFor = (most: number) => {
    const group = homeGroup({ product: ubuntu, releases: [noble, older] }, '/', TODAY, most);
    const rows = group.views.map(({ release, stream }) => `${release} ${stream}`);
    return { rows, hidden: [group.hiddenReleases, group.hiddenBuilds] };
  };
  assert.deepEqual(rowsFor(4).hidden, [0, 0]);
  assert.deepEqual(rowsFor(3), {
    rows: ['24.04 Server cloud image', '24.04 Live server ISO', '22.04 Server cloud image'],
    hidden: [0, 1],
  });
  assert.deepEqual(rowsFor(1), { rows: ['24.04 Server cloud image'], hidden: [1, 1] });
});
