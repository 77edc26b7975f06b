import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openIndex } from '../../site/browse/browse-index.ts';
import {
  digestAsked,
  digestParts,
  digestPlace,
  digestSearchFile,
  rowsOfDigest,
} from '../../site/browse/digest-files.ts';
import { packRows } from '../../site/browse/index-file.ts';
import { createMatcher } from '../../site/browse/match.ts';
import { ownName } from '../../site/browse/own-name.ts';
import type { Order } from '../../site/browse/order.ts';
import { rowView } from '../../site/browse/row-view.ts';
import { rowsOf } from '../../site/browse/row.ts';
import { en } from '../../site/words/messages/en.ts';
import type { Language } from '../../site/words/reader-language.ts';
import { tell } from '../../site/words/say.ts';
import { bookworm, debian, digest, noble, ubuntu } from './sample.ts';

const TODAY = '2026-07-26';
const rows = [...rowsOf(ubuntu, noble), ...rowsOf(debian, bookworm)];
const index = openIndex(packRows(rows, 'edition'));
const matcher = createMatcher(index, TODAY);
const search = (text: string) => matcher.match({ facets: {}, latest: 1, text });
const names = (text: string): string[] => [...search(text).rows].map((row) => index.nameOf(row));

const CLOUD = ['ubuntu-24.04-server-cloudimg-amd64.img', 'ubuntu-24.04-server-cloudimg-arm64.img'];
const LIVE = 'ubuntu-24.04.3-live-server-amd64.iso';

test('words are found in any order and in whatever a file is: product, release, stream, format, name', () => {
  for (const text of ['ubuntu noble qcow2 arm64', 'arm64 qcow2 noble ubuntu', 'UBUNTU cloudimg-ARM64'])
    assert.deepEqual(names(text), [CLOUD[1]], text);
  assert.deepEqual(names('lts installer'), [LIVE]);
});

test('a release is found with and without what separates its numbers', () => {
  for (const text of ['24.04', '2404', '24-04', 'ubuntu24.04', 'ubuntu2404'])
    assert.deepEqual(names(text), [...CLOUD, LIVE], text);
});

test('a number is found where a number begins, not in the midst of another', () => {
  assert.deepEqual(names('4.04'), []);
  assert.deepEqual(names('2026 cloud'), CLOUD);
  assert.deepEqual(names('0725'), []);
});

test('an architecture goes by any of its names', () => {
  for (const word of ['x86_64', 'x64', 'AMD64']) assert.deepEqual(names(`${word} cloud`), [CLOUD[0]], word);
  assert.deepEqual(names('aarch64 cloud'), [CLOUD[1]]);
});

test('a language is found by its name in the reader’s language and in English, with its accents or without', () => {
  const streams = ubuntu.streams.map((stream, at) => ({ ...stream, language: at === 0 ? 'de' : 'fr' }));
  const spoken = openIndex(packRows(rowsOf({ ...ubuntu, streams }, noble), 'edition'));
  const foundBy = (text: string, reader: Language): string[] =>
    [...createMatcher(spoken, TODAY, reader).match({ facets: {}, latest: 1, text }).rows].map((row) =>
      spoken.nameOf(row),
    );
  for (const word of ['alemán', 'aleman', 'Alemán', 'german'])
    assert.deepEqual(foundBy(word, 'es'), CLOUD, word);
  for (const word of ['français', 'francais', 'french']) assert.deepEqual(foundBy(word, 'fr'), [LIVE], word);
  assert.deepEqual(foundBy('alemán', 'en'), []);
});

test('a word with a slip of the finger is taken for the one that was meant, and the page is told', () => {
  for (const [wrong, right] of [
    ['ubunut', 'ubuntu'],
    ['ubunu', 'ubuntu'],
    ['debain', 'debian'],
    ['amd46', 'amd64'],
    ['instaler', 'installer'],
  ] as const) {
    assert.deepEqual([...search(wrong).taken], [[wrong, right]]);
    assert.deepEqual(names(wrong), names(right));
  }
});

test('a word that is nobody’s is not taken for another', () => {
  for (const word of ['gentoo', '99.99', 'zz']) {
    assert.deepEqual(names(word), []);
    assert.deepEqual([...search(word).taken], []);
  }
});

