import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf } from '../../core/digest.ts';
import { OsdexError } from '../../core/error.ts';
import type { SumsFeed } from '../../core/source/feed.ts';
import { Source } from '../../core/source/source.ts';
import { parseChecksumManifest } from '../../core/sums/checksum-manifest.ts';
import { acceptUnsigned } from '../../core/trust/unsigned-text.ts';
import { readYaml } from '../../core/files/yaml.ts';
import { normaliseBuilds } from '../../crawler/normalise.ts';
import { HOSTILE_NAMES } from './hostile-names.ts';

const SUMS_URL = 'https://images.example.org/9/SHA256SUMS';
const HEX = { a: 'a'.repeat(64), b: 'b'.repeat(64), c: 'c'.repeat(64) };

const SOURCE = readYaml(
  `schema: osdex/source/1
product: example
name: Example OS
vendor: Example Project
family: linux
description: An example.
homepage: https://example.org/
versionScheme: semver
releases: [{ release: "9" }]
feeds:
  - feed: images
    format: sums
    sums: https://images.example.org/{release}/SHA256SUMS
    files: https://images.example.org/{serial}/
    patterns: { serial: '{release}\\.[0-9.]+' }
    trust: { level: sums-only, reason: nothing is signed }
    streams:
      - stream: cloud
        title: Cloud image
        kind: cloud
        files: [{ match: "example-{serial}-{arch}.qcow2" }]
`,
  Source,
  'example.yaml',
  'source-invalid',
);

function normalise(lines: string[], more: Partial<SumsFeed> = {}) {
  const bytes = new TextEncoder().encode(`${lines.join('\n')}\n`);
  const [stated] = SOURCE.feeds;
  const [release] = SOURCE.releases;
  assert.ok(stated?.format === 'sums' && release);
  const feed = { ...stated, ...more };
  return normaliseBuilds(
    { source: SOURCE, feed, release, known: [] },
    { scope: { release: '9' }, sumsUrl: SUMS_URL, published: undefined, newest: true },
    {
      manifest: parseChecksumManifest(acceptUnsigned(bytes, 'sums-only'), SUMS_URL),
      sumsUrl: SUMS_URL,
      sumsDigest: digestOf(bytes),
    },
  );
}

test('a sums file of several builds gives each its serial, its address and its files; aliases are passed over', () => {
  const builds = normalise([
    `${HEX.b}  example-9.1-x86_64.qcow2`,
    `${HEX.c}  example-9.1-aarch64.qcow2`,
    `${HEX.a}  example-9.0-x86_64.qcow2`,
    `${HEX.b}  example-latest-x86_64.qcow2`,
  ]);
  assert.deepEqual(
    builds.map(({ serial, url, artifacts }) => [
      serial,
      url,
      artifacts.map(({ arch, digest }) => [arch, digest]),
    ]),
    [
      [
        '9.1',
        'https://images.example.org/9.1/',
        [
          ['arm64', `sha256:${HEX.c}`],
          ['amd64', `sha256:${HEX.b}`],
        ],
      ],
      ['9.0', 'https://images.example.org/9.0/', [['amd64', `sha256:${HEX.a}`]]],
    ],
  );
  assert.equal(builds[0]?.verification.level, 'sums-only');
});

test('a day is read out of a serial by the form that the feed states, whole where it is written without dashes', () => {
  const dayOf = (serial: string, dated: string): string | undefined =>
    normalise([`${HEX.a}  example-9.${serial}-x86_64.qcow2`], {
      dated,
      patterns: { serial: '{release}\\.[0-9.-]+' },
    })[0]?.published;
  assert.equal(dayOf('0.20260109.1', '9.0.{date}{rest}'), '2026-01-09');
  assert.equal(dayOf('0.20260109', '9.0.{date}{rest}'), '2026-01-09');
  assert.equal(dayOf('260109', '9.{date}'), '2026-01-09');
  assert.equal(dayOf('2026.01.09', '9.{date}'), '2026-01-09');
  assert.equal(dayOf('0.20261301.1', '9.0.{date}{rest}'), undefined, 'no such month');
  assert.equal(dayOf('0.20260109.1', '8.{date}{rest}'), undefined, 'another form');
});

