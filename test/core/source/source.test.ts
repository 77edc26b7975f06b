import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pinnedKeys, productOf, releasesOf, Source } from '../../../core/source/source.ts';
import { Trust } from '../../../core/source/trust.ts';
import { readYaml } from '../../../core/files/yaml.ts';
import { SOURCE_TEXT, sourceTextWith } from '../../source-text.ts';

const KEY = 'D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81';
const KEY_OF_2204 = '843938DF228D22F7B3742BC0D94AA3F0EFE21092';

function read(text: string): Source {
  return readYaml(text, Source, 'x.yaml', 'source-invalid');
}

function feedOf(source: Source, name: string) {
  const feed = source.feeds.find((one) => one.feed === name);
  assert.ok(feed);
  return feed;
}

test('a source without a mistake is read with what it leaves to us filled in', () => {
  assert.deepEqual(read(SOURCE_TEXT), {
    schema: 'osdex/source/1',
    product: 'example',
    name: 'Example OS',
    vendor: 'Example Project',
    family: 'linux',
    description: 'An example.',
    homepage: 'https://example.org/',
    versionScheme: 'calver',
    keep: 24,
    first: 3,
    keys: [
      { fingerprint: KEY, owner: 'Example signing key', provenance: 'made up' },
      {
        fingerprint: KEY_OF_2204,
        owner: 'Example key of 22.04',
        releases: ['22.04'],
        provenance: 'made up',
      },
    ],
    accept: [],
    moves: [],
    releases: [{ release: '24.04', codename: 'noble' }, { release: '22.04' }],
    feeds: [
      {
        feed: 'cloud',
        format: 'directory',
        index: 'https://images.example.org/{codename}/',
        entry: '{serial}/',
        sums: '{serial}/SHA256SUMS',
        trust: { level: 'signed', shape: 'detached', signature: '{sums}.gpg' },
        streams: [
          {
            stream: 'cloud',
            title: 'Cloud image',
            kind: 'cloud',
            files: [
              { match: 'example-{arch}.qcow2', format: 'qcow2', compression: undefined },
              { match: 'example-{arch}.raw.xz', format: 'raw', compression: 'xz' },
            ],
          },
        ],
      },
      {
        feed: 'iso',
        format: 'sums',
        releases: ['24.04'],
        sums: 'https://images.example.org/{release}/SHA256SUMS',
        trust: { level: 'signed', shape: 'clearsigned', keys: [KEY] },
        streams: [
          {
            stream: 'installer',
            title: 'Installer',
            kind: 'installer',
            files: [{ match: 'example-{serial}-{arch}.img', format: 'raw', compression: undefined }],
          },
        ],
      },
    ],
  });
});

