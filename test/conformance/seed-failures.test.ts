/** The ways in which the crawler before this one lost or mixed up builds; for each, what shows that ours does not. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { catalogUnderTest, NOW } from '../crawler/catalog-under-test.ts';
import type { CatalogUnderTest } from '../crawler/catalog-under-test.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startUpstream } from '../upstream/upstream.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { recordedOf, served } from './recorded.ts';
import { readCatalog } from '../../core/catalog/catalog.ts';

const SHOWN: readonly [failure: string, file: string, test: string][] = [
  [
    'the digest of a second respin under the address of the first',
    'crawler/crawl.test.ts',
    'respins of one day are builds of their own, each with its own address and digests',
  ],
  [
    '4230.2.9 taken for newer than 4230.2.10',
    'crawler/crawl.test.ts',
    'versions are compared as numbers: 4230.2.10 comes before 4230.2.9',
  ],
  [
    'a crash where sums are written as BSD does',
    'core/sums/checksum-manifest.test.ts',
    'BSD lines are read with the sizes in the comments above them',
  ],
  [
    'a crash where the server tells no Last-Modified',
    'conformance/sources.test.ts',
    'times that the server does not tell, or tells wrongly, change nothing',
  ],
  [
    'no entry where an image is days newer than its folder',
    'conformance/sources.test.ts',
    'times that the server does not tell, or tells wrongly, change nothing',
  ],
  [
    'one page that is not there ends the crawl of all',
    'crawler/crawl.test.ts',
    'one architecture whose page fails does not take the others with it',
  ],
  [
    'what was found before a crash never gets into the catalog',
    'robustness/kill.test.ts',
    'a crawl that is killed at any moment loses nothing, and the next one brings the catalog to where it would be',
  ],
];

for (const [failure, file, name] of SHOWN) {
  test(`${failure}: shown by ${file}`, async () => {
    const text = await readFile(join(import.meta.dirname, '..', file), 'utf8');
    assert.ok(text.includes(name), `expected a test "${name}" in ${file}`);
  });
}

const FIXTURE = `
product: minor
made: by hand for this test
hosts: { repo.example: nginx }
series:
  - feed: cloud
    release: "10"
    serials: ["20260109.0", "20260212.0"]
    with: { minor: "10.2" }
    folder: repo.example/10/
    images: ["Minor-10-GenericCloud-{minor}-{serial}.x86_64.qcow2"]
    latest: { "Minor-10-GenericCloud-latest.x86_64.qcow2": "Minor-10-GenericCloud-{minor}-{serial}.x86_64.qcow2" }
    sums: [{ file: CHECKSUM, form: bsd }]
`;

const SOURCE = `
schema: osdex/source/1
product: minor
name: Minor
vendor: Nobody
family: other
description: Made for a test.
homepage: https://repo.example/
versionScheme: other
releases: [{ release: "10" }]
feeds:
  - feed: cloud
    format: sums
    sums: https://repo.example/10/CHECKSUM
    files: https://repo.example/10/
    patterns: { minor: '{release}\\.\\d+', serial: '\\d{8}\\.\\d+' }
    trust: { level: sums-only, reason: there is no signature }
    streams:
      - stream: cloud
        title: Cloud image
        kind: cloud
        files: [{ match: "Minor-{release}-GenericCloud-{minor}-{serial}.{arch}.qcow2" }]
`;

async function makeMinor(t: TestContext): Promise<{ upstream: Upstream; underTest: CatalogUnderTest }> {
  const folder = await temporaryFolder(t, { 'fixtures/minor.yaml': FIXTURE, 'authored/minor.yaml': SOURCE });
  const upstream = await startUpstream({
    now: NOW,
    publishers: [],
    fixtures: { folder: join(folder, 'fixtures') },
    shippedSources: join(folder, 'authored'),
  });
  t.after(upstream.close);
  const underTest = catalogUnderTest(join(folder, 'crawled'), upstream.origin);
  await upstream.writeSources(underTest.sources);
  return { upstream, underTest };
}

test('of two builds in one listing each has its own digest, and names with a minor version are found', async (t) => {
  const { upstream, underTest } = await makeMinor(t);
  assert.deepEqual((await underTest.crawl()).errors, []);
  const { products } = await readCatalog(underTest.catalog);
  const recorded = recordedOf(products.flatMap(({ releases }) => releases));
  assert.deepEqual(
    recorded.map(({ build, path }) => [build.serial, path]),
    ['20260212.0', '20260109.0'].map((serial) => [
      serial,
      `repo.example/10/Minor-10-GenericCloud-10.2-${serial}.x86_64.qcow2`,
    ]),
  );
  for (const { path, artifact } of recorded) assert.equal(await served(upstream, path, artifact), 'same');
});

test('a listing that is not there fails its own source, and the next crawl finds what was published meanwhile', async (t) => {
  const { upstream, underTest } = await makeMinor(t);
  await underTest.crawl();
  const before = await underTest.records();
  const serial = upstream.publish('minor');
  upstream.fault('repo.example/', { kind: 'status', status: 404 });
  const { errors } = await underTest.crawl();
  assert.deepEqual(
    errors.map(({ source, code }) => [source, code]),
    [['minor', 'http-status']],
  );
  assert.deepEqual(await underTest.records(), before);

  upstream.clearFaults();
  await underTest.crawl();
  assert.equal((await underTest.builds('minor', '10', 'cloud'))[0]?.serial, serial);
});
