import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Digest } from '../../core/digest.ts';
import type { Fingerprint } from '../../core/trust/fingerprint.ts';
import type { Build, Release } from '../../core/release.ts';
import { mergeRelease } from '../../crawler/merge.ts';
import { splitRelease } from '../../crawler/record.ts';

const FACTS = { release: '24.04', codename: 'noble', lts: true };

function digest(digit: string): Digest {
  return `sha256:${digit.repeat(64)}` as Digest;
}

function build(serial: string, overrides: Partial<Build> = {}): Build {
  return {
    stream: 'cloud',
    serial,
    published: `${serial.slice(0, 4)}-${serial.slice(4, 6)}-${serial.slice(6, 8)}`,
    url: `https://images.example/${serial}/`,
    verification: {
      level: 'signed',
      sums: 'SHA256SUMS',
      sumsDigest: digest('a'),
      signature: 'SHA256SUMS.gpg',
      signer: 'A'.repeat(40) as Fingerprint,
      signedAt: '2026-01-01T00:00:00Z',
      hash: 'sha512',
    },
    artifacts: [{ file: 'image-amd64.img', arch: 'amd64', format: 'qcow2', digest: digest('1') }],
    ...overrides,
  };
}

const SUMS_ONLY = { level: 'sums-only', sums: 'SHA256SUMS', sumsDigest: digest('c') } as const;

function merge(
  previous: Release | undefined,
  builds: Build[],
  gone: Build[] = [],
  documents: ReadonlySet<string> = new Set(),
) {
  return mergeRelease('ubuntu', previous, { facts: FACTS, builds, gone, today: '2026-03-20', documents });
}

test('builds are kept newest first, respins as numbers', () => {
  const { next } = merge(undefined, [
    build('20260101'),
    build('20260101.10'),
    build('20260201'),
    build('20260101.9'),
  ]);
  assert.deepEqual(
    next.builds.map(({ serial }) => serial),
    ['20260201', '20260101.10', '20260101.9', '20260101'],
  );
});

test('merging what is recorded already changes nothing', () => {
  const { next } = merge(undefined, [build('20260101')]);
  assert.deepEqual(merge(next, [build('20260101')]), { next, changes: [] });
  assert.deepEqual(merge(next, []), { next, changes: [] });
});

test('merging does not touch what it is given', () => {
  const previous = merge(undefined, [build('20260101')]).next;
  const before = structuredClone(previous);
  merge(previous, [build('20260201')], [build('20260101')]);
  assert.deepEqual(previous, before);
});

test('another digest under a recorded name is a conflict and the record stays', () => {
  const { next } = merge(undefined, [build('20260101')]);
  const changed = build('20260101', {
    artifacts: [{ file: 'image-amd64.img', arch: 'amd64', format: 'qcow2', digest: digest('2') }],
  });
  const result = merge(next, [changed]);
  assert.deepEqual(result.next, next);
  assert.deepEqual(result.changes, [
    {
      kind: 'conflict',
      product: 'ubuntu',
      release: '24.04',
      stream: 'cloud',
      serial: '20260101',
      file: 'image-amd64.img',
      recorded: digest('1'),
      found: digest('2'),
    },
  ]);
});

test('a size once learned is kept, and a file once listed is never dropped', () => {
  const [first] = build('20260101').artifacts;
  assert.ok(first);
  const known = build('20260101', {
    artifacts: [
      { ...first, size: 5 },
      { ...first, file: 'other.img', digest: digest('3') },
    ],
  });
  const { next } = merge(merge(undefined, [known]).next, [build('20260101')]);
  assert.deepEqual(next.builds[0]?.artifacts, known.artifacts);
});

test('a signature made anew over the same digests renews the evidence', () => {
  const { next } = merge(undefined, [build('20260101')]);
  const anew = build('20260101');
  assert.ok(anew.verification.level === 'signed');
  const verification = { ...anew.verification, signedAt: '2026-02-01T00:00:00Z', sumsDigest: digest('b') };
  const result = merge(next, [{ ...anew, verification }]);
  assert.deepEqual(
    result.changes.map(({ kind }) => kind),
    ['evidence-renewed'],
  );
  assert.deepEqual(result.next.builds[0]?.verification, verification);
});

test('a document that was signed anew, and says the same of a build, renews nothing', () => {
  const { next } = merge(undefined, [build('20260101')]);
  const anew = build('20260101');
  assert.ok(anew.verification.level === 'signed');
  const verification = { ...anew.verification, signedAt: '2026-02-01T00:00:00Z', sumsDigest: digest('b') };
  const documents = new Set(['https://images.example/20260101/SHA256SUMS']);
  assert.deepEqual(merge(next, [{ ...anew, verification }], [], documents), { next, changes: [] });
  const [first] = anew.artifacts;
  assert.ok(first);
  const artifacts = [first, { ...first, file: 'other.img', digest: digest('3') }];
  const more = merge(next, [{ ...anew, verification, artifacts }], [], documents);
  assert.deepEqual(more.next.builds[0]?.verification, verification, 'of another file it is the evidence');
});

