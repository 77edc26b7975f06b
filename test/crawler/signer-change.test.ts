import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeChange } from '../../core/change.ts';
import type { Fingerprint } from '../../core/trust/fingerprint.ts';
import type { Build } from '../../core/release.ts';
import type { SignedVerification } from '../../core/verification.ts';
import { commitMessage } from '../../crawler/commit-message.ts';
import { findSignerChanges } from '../../crawler/signer-change.ts';
import { markdownSummary } from '../../crawler/summary.ts';
import { makeArtifact, makeBuild } from '../test-release.ts';
import { makeShelf } from './shelf.ts';

const NAME = { product: 'shelf', release: '1' };
const [OLD, NEW, SUBKEY] = ['A', 'B', 'C'].map((digit) => digit.repeat(40) as Fingerprint);

function signedBy(
  signer: Fingerprint | undefined,
  serial: string,
  more: Partial<SignedVerification> = {},
): Build {
  const build = makeBuild(serial);
  assert.ok(build.verification.level === 'signed' && signer);
  return { ...build, verification: { ...build.verification, signer, ...more } };
}

const told = (recorded: Build[], added: Build[]): string[] =>
  findSignerChanges(NAME, recorded, added).map((change) =>
    change.kind === 'signer-changed' ? `${change.serial} ${change.from[0]}${change.to[0]}` : '',
  );

test('another primary key or another subkey of the same one is told, the same key is not', () => {
  assert.deepEqual(told([signedBy(OLD, '20260101')], [signedBy(OLD, '20260201')]), []);
  assert.deepEqual(told([signedBy(OLD, '20260101')], [signedBy(NEW, '20260201')]), ['20260201 AB']);
  const subkey = signedBy(OLD, '20260201', { subkey: `${SUBKEY}` });
  assert.deepEqual(told([signedBy(OLD, '20260101')], [subkey]), ['20260201 AC']);
});

test('it is the newest build on record that counts, and of several new ones the first that changed', () => {
  const recorded = [signedBy(OLD, '20260101'), signedBy(NEW, '20260201')];
  assert.deepEqual(told(recorded, [signedBy(NEW, '20260301')]), []);
  const added = ['20260501', '20260301', '20260401'].map((serial) => signedBy(OLD, serial));
  assert.deepEqual(told(recorded, added), ['20260301 BA']);
});

test('first builds, late ones, other streams, other architectures and unsigned builds change no signer', () => {
  const recorded = [signedBy(OLD, '20260201')];
  const other = signedBy(NEW, '20260301');
  assert.deepEqual(told([], [other]), []);
  assert.deepEqual(told(recorded, [signedBy(NEW, '20260101')]), []);
  assert.deepEqual(told(recorded, [{ ...other, stream: 'live' }]), []);
  assert.deepEqual(told(recorded, [{ ...other, artifacts: [makeArtifact('x', { arch: 's390x' })] }]), []);
  const { sums, sumsDigest } = other.verification as SignedVerification;
  assert.deepEqual(
    told(recorded, [{ ...other, verification: { level: 'sums-only', sums, sumsDigest } }]),
    [],
  );
});

test('a file that the earlier key signed as well has no new signer', () => {
  const both = signedBy(NEW, '20260201', { others: [{ key: `${OLD}`, verdict: 'good' }] });
  assert.deepEqual(told([signedBy(OLD, '20260101')], [both]), []);
  const bad = signedBy(NEW, '20260201', { others: [{ key: `${OLD}`, verdict: 'signature-bad' }] });
  assert.deepEqual(told([signedBy(OLD, '20260101')], [bad]), ['20260201 AB']);
});

test('a crawl tells a new signer in its report, the commit and the summary, and it is no error', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260101');
  await shelf.crawl();
  await shelf.publish('20260201', { key: shelf.keys[0] });
  const report = await shelf.crawl();
  assert.deepEqual(report.errors, []);
  const [added, changed] = report.changes;
  assert.ok(added?.kind === 'build-added' && changed?.kind === 'signer-changed');
  assert.equal(changed.from, shelf.keys[1].fingerprint);
  const [build] = await shelf.builds('shelf', '1', 'cloud');
  assert.ok(build?.verification.level === 'signed');
  assert.equal(changed.to, build.verification.subkey, 'the first key signs with a subkey');
  const line = `shelf 1 cloud 20260201: signed by another key, ${changed.to} instead of ${changed.from}; both are pinned`;
  assert.equal(describeChange(changed), line);
  assert.ok(commitMessage(report.changes, report.files).endsWith(line));
  assert.match(markdownSummary(report), /- shelf 1 cloud 20260201: signed by another key, /);
  assert.deepEqual((await shelf.crawl()).changes, []);
});