const MISTAKES: readonly { what: string; before: string; after: string; message: string }[] = [
  {
    what: 'a release that is stated twice',
    before: '  - release: "22.04"\n',
    after: '  - release: "22.04"\n  - release: "24.04"\n',
    message: 'x.yaml:21: releases[2]: expected each name once, found "24.04" again',
  },
  {
    what: 'a release that ends before it comes',
    before: '    codename: noble\n',
    after: '    codename: noble\n    released: "2024-04-25"\n    endOfLife: "2024-04-24"\n',
    message:
      'x.yaml:21: releases[0].endOfLife: expected a day on or after released: "2024-04-25", found "2024-04-24"',
  },
  {
    what: 'extended support that ends before the general one',
    before: '    codename: noble\n',
    after: '    codename: noble\n    endOfLife: "2029-05-31"\n    extendedSupport: "2029-05-30"\n',
    message:
      'x.yaml:21: releases[0].extendedSupport: expected a day on or after endOfLife: "2029-05-31", found "2029-05-30"',
  },
  {
    what: 'extended support of a release without an end',
    before: '    codename: noble\n',
    after: '    codename: noble\n    extendedSupport: "2034-04-25"\n',
    message:
      'x.yaml:20: releases[0].extendedSupport: expected endOfLife: beside it, the end of the support that everyone gets, found none',
  },
  {
    what: 'a feed that is stated twice',
    before: 'feed: iso',
    after: 'feed: cloud',
    message: 'x.yaml:38: feeds[1]: expected each name once, found "cloud" again',
  },
  {
    what: 'a key of a release that is not there',
    before: 'releases: ["22.04"]',
    after: 'releases: ["22.04", "20.04"]',
    message: 'x.yaml:15: keys[1].releases[1]: expected one of the releases below, found "20.04"',
  },
  {
    what: 'a page address that is no folder',
    before: 'index: https://images.example.org/{codename}/',
    after: 'index: https://images.example.org/{codename}',
    message:
      'x.yaml:24: feeds[0].index: expected the address of a folder, ending in a slash, since the links below it are read',
  },
  {
    what: 'a feed of a release that is not there',
    before: '    releases: ["24.04"]',
    after: '    releases: ["24.04", "24.10"]',
    message: 'x.yaml:40: feeds[1].releases[1]: expected one of the releases above, found "24.10"',
  },
  {
    what: 'a feed with a key that is not pinned',
    before: `keys: [${KEY}]`,
    after: 'keys: [F1D8EC98F241AAF20DF69420EF3C111FCFC659B9]',
    message:
      'x.yaml:45: feeds[1].trust.keys[0]: expected one of the keys above, found "F1D8EC98F241AAF20DF69420EF3C111FCFC659B9"',
  },
  {
    what: 'a signed feed where no key is pinned',
    before: SOURCE_TEXT.slice(SOURCE_TEXT.indexOf('keys:\n'), SOURCE_TEXT.indexOf('releases:\n')),
    after: '',
    message: [
      'x.yaml:19: feeds[0].trust: expected keys: to pin the signer, found none',
      'x.yaml:34: feeds[1].trust: expected keys: to pin the signer, found none',
      `x.yaml:37: feeds[1].trust.keys[0]: expected one of the keys above, found "${KEY}"`,
    ].join('\n'),
  },
  {
    what: 'a key that is named by its short id',
    before: `fingerprint: ${KEY}`,
    after: `fingerprint: ${KEY.slice(-16)}`,
    message: [
      'x.yaml:10: keys[0].fingerprint: expected a full fingerprint: 40 (or 64) upper-case hex digits without spaces, or the RW… line of a signify or minisign key',
      `x.yaml:45: feeds[1].trust.keys[0]: expected one of the keys above, found "${KEY}"`,
    ].join('\n'),
  },
  {
    what: 'a file whose name leaves its format open',
    before: ', format: raw }',
    after: ' }',
    message:
      'x.yaml:51: feeds[1].streams[0].files[0]: expected format:, since the name example-{serial}-{arch}.img does not tell it',
  },
  {
    what: 'a feed format that nobody reads',
    before: 'format: sums',
    after: 'format: rss',
    message:
      "x.yaml:39: feeds[1].format: expected one of 'directory' | 'sums' | 'records' | 'bucket' | 'redirect' | 'download-page' | 'flatcar-releases'",
  },
  {
    what: 'a trust level that no publisher can have',
    before: 'level: signed\n      shape: detached',
    after: 'level: imported\n      shape: detached',
    message: "x.yaml:28: feeds[0].trust.level: expected one of 'signed' | 'sums-only' | 'weak'",
  },
  {
    what: 'a detached signature without its place',
    before: '      signature: "{sums}.gpg"\n',
    after: '',
    message: 'x.yaml:27: feeds[0].trust.signature: expected string, found nothing',
  },
  {
    what: 'a level below signed without the reason',
    before: 'level: signed\n      shape: detached\n      signature: "{sums}.gpg"',
    after: 'level: sums-only',
    message: 'x.yaml:27: feeds[0].trust.reason: expected string, found nothing',
  },
  {
    what: 'an entry that does not tell the serial',
    before: 'entry: "{serial}/"',
    after: 'entry: "latest/"',
    message: 'x.yaml:25: feeds[0].entry: expected {serial} in it',
  },
  {
    what: 'a pattern that is no expression',
    before: 'entry: "{serial}/"',
    after: 'entry: "{serial}/"\n    patterns: { serial: "({release}" }',
    message: 'x.yaml:26: feeds[0].patterns.serial: expected a regular expression',
  },
  {
    what: 'a pattern that may take for ever',
    before: 'entry: "{serial}/"',
    after: 'entry: "{serial}/"\n    patterns: { serial: "([0-9]+)+x" }',
    message:
      'x.yaml:26: feeds[0].patterns.serial: expected a regular expression without a repetition inside of a repetition',
  },
  {
    what: 'digests that prove nothing below a signature',
    before: 'shape: detached\n',
    after: 'shape: detached\n      digests: sha1\n',
    message: 'x.yaml:30: feeds[0].trust.digests: expected level: weak with digests: sha1, found signed',
  },
  {
    what: 'digests by an algorithm that nobody here knows',
    before: 'shape: detached\n',
    after: 'shape: detached\n      digests: sha224\n',
    message: 'x.yaml:30: feeds[0].trust.digests: expected one of sha512, sha384, sha256, sha1, md5',
  },
  {
    what: 'a cadence of no days',
    before: 'entry: "{serial}/"',
    after: 'entry: "{serial}/"\n    every: 0',
    message: 'x.yaml:26: feeds[0].every: expected a number of days, 1 or more',
  },
  {
    what: 'an address of another kind',
    before: 'index: https:',
    after: 'index: ftp:',
    message: 'x.yaml:24: feeds[0].index: expected an http or https URL, {names} allowed',
  },
  {
    what: 'an address that is none once its names are filled in',
    before: 'https://images.example.org/{codename}/',
    after: 'https://[{codename}/',
    message: 'x.yaml:24: feeds[0].index: expected an http or https URL, {names} allowed',
  },
  {
    what: 'a field that nobody knows',
    before: 'family: linux',
    after: 'familly: linux',
    message: [
      'x.yaml:1: family: expected string, found nothing',
      'x.yaml:5: familly: expected one of the documented fields, found "familly"',
    ].join('\n'),
  },
  {
    what: 'a schema of another version',
    before: 'osdex/source/1',
    after: 'osdex/source/2',
    message: 'x.yaml:1: schema: expected "osdex/source/1"',
  },
  {
    what: 'a product that could not be a folder',
    before: 'product: example',
    after: 'product: ../example',
    message: 'x.yaml:2: product: expected a name of lower-case letters, digits, dots, dashes and underscores',
  },
];