test('names that are not plain are never taken', () => {
  const builds = normalise([
    `${HEX.a}  example-9.1-x86_64.qcow2`,
    `${HEX.b}  ../example-9.2-x86_64.qcow2`,
    `${HEX.b}  example-9.2;id-x86_64.qcow2`,
    `${HEX.b}  -example-9.2-x86_64.qcow2`,
  ]);
  assert.deepEqual(
    builds.map(({ serial }) => serial),
    ['9.1'],
  );
});

/** Takes whatever a name may have where the serial is. */
const ANYTHING: Partial<SumsFeed> = { patterns: { serial: '[^]+' } };

for (const [why, name] of HOSTILE_NAMES) {
  test(`a file whose name ${why} is never taken, whatever the pattern lets pass`, () => {
    // What would end the line is no part of a name in a sums file.
    const inLine = name.replaceAll(/[\n\0]/g, '\v');
    const hostile = [`example-${inLine}-x86_64.qcow2`, `${inLine}/example-9.2-x86_64.qcow2`];
    const lines = [...hostile, 'example-9.1-x86_64.qcow2'].map((file) => `${HEX.a}  ${file}`);
    try {
      const files = normalise(lines, ANYTHING).flatMap(({ artifacts }) => artifacts.map(({ file }) => file));
      assert.deepEqual(files, ['example-9.1-x86_64.qcow2']);
    } catch (error) {
      // A name that is plain with a serial that is none, and a line that is none, are refused with the whole file.
      assert.ok(error instanceof OsdexError, String(error));
      assert.match(error.code, /^(?:name-refused|sums-unreadable)$/);
    }
  });
}

test('a pattern that could try for ever is not held against names longer than any file has', () => {
  const long = `example-${'9'.repeat(400)}-x86_64.qcow2`;
  const lines = [`${HEX.a}  ${'a/'.repeat(150)}${long}`, `${HEX.b}  example-9.1-x86_64.qcow2`];
  const builds = normalise(lines, { patterns: { serial: '[^]*[^]*[^]*' } });
  assert.deepEqual(
    builds.map(({ serial }) => serial),
    ['9.1'],
  );
});

test('an address that a part of a name would turn elsewhere is refused', () => {
  const feed = {
    files: 'https://images.example.org/{minor}/{serial}/',
    patterns: { minor: '[^-]+', serial: '[0-9.]+' },
    streams: SOURCE.feeds.flatMap(({ streams }) =>
      streams.map((stream) => ({
        ...stream,
        files: stream.files.map((file) => ({ ...file, match: 'example-{minor}-{serial}-{arch}.qcow2' })),
      })),
    ),
  };
  assert.throws(() => normalise([`${HEX.a}  example-..-9.1-x86_64.qcow2`], feed), {
    code: 'name-refused',
    message: /expected an address as it is asked for, found https:\/\/images\.example\.org\/\.\.\/9\.1\//,
  });
});

test('digests that prove little make the build weak, whatever the source states', () => {
  const [build] = normalise([`MD5 (example-9.1-x86_64.qcow2) = ${'a'.repeat(32)}`]);
  assert.equal(build?.verification.level, 'weak');
});

test('sums without the files that the source names are refused with what was looked for', () => {
  assert.throws(() => normalise([`${HEX.a}  other.qcow2`]), {
    code: 'sums-without-files',
    message: `expected files such as example-{serial}-{arch}.qcow2, found none of them among 1 in ${SUMS_URL}`,
  });
});

test('an architecture that nobody here knows is told by its word', () => {
  assert.throws(() => normalise([`${HEX.a}  example-9.1-64bit.qcow2`]), {
    code: 'sums-without-files',
    message:
      /expected a known architecture in files such as .*, found "64bit" in .*; say which it is with arch:/,
  });
});

test('a build that could not be read back from the catalog is refused', () => {
  assert.throws(() => normalise([`${HEX.a}  example-9.${'1'.repeat(80)}-x86_64.qcow2`]), {
    code: 'name-refused',
    message: /expected a build that can be recorded, found serial: expected a serial of letters, digits/,
  });
});