test('other bytes of an unsigned list, which say the same of a build, renew nothing', () => {
  const known = build('20260101', { verification: SUMS_ONLY });
  const { next } = merge(undefined, [known]);
  const again = build('20260101', { verification: { ...SUMS_ONLY, sumsDigest: digest('d') } });
  assert.deepEqual(merge(next, [again]), { next, changes: [] });
});

test('evidence of a lower level never takes the place of better evidence, nor brings files of its own', () => {
  const { next } = merge(undefined, [build('20260101')]);
  const [first] = build('20260101').artifacts;
  assert.ok(first);
  const unsigned = [first, { ...first, file: 'other.img', digest: digest('3') }];
  for (const level of ['sums-only', 'weak'] as const) {
    const verification = { ...SUMS_ONLY, level };
    assert.deepEqual(merge(next, [build('20260101', { verification, artifacts: unsigned })]), {
      next,
      changes: [],
    });
    const elsewhere = { ...verification, sums: 'SHA512SUMS' };
    assert.deepEqual(merge(next, [build('20260101', { verification: elsewhere })]), { next, changes: [] });
  }
});

test('better evidence takes the place of lower evidence once it covers every file on record', () => {
  const [first] = build('20260101').artifacts;
  assert.ok(first);
  const two = [first, { ...first, file: 'other.img', digest: digest('3') }];
  const { next } = merge(undefined, [build('20260101', { verification: SUMS_ONLY, artifacts: two })]);
  assert.deepEqual(merge(next, [build('20260101')]), { next, changes: [] });
  const whole = merge(next, [build('20260101', { artifacts: two })]);
  assert.deepEqual(
    [whole.changes.map(({ kind }) => kind), whole.next.builds[0]?.verification],
    [['evidence-renewed'], build('20260101').verification],
  );
});

test('a withdrawn build that is found again with lower evidence returns with its own', () => {
  const { next } = merge(undefined, [build('20260101')]);
  const [recorded] = next.builds;
  assert.ok(recorded);
  const { next: withdrawn } = merge(next, [], [recorded]);
  const back = merge(withdrawn, [build('20260101', { verification: SUMS_ONLY })]);
  assert.deepEqual([back.changes.map(({ kind }) => kind), back.next], [['build-returned'], next]);
});

test('a conflict keeps out all that its sums file tells, and nothing of other sums files', () => {
  const { next } = merge(undefined, [build('20260101')]);
  const [first] = build('20260101').artifacts;
  assert.ok(first);
  const sums = 'https://images.example/SHA256SUMS';
  const { verification } = build('20260101');
  const rolling = { ...verification, sums };
  const found = [
    build('20260301', { verification: rolling, artifacts: [{ ...first, digest: digest('5') }] }),
    build('20260101', { verification: rolling, artifacts: [{ ...first, digest: digest('2') }] }),
    build('20260201', { artifacts: [{ ...first, digest: digest('4') }] }),
  ];
  const result = merge(next, found);
  assert.deepEqual(
    result.changes.map((change) => [change.kind, 'serial' in change && change.serial]),
    [
      ['conflict', '20260101'],
      ['build-added', '20260201'],
    ],
  );
});

test('of two finds in one crawl that contradict each other the last does not win', () => {
  const [first] = build('20260101').artifacts;
  assert.ok(first);
  const other = build('20260101', { artifacts: [{ ...first, digest: digest('2') }] });
  const { next, changes } = merge(undefined, [build('20260101'), other]);
  assert.deepEqual([changes.map(({ kind }) => kind), next.builds], [['conflict'], []]);
});

test('entries of one serial that are signed apart stay apart', () => {
  const arm = build('20260101', { url: 'https://images.example/arm64/20260101/' });
  const { next } = merge(undefined, [build('20260101'), arm]);
  assert.equal(next.builds.length, 2);
});

test('the newest builds of each stream stay in the release, older ones go to the file of their year', () => {
  const builds = ['20241201', '20250101', '20250201', '20260101', '20260201'].map((serial) => build(serial));
  const other = build('20240101', { stream: 'other' });
  const { next } = merge(undefined, [...builds, other]);
  const parts = splitRelease(next, 2);
  const serials = [...parts].map(([file, part]) => [
    file,
    part.builds.map(({ stream, serial }) => `${stream} ${serial}`),
  ]);
  assert.deepEqual(Object.fromEntries(serials), {
    'ubuntu/24.04.yaml': ['cloud 20260201', 'cloud 20260101', 'other 20240101'],
    'ubuntu/24.04/2025.yaml': ['cloud 20250201', 'cloud 20250101'],
    'ubuntu/24.04/2024.yaml': ['cloud 20241201'],
  });
});
