import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Feed, FlatcarFeed } from '../../../core/source/feed.ts';
import { directory, listedNames } from '../../../crawler/resolvers/directory.ts';
import { flatcarReleases } from '../../../crawler/resolvers/flatcar-releases.ts';
import { HOSTILE_NAMES } from '../hostile-names.ts';

const URL = 'https://images.example/cloud/';

function page(...hrefs: string[]): { url: string; text: string } {
  const escape = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return { url: URL, text: hrefs.map((href) => `<a href="${escape(href)}">x</a>`).join('\n') };
}

/** A feed whose patterns let anything pass that the page gives. */
function feedWith(serial: string) {
  const feed = Feed.parse({
    format: 'directory',
    feed: 'images',
    index: URL,
    entry: '{serial}/',
    sums: '{serial}/SUMS',
    patterns: { serial },
    trust: { level: 'sums-only', reason: 'a test' },
    streams: [{ stream: 'cloud', title: 'Cloud', kind: 'cloud', files: [{ match: '{arch}.qcow2' }] }],
  });
  assert.ok(feed.format === 'directory');
  return feed;
}

for (const [why, name] of HOSTILE_NAMES) {
  test(`an entry that ${why} is passed over, however it is written and whatever the pattern lets pass`, () => {
    const forms = [`${name}x`, `${name}/`, `${URL}${name}/`, encodeURIComponent(name.toWellFormed()) + '/'];
    assert.deepEqual(listedNames(page(...forms)), []);
    const found = directory.read(page(...forms, '20260725/'), feedWith('[^]+'), {});
    assert.deepEqual(found, [{ serial: '20260725' }]);
  });
}

test('a base that the page states for its links counts for nothing', () => {
  const { text } = page('20260101/');
  const names = listedNames({ url: URL, text: `<base href="https://evil.example/">${text}` });
  assert.deepEqual(names, ['20260101/']);
});

test('digits of other scripts are none to a pattern', () => {
  const arabic = '\u0662\u0660\u0662\u0666\u0660\u0661\u0660\u0661';
  const feed = feedWith('\\d{8}');
  assert.deepEqual(directory.read(page(`${encodeURIComponent(arabic)}/`, '20260101/'), feed, {}), [
    { serial: '20260101' },
  ]);
});

test('keys of a list of releases that are no versions are passed over', () => {
  const release = '{"architectures":["amd64"],"release_date":"2026-01-01 12:00:00 +0000"}';
  const others = ['__proto__', 'constructor', '1.2', '1.2.3\n', '\u0661.2.3'];
  const keys = [...HOSTILE_NAMES.map(([, name]) => name), ...others, '1.2.3'];
  const text = `{${keys.map((key) => `${JSON.stringify(key)}:${release}`).join(',')}}`;
  const feed = FlatcarFeed.parse({
    format: 'flatcar-releases',
    feed: 'images',
    index: URL,
    sums: `${URL}{serial}/SUMS`,
    trust: { level: 'sums-only', reason: 'a test' },
    streams: [{ stream: 'a', title: 'A', kind: 'cloud', files: [{ match: 'a.img', format: 'raw' }] }],
  });
  const found = flatcarReleases.read({ url: URL, text }, feed, {});
  assert.deepEqual(
    found.map(({ serial }) => serial),
    ['1.2.3'],
  );
});
