import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FlatcarFeed } from '../../../core/source/feed.ts';
import { flatcarReleases } from '../../../crawler/resolvers/flatcar-releases.ts';

const url = 'https://www.example.org/releases-json/releases-stable.json';

const feed = FlatcarFeed.parse({
  feed: 'openstack',
  format: 'flatcar-releases',
  index: 'https://www.example.org/releases-json/releases-{release}.json',
  sums: 'https://{release}.release.example.org/{arch}-usr/{serial}/image.img.gz.DIGESTS.asc',
  trust: { level: 'signed', shape: 'clearsigned' },
  streams: [{ stream: 'a', title: 'A', kind: 'cloud', files: [{ match: 'image.img.gz', format: 'qcow2' }] }],
});

function read(text: string) {
  return flatcarReleases.read({ url, text }, feed, { release: 'stable' });
}

function release(date: string, architectures: readonly string[] = ['amd64', 'arm64']) {
  return { channel: 'stable', architectures, release_date: date, major_software: { kernel: ['6.6.100'] } };
}

test('each version is a build with its day and its architectures, `current` is none', () => {
  const list = {
    current: release('2026-08-13 12:00:00 +0000'),
    '4230.2.10': release('2026-08-13 12:00:00 +0000'),
    '4230.2.9': release('2026-07-13 23:59:59 +0000', ['amd64']),
    '2345.3.0': release('2020-03-31 10:00:00 +0000', []),
  };
  assert.deepEqual(read(JSON.stringify(list)), [
    { serial: '4230.2.10', published: '2026-08-13', architectures: ['amd64', 'arm64'] },
    { serial: '4230.2.9', published: '2026-07-13', architectures: ['amd64'] },
    { serial: '2345.3.0', published: '2020-03-31', architectures: [] },
  ]);
});

test('what is named otherwise than by three numbers is no version', () => {
  const names = [
    'current',
    'latest',
    '4230.2',
    '4230.2.1.1',
    'v4230.2.1',
    '4230.2.1 ',
    '../4230.2.1',
    '4230.2.1/x',
    '',
  ];
  const list = Object.fromEntries(names.map((name) => [name, release('2026-08-13 12:00:00 +0000')]));
  assert.deepEqual(read(JSON.stringify(list)), []);
});

test('an empty list is empty', () => {
  assert.deepEqual(read('{}'), []);
});

test('what is no list of releases is refused', () => {
  const wrong = [
    '',
    '<!DOCTYPE html>',
    'null',
    '[]',
    '"4230.2.10"',
    '{"4230.2.10": {}}',
    '{"4230.2.10": null}',
    '{"4230.2.10": {"architectures": "amd64", "release_date": "2026-08-13"}}',
    '{"4230.2.10": {"architectures": [1], "release_date": "2026-08-13"}}',
    '{"4230.2.10": {"architectures": ["amd64"]}}',
    '{"4230.2.10": {"architectures": ["amd64"], "release_date": 20260813}}',
    '{"4230.2.10": {"architectures": ["amd64"], "release_date": "yesterday"}}',
    '{"4230.2.10": {"architectures": ["amd64"], "release_date": "2026-13-32 12:00:00 +0000"}}',
    '{"4230.2.10": {"architectures": ["amd64"], "release_date": "2026-08-13"}',
  ];
  for (const text of wrong) {
    assert.throws(
      () => read(text),
      {
        name: 'OsdexError',
        code: 'page-unreadable',
        message: `expected a JSON object of releases with architectures and release_date, found something else, ${url}`,
        url,
      },
      text,
    );
  }
});

test('the list and the sums files are where the feed says', () => {
  const scope = { release: 'stable', serial: '4230.2.10', arch: 'arm64' };
  assert.equal(flatcarReleases.pageUrl(feed, scope), url);
  assert.equal(
    flatcarReleases.sumsUrl(feed, scope),
    'https://stable.release.example.org/arm64-usr/4230.2.10/image.img.gz.DIGESTS.asc',
  );
});
