import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf } from '../../core/digest.ts';
import type { DigestAlgorithm } from '../../core/digest-text.ts';
import type { Trust } from '../../core/source/trust.ts';
import { refuseDowngrade } from '../../crawler/refuse-downgrade.ts';
import { makeArtifact, makeBuild } from '../test-release.ts';
import { makeShelf } from './shelf.ts';

const URL = 'https://images.example/SUMS';
const SUMS_ONLY: Trust = { level: 'sums-only', reason: 'nothing is signed' };
const WEAK: Trust = { level: 'weak', reason: 'MD5 only' };

const buildWith = (serial: string, algorithm: DigestAlgorithm, arch: 'amd64' | 'arm64' = 'amd64') =>
  makeBuild(serial, {
    artifacts: [makeArtifact('image', { arch, digest: digestOf(Buffer.from(serial), algorithm) })],
  });

test('nothing below SHA-256 is accepted but from a source that says weak', () => {
  for (const algorithm of ['sha1', 'md5'] as const) {
    assert.throws(() => refuseDowngrade(SUMS_ONLY, buildWith('20260101', algorithm), [], URL), {
      code: 'digest-downgrade',
      message: `expected digests of at least sha256 for cloud 20260101, found ${algorithm}, ${URL}; if the publisher has nothing better, say so in the source's trust with level: weak`,
    });
    refuseDowngrade(WEAK, buildWith('20260101', algorithm), [], URL);
  }
  for (const algorithm of ['sha256', 'sha384', 'sha512'] as const)
    refuseDowngrade(SUMS_ONLY, buildWith('20260101', algorithm), [], URL);
});

test('one file with a weak digest among strong ones is enough to refuse the build', () => {
  const [strong] = buildWith('20260101', 'sha512').artifacts;
  const [weak] = buildWith('20260101', 'md5').artifacts;
  assert.ok(strong && weak);
  const build = makeBuild('20260101', { artifacts: [strong, { ...weak, file: 'other' }] });
  assert.throws(() => refuseDowngrade(SUMS_ONLY, build, [], URL), { code: 'digest-downgrade' });
});

test('a new build has digests at least as strong as the newest one on record', () => {
  const order = ['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const;
  for (const [strength, before] of order.entries()) {
    for (const [index, found] of order.entries()) {
      const recorded = [buildWith('20260101', 'md5'), buildWith('20260201', before)];
      const judge = () => refuseDowngrade(WEAK, buildWith('20260301', found), recorded, URL);
      if (index >= strength) judge();
      else assert.throws(judge, { code: 'digest-downgrade', message: /as for 20260201, found/ });
    }
  }
});

test('the floor that a source states stands instead of the record', () => {
  const recorded = [buildWith('20260201', 'sha512')];
  refuseDowngrade({ ...SUMS_ONLY, digests: 'sha256' }, buildWith('20260301', 'sha256'), recorded, URL);
  assert.throws(
    () => refuseDowngrade({ ...SUMS_ONLY, digests: 'sha512' }, buildWith('20260301', 'sha256'), [], URL),
    { code: 'digest-downgrade', message: /at least sha512 .*, found sha256, .* with digests: sha256$/ },
  );
  assert.throws(() => refuseDowngrade({ ...WEAK, digests: 'sha1' }, buildWith('1', 'md5'), [], URL), {
    code: 'digest-downgrade',
  });
});

test('architectures that are signed apart are measured apart', () => {
  const recorded = [buildWith('20260201', 'sha512'), buildWith('20260101', 'sha256', 'arm64')];
  refuseDowngrade(SUMS_ONLY, buildWith('20260201', 'sha256', 'arm64'), recorded, URL);
  refuseDowngrade(SUMS_ONLY, buildWith('20260301', 'sha256', 'arm64'), recorded, URL);
  assert.throws(() => refuseDowngrade(SUMS_ONLY, buildWith('20260301', 'sha256'), recorded, URL), {
    code: 'digest-downgrade',
  });
});

test('a signed source whose publisher falls back to MD5 or SHA-1 is refused, and its record stays', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260101');
  await shelf.crawl();
  const before = await shelf.records();
  await shelf.publish('20260201', { algorithm: 'sha1' });
  for (const _ of [1, 2]) {
    const report = await shelf.crawl();
    assert.deepEqual(
      report.errors.map(({ code }) => code),
      ['digest-downgrade'],
    );
    assert.deepEqual([report.changes, await shelf.records()], [[], before]);
  }
  await shelf.editSource(
    'level: signed, shape: detached, signature: "{sums}.sig"',
    'level: weak, reason: a test, digests: sha1',
  );
  assert.deepEqual((await shelf.crawl()).errors, []);
  const builds = await shelf.builds('shelf', '1', 'cloud');
  assert.deepEqual(
    builds.map(({ serial, verification }) => [serial, verification.level]),
    [
      ['20260201', 'weak'],
      ['20260101', 'signed'],
    ],
  );
});