for (const { what, before, after, message } of MISTAKES) {
  test(`${what} is refused with file, line and field`, () => {
    assert.throws(() => read(sourceTextWith(before, after)), {
      name: 'OsdexError',
      code: 'source-invalid',
      path: 'x.yaml',
      message,
    });
  });
}

test('a publisher who signs nothing needs no keys', () => {
  const keys = SOURCE_TEXT.slice(SOURCE_TEXT.indexOf('keys:\n'), SOURCE_TEXT.indexOf('releases:\n'));
  const text = SOURCE_TEXT.replace(keys, '')
    .replace(/level: signed[\s\S]*?(?= {4}streams)/, 'level: sums-only\n      reason: Nothing is signed.\n')
    .replace(/level: signed[\s\S]*?(?= {4}streams)/, 'level: weak\n      reason: Only MD5.\n');
  assert.deepEqual(
    read(text).feeds.map(({ trust }) => trust),
    [
      { level: 'sums-only', reason: 'Nothing is signed.' },
      { level: 'weak', reason: 'Only MD5.' },
    ],
  );
});

test('a feed may state its cadence, that it repeats files, and the weakest digests it accepts', () => {
  const text = sourceTextWith('entry: "{serial}/"', 'entry: "{serial}/"\n    every: 7\n    repeats: true')
    .replace('shape: detached\n', 'shape: detached\n      digests: sha512\n')
    .replace(
      /level: signed\s+shape: clearsigned\s+keys: .*/,
      'level: weak\n      reason: MD5.\n      digests: md5',
    );
  const [cloud, iso] = read(text).feeds;
  assert.deepEqual([cloud?.every, cloud?.repeats, cloud?.trust.digests], [7, true, 'sha512']);
  assert.deepEqual(iso?.trust, { level: 'weak', reason: 'MD5.', digests: 'md5' });
});