test('files come newest, by name, largest or smallest first; those of unknown size last', () => {
  const order = (how: Order) => {
    const { rows: found } = matcher.match({ facets: { level: ['signed', 'sums-only'] }, latest: 1 }, how);
    return [...found].map((row) => index.rowAt(row)).map(({ build, size }) => [build.serial, size]);
  };
  const cloud = ['20260725', 624951296];
  const live = ['24.04.3', undefined];
  const netinst = ['12.2.0+really~1', undefined];
  assert.deepEqual(order('newest'), [cloud, cloud, netinst, netinst, live]);
  assert.deepEqual(order('name'), [netinst, netinst, live, cloud, cloud]);
  assert.deepEqual(order('largest'), [cloud, cloud, live, netinst, netinst]);
  assert.deepEqual(order('smallest'), order('largest'));
});

test('builds are counted beside files', () => {
  assert.deepEqual([search('cloud').rows.length, search('cloud').builds], [2, 1]);
});

test('a digest lies in one file with its neighbours, at the place of its row', () => {
  const digests = Array.from({ length: 700 }, (_, row) => digest(String(row)));
  const parts = digestParts(digests);
  assert.deepEqual(
    parts.map(({ length }) => length),
    [256, 256, 188],
  );
  for (const row of [0, 255, 256, 699]) {
    const { part, at } = digestPlace(row);
    assert.equal(parts[part]?.[at], digests[row]);
  }
});

test('a file is found by the beginning of its digest, and by nothing that only stands in the midst of it', () => {
  const digests = rows.map((row) => row.digest);
  const searched = digestSearchFile(digests);
  digests.forEach((one, row) => {
    const hex = one.slice(one.indexOf(':') + 1);
    assert.ok(rowsOfDigest(searched, hex).includes(row));
    assert.ok(!rowsOfDigest(searched, hex.slice(1)).includes(row));
  });
});

test('what looks like a digest is one of eight digits or more, with or without its algorithm', () => {
  const hex = 'a'.repeat(64);
  assert.equal(digestAsked(hex), hex);
  assert.equal(digestAsked(`sha256:${hex}`), hex);
  assert.equal(digestAsked('deadbeef'), 'deadbeef');
  for (const word of ['deadbee', 'ubuntu', 'deadbeeg', `${hex}${hex}0`])
    assert.equal(digestAsked(word), undefined);
});

test('a word finds the rows that it was taught', () => {
  const own = createMatcher(index, TODAY);
  assert.ok(!own.knows('deadbeef'));
  own.learn('deadbeef', [1]);
  assert.ok(own.knows('deadbeef'));
  assert.deepEqual([...own.match({ facets: {}, text: 'deadbeef' }).rows], [1]);
});

test('a row says that its build was withdrawn, or that no other came when it was due', () => {
  const days = ['2026-05-01', '2026-05-08', '2026-05-15', '2026-05-22', '2026-05-29', '2026-06-05'];
  const [model] = noble.builds;
  assert.ok(model);
  const builds = days
    .toReversed()
    .map((published) => ({ ...model, serial: published.replaceAll('-', ''), published }));
  const weekly = rowsOf(ubuntu, { ...noble, builds });
  const [newest, , older] = weekly;
  assert.ok(newest && older);
  const stateOn = (row: typeof newest, day: string) => tell(rowView(row, '/', day).state, en);
  assert.equal(stateOn(newest, '2026-06-10'), '');
  assert.equal(stateOn(newest, '2026-07-26'), 'stale');
  assert.equal(stateOn(older, '2026-07-26'), '', 'only the newest can be late');
  assert.equal(stateOn(newest, '2030-01-01'), '', 'nothing is due when the release has ended');
  const withdrawn = rows.find(({ build }) => build.withdrawn !== undefined);
  assert.ok(withdrawn);
  const view = rowView(withdrawn, '/', TODAY);
  assert.equal(tell(view.state, en), 'withdrawn');
  assert.match(tell(view.stateTitle, en), /10 July 2026/);
});

test('where files stand one by one a row says what of the name no other part of it says', () => {
  const [row] = rows;
  assert.ok(row);
  const own = (file: string, format = row.format) => ownName({ ...row, file, format });
  assert.equal(own('ubuntu-24.04-server-cloudimg-amd64.img'), 'cloudimg');
  assert.equal(own('ubuntu-24.04-server-cloudimg-x86_64-azure.vhd', 'vhd'), 'cloudimg azure');
  assert.equal(own('Ubuntu_24.04_rock-5b_noble_20260725_arm64.qcow2'), 'rock 5b');
  assert.equal(own('ubuntu.qcow2'), '');
});
