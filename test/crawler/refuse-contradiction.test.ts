import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf } from '../../core/digest.ts';
import type { DigestAlgorithm } from '../../core/digest-text.ts';
import { findContradictions, refuseRepeatedNames } from '../../crawler/refuse-contradiction.ts';
import type { FoundSums } from '../../crawler/found.ts';
import { makeArtifact, makeBuild } from '../test-release.ts';
import { makeShelf } from './shelf.ts';

const URL = 'https://images.example/SUMS';
const NAME = { product: 'shelf', release: '1' };

test('two files of a build under one name are refused with what they are called', () => {
  const twice = makeBuild('20260101', { artifacts: [makeArtifact('a.qcow2'), makeArtifact('a.qcow2')] });
  assert.throws(() => refuseRepeatedNames(twice, URL), {
    code: 'name-conflict',
    message: `expected one file for each name in cloud 20260101, found two patterns that match a.qcow2, ${URL}; mend match: or path: in the source`,
  });
  const named = ['a.qcow2', 'b.qcow2'].map((file) => makeArtifact(file, { path: 'amd64/image' }));
  assert.throws(() => refuseRepeatedNames(makeBuild('20260101', { artifacts: named }), URL), {
    code: 'name-conflict',
    message: /found a\.qcow2 and b\.qcow2, both named amd64\/image/,
  });
  const apart = ['amd64', 'arm64'].map((arch) => makeArtifact('a.qcow2', { path: `${arch}/a.qcow2` }));
  refuseRepeatedNames(makeBuild('20260101', { artifacts: apart }), URL);
});

test('sums files that contradict each other are both refused; digests by other algorithms do not', async (t) => {
  const shelf = await makeShelf(t);
  const { feeds } = await shelf.source();
  const [feed] = feeds;
  assert.ok(feed);
  const found = (sums: string, content: string, algorithm: DigestAlgorithm = 'sha256'): FoundSums => {
    const artifacts = [makeArtifact('a.qcow2', { digest: digestOf(Buffer.from(content), algorithm) })];
    return { feed, sumsUrl: sums, builds: [makeBuild('20260101', { artifacts })] };
  };
  const one = found('https://images.example/ONE', 'one');
  const two = found('https://images.example/TWO', 'two');
  const refusals = findContradictions(NAME, [
    one,
    two,
    found('https://images.example/THREE', 'two', 'sha512'),
  ]);
  assert.deepEqual(
    refusals.map(({ sums, error }) => [sums, error.code]),
    [
      [one, 'digest-conflict'],
      [two, 'digest-conflict'],
    ],
  );
  assert.match(
    refusals[0]?.error.message ?? '',
    /one digest of shelf\/1\/cloud\/20260101\/a\.qcow2, found sha256:7692c3ad/,
  );
  assert.deepEqual(findContradictions(NAME, [one, found('https://images.example/AGAIN', 'one')]), []);
});

test('two feeds that disagree about a file record nothing of it, at every crawl until they agree', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.addFeed();
  await shelf.publish('20260101');
  await shelf.sign('/1/20260101/AGAIN', `${'0'.repeat(64)}  image-amd64.qcow2\n`, '2026-01-01T12:00:00Z');
  for (const _ of [1, 2]) {
    const report = await shelf.crawl();
    assert.deepEqual(
      report.errors.map(({ feed, code }) => [feed, code]),
      [
        ['again', 'digest-conflict'],
        ['images', 'digest-conflict'],
      ],
    );
    assert.deepEqual([report.changes, report.builds], [[], 0]);
  }
  await shelf.sign('/1/20260101/AGAIN', String(shelf.paths.get('/1/20260101/SUMS')), '2026-01-01T12:00:00Z');
  assert.deepEqual((await shelf.crawl()).errors, []);
});