test('where the publisher states the dates goes into the catalog, the name elsewhere does not', () => {
  const source = read(
    sourceTextWith(
      'versionScheme: calver\n',
      'lifecycle: https://example.org/releases\nversionScheme: calver\nendoflife: example-os\n',
    ),
  );
  assert.equal(source.endoflife, 'example-os');
  const { lifecycle, ...rest } = productOf(source);
  assert.equal(lifecycle, 'https://example.org/releases');
  assert.deepEqual(rest, productOf(read(SOURCE_TEXT)));
});

test('a feed carries all releases unless it names some', () => {
  const source = read(SOURCE_TEXT);
  const names = (feed: string) => releasesOf(source, feedOf(source, feed)).map(({ release }) => release);
  assert.deepEqual(names('cloud'), ['24.04', '22.04']);
  assert.deepEqual(names('iso'), ['24.04']);
});

test('a key may sign the releases it is pinned for, in the feeds that do not name others', () => {
  const source = read(SOURCE_TEXT);
  assert.deepEqual(pinnedKeys(source, feedOf(source, 'cloud'), '24.04'), [KEY]);
  assert.deepEqual(pinnedKeys(source, feedOf(source, 'cloud'), '22.04'), [KEY, KEY_OF_2204]);
  assert.deepEqual(pinnedKeys(source, feedOf(source, 'iso'), '22.04'), [KEY]);
});

test('what the catalog tells of a product is what its source states, each stream once', () => {
  const twice = sourceTextWith('stream: installer', 'stream: cloud');
  const { keys } = read(SOURCE_TEXT);
  const facts = {
    schema: 'osdex/product/1',
    product: 'example',
    name: 'Example OS',
    vendor: 'Example Project',
    family: 'linux',
    description: 'An example.',
    homepage: 'https://example.org/',
    versionScheme: 'calver',
    streams: [
      { stream: 'cloud', title: 'Cloud image', kind: 'cloud' },
      { stream: 'installer', title: 'Installer', kind: 'installer' },
    ],
    feeds: [
      {
        feed: 'cloud',
        format: 'directory',
        url: 'https://images.example.org/{codename}/',
        page: 'https://images.example.org/noble/',
        streams: ['cloud'],
        level: 'signed',
        shape: 'detached',
      },
      {
        feed: 'iso',
        format: 'sums',
        url: 'https://images.example.org/{release}/SHA256SUMS',
        page: 'https://images.example.org/24.04/SHA256SUMS',
        releases: ['24.04'],
        streams: ['installer'],
        level: 'signed',
        shape: 'clearsigned',
      },
    ],
    keys,
  };
  assert.deepEqual(productOf(read(SOURCE_TEXT)), facts);
  assert.deepEqual(productOf(read(twice)).streams, [
    { stream: 'cloud', title: 'Installer', kind: 'installer' },
  ]);
  const mirrors = [{ of: 'https://images.example.org/', at: ['https://mirror.example.net/example/'] }];
  const mirrored = sourceTextWith('keys:\n', `mirrors: ${JSON.stringify(mirrors)}\nkeys:\n`);
  assert.deepEqual(productOf(read(mirrored)), { ...facts, mirrors });
});

test('a signed feed of a release that no pinned key may sign is refused', () => {
  const text = sourceTextWith(
    '    owner: Example signing key\n',
    '    owner: Example signing key\n    releases: ["22.04"]\n',
  );
  assert.throws(
    () => read(text),
    /feeds\[0\]\.trust: expected a key that may sign release 24\.04, found none/,
  );
});

test('no source may state that it is imported', () => {
  assert.equal(Trust.safeParse({ level: 'imported', reason: 'elsewhere' }).success, false);
  assert.equal(Trust.safeParse({ level: 'weak', reason: 'elsewhere' }).success, true);
});
