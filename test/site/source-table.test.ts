import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countSources,
  feedPage,
  groupFeeds,
  sourceRow,
  sourceRows,
} from '../../site/catalog/source-table.ts';
import {
  formatWords,
  needsSentence,
  proofSentence,
  shortFingerprint,
  sourcesSentence,
} from '../../site/words/source.ts';
import { en } from '../../site/words/messages/en.ts';
import { tell } from '../../site/words/say.ts';
import { bookworm, debian, known, noble, SIGNER, ubuntu, unproven } from './sample.ts';

const rows = sourceRows([
  { product: unproven, releases: [] },
  { product: known, releases: [] },
  { product: { ...debian, feeds: known.feeds?.slice(2) }, releases: [bookworm] },
  { product: { ...ubuntu, feeds: known.feeds?.slice(0, 1) }, releases: [noble] },
]);

test('a product stands at the best level of its feeds, and says where others are below', () => {
  assert.deepEqual(
    rows.map(({ product, standing, isPartly, builds }) => [product.product, standing, isPartly, builds]),
    [
      ['debian', 'sums-only', false, 2],
      ['known', 'signed', true, 0],
      ['ubuntu', 'signed', false, 4],
      ['unproven', 'none', false, 0],
    ],
  );
  assert.deepEqual(sourceRow({ product: known, releases: [] }).architectures, ['amd64', 'arm64', 'riscv64']);
  assert.deepEqual(sourceRow({ product: known, releases: [] }).formats, ['directory', 'sums']);
});

test('where a source names no architectures those on record are told', () => {
  const product = { ...ubuntu, feeds: known.feeds?.slice(2) };
  assert.deepEqual(sourceRow({ product, releases: [noble] }).architectures, ['amd64', 'arm64']);
});

test('sources are counted by level, with how many are on record', () => {
  const counts = countSources(rows);
  assert.deepEqual(counts.standings, [
    { standing: 'signed', products: 2, partly: 1, recorded: 1 },
    { standing: 'sums-only', products: 1, partly: 0, recorded: 1 },
    { standing: 'none', products: 1, partly: 0, recorded: 0 },
  ]);
  assert.equal(
    sourcesSentence(counts),
    '4 products: 2 signed (1 of them in part), 1 sums only, 1 without proof.',
  );
  assert.equal(sourcesSentence(countSources([])), '0 products.');
});

test('feeds of the same streams that are proven in the same way are told together', () => {
  const names = groupFeeds(known).map((group) => group.map(({ feed }) => feed));
  assert.deepEqual(names, [['iso', 'iso-riscv64'], ['live']]);
  assert.deepEqual(groupFeeds({}), []);
});

test('only an address without names in it can be followed', () => {
  assert.deepEqual(known.feeds?.map(feedPage), [
    'https://known.example/8/',
    undefined,
    'https://known.example/SUMS',
  ]);
});

test('how a feed is proven is a sentence for every shape, and for one that is yet to come', () => {
  const feed = {
    feed: 'a',
    format: 'sums',
    url: 'https://a.example/',
    streams: ['a'],
    level: 'signed' as const,
  };
  const sentences = ['detached', 'clearsigned', 'image', 'new'].map((shape) =>
    tell(proofSentence({ ...feed, shape }), en),
  );
  assert.equal(new Set(sentences).size, 4);
  assert.equal(proofSentence({ ...feed, level: 'weak', reason: 'only MD5' }), 'Only MD5.');
  assert.equal(formatWords('unheard-of'), 'unheard-of');
});

test('a fingerprint is short where the whole is a link away, and needs are in units that people use', () => {
  assert.equal(shortFingerprint(SIGNER), '1A5D6C4C7DB87C81');
  assert.equal(shortFingerprint(`RWT${'a'.repeat(53)}`), 'RWTaaaaaaaaa…');
  assert.equal(tell(needsSentence({ minimumDisk: 20 }) ?? '', en), '20 GiB of disk');
  const both = needsSentence({ minimumDisk: 4, minimumMemory: 1536 });
  assert.equal(tell(both ?? '', en), '4 GiB of disk and 1536 MiB of memory');
  assert.equal(tell(needsSentence({ minimumMemory: 2048 }) ?? '', en), '2 GiB of memory');
  assert.equal(needsSentence({}), undefined);
});
