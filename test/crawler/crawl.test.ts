import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCatalog, readHealth } from '../../core/catalog/catalog.ts';
import { describeChange } from '../../core/change.ts';
import { digestOf } from '../../core/digest.ts';
import { artifactUrl } from '../../core/release.ts';
import type { Tamper } from '../upstream/tampering.ts';
import { makeShelf } from './shelf.ts';
import { makeWorld, NOW } from './world.ts';

test('a first crawl records builds of every publisher, each digest as the publisher serves the file', async (t) => {
  const world = await makeWorld(t);
  const report = await world.crawl();
  assert.deepEqual(report.errors, []);
  assert.deepEqual([...new Set(report.changes.map(({ product }) => product))].sort(), [
    'almalinux',
    'debian',
    'example',
    'fedora',
    'flatcar',
    'ubuntu',
  ]);
  for (const [product, release, stream] of [
    ['ubuntu', '24.04', 'server-cloud'],
    ['debian', '13', 'netinst'],
    ['almalinux', '9', 'generic-cloud'],
    ['fedora', '44', 'cloud-generic'],
    ['flatcar', 'stable', 'openstack'],
  ] as const) {
    const [build] = await world.builds(product, release, stream);
    const artifact = build?.artifacts[0];
    assert.ok(build && artifact, `${product} ${release} ${stream} is recorded`);
    assert.equal(build.verification.level, 'signed');
    const url = artifactUrl(build, artifact);
    const served = await fetch(url.replace('https:/', world.upstream.origin));
    assert.equal(served.status, 200, `${url} is there`);
    const bytes = new Uint8Array(await served.arrayBuffer());
    assert.equal(
      artifact.digest,
      digestOf(bytes, artifact.digest.startsWith('sha512') ? 'sha512' : 'sha256'),
    );
    if (artifact.size !== undefined) assert.equal(artifact.size, bytes.length);
  }
});

test('a second crawl writes nothing, changes no byte and asks each feed once', async (t) => {
  const world = await makeWorld(t);
  const first = await world.crawl();
  const before = await world.files();
  world.upstream.forgetRequests();
  const second = await world.crawl({ now: new Date(NOW.getTime() + 60_000) });
  assert.deepEqual(second.changes, []);
  assert.deepEqual(second.files, []);
  assert.deepEqual(await world.files(), before);
  assert.equal(second.feeds, first.feeds);
  const asked = world.upstream.requests.map(({ host, path }) => host + path);
  assert.deepEqual(asked, [...new Set(asked)], 'no address is asked twice');
  for (const address of asked)
    assert.match(
      address,
      /\/$|\/CHECKSUM$|releases\.ubuntu\.com.*SHA256SUMS$|\.json$/,
      'only feeds are asked',
    );
  assert.ok(world.upstream.requests.every(({ conditional, path }) => conditional || path.endsWith('/')));
});

test('a catalog that was crawled in one go equals one that was crawled from scratch', async (t) => {
  const world = await makeWorld(t, { publishers: ['almalinux', 'debian'] });
  await world.crawl();
  const once = await world.files();
  await rm(world.catalog, { recursive: true });
  await world.crawl();
  assert.deepEqual(await world.files(), once);
});

test('respins of one day are builds of their own, each with its own address and digests', async (t) => {
  const world = await makeWorld(t, { publishers: ['ubuntu'] });
  await world.crawl();
  const serials = [1, 2].map(() =>
    world.upstream.publish('ubuntu', { feed: 'cloud', release: '24.04', respin: true }),
  );
  assert.match(serials.join(' '), /^\d{8}\.1 \d{8}\.2$/);
  const report = await world.crawl();
  assert.deepEqual(report.changes.map((change) => 'serial' in change && change.serial).sort(), serials);
  const builds = await world.builds('ubuntu', '24.04', 'server-cloud');
  const digests = serials.map((serial) => {
    const build = builds.find((one) => one.serial === serial);
    assert.ok(build?.url.endsWith(`/release-${serial}/`));
    return build?.artifacts[0]?.digest;
  });
  assert.notEqual(digests[0], digests[1]);
});

test('versions are compared as numbers: 4230.2.10 comes before 4230.2.9', async (t) => {
  const world = await makeWorld(t, { publishers: ['flatcar'] });
  await world.crawl();
  const serials = [
    ...new Set((await world.builds('flatcar', 'stable', 'openstack')).map(({ serial }) => serial)),
  ];
  assert.deepEqual(serials.slice(0, 2), ['4230.2.10', '4230.2.9']);
  const [newest] = await world.builds('flatcar', 'stable', 'openstack');
  assert.ok(newest?.artifacts.every(({ digest }) => digest.startsWith('sha512:')));
  assert.ok(newest?.verification.level === 'signed' && newest.verification.subkey !== undefined);
});

test('files that a rolling folder serves are recorded under the address that stays with the build', async (t) => {
  const world = await makeWorld(t, { publishers: ['almalinux'] });
  await world.crawl();
  const builds = [
    ...(await world.builds('almalinux', '9', 'generic-cloud')),
    ...(await world.builds('almalinux', '10', 'boot')),
  ];
  assert.ok(builds.length > 0);
  for (const { url } of builds) assert.match(url, /\/almalinux\/\d+\.\d+\//);
});

const REFUSALS: readonly [Tamper, code: string][] = [
  ['sums', 'signature-bad'],
  ['unsigned', 'signature-missing'],
  ['other-key', 'signature-unknown-key'],
  ['other-file', 'signature-bad'],
  ['garbage', 'signature-bad'],
  ['empty', 'signature-bad'],
];

for (const [how, code] of REFUSALS) {
  test(`tampering "${how}" is refused as ${code}, the record stays byte for byte and the others go on`, async (t) => {
    const world = await makeWorld(t, { publishers: ['ubuntu', 'almalinux'] });
    await world.crawl();
    const before = await world.files();
    const serial = world.upstream.publish('ubuntu', { feed: 'cloud', release: '24.04' });
    world.upstream.publish('almalinux', { feed: 'cloud' });
    world.upstream.tamper('ubuntu', how, `cloud-images.ubuntu.com/releases/noble/release-${serial}/`);
    const report = await world.crawl();
    assert.deepEqual(
      report.errors.map((error) => [error.source, error.feed, error.release, error.code]),
      [['ubuntu', 'cloud', '24.04', code]],
    );
    const after = await world.files();
    for (const file of Object.keys(before).filter((name) => name.startsWith('ubuntu/')))
      assert.equal(after[file], before[file], file);
    assert.ok(
      report.changes.some(({ product }) => product === 'almalinux'),
      'the other source was crawled',
    );

    world.upstream.restore('ubuntu');
    const healed = await world.crawl();
    assert.deepEqual(healed.errors, []);
    assert.ok(
      healed.changes.some((change) => 'serial' in change && change.serial === serial),
      'it is taken once it is true',
    );
  });
}

test('text around what is signed is never read', async (t) => {
  const world = await makeWorld(t, { publishers: ['almalinux'] });
  world.upstream.tamper('almalinux', 'outside', 'repo.almalinux.org/almalinux/10/');
  const report = await world.crawl({ select: 'almalinux@10' });
  assert.deepEqual(report.errors, []);
  const [build] = await world.builds('almalinux', '10', 'boot');
  const artifact = build?.artifacts[0];
  assert.ok(build && artifact);
  const served = await fetch(artifactUrl(build, artifact).replace('https:/', world.upstream.origin));
  assert.equal(artifact.digest, digestOf(new Uint8Array(await served.arrayBuffer())));
});

test('a digest that changes under the same name is a conflict: the record stays and the source is in error', async (t) => {
  const world = await makeWorld(t, { publishers: ['almalinux'] });
  await world.crawl();
  const before = await world.files();
  world.upstream.tamper('almalinux', 'digest');
  const report = await world.crawl();
  assert.ok(report.errors.length > 0);
  assert.ok(
    report.errors.every(({ code }) => code === 'digest-conflict'),
    JSON.stringify(report.errors),
  );
  assert.ok(report.changes.every(({ kind }) => kind === 'conflict'));
  const after = await world.files();
  for (const file of Object.keys(before).filter((name) => name !== 'health.yaml'))
    assert.equal(after[file], before[file], file);
});

test('a sums file older than the one on record is refused', async (t) => {
  const world = await makeWorld(t, { publishers: ['almalinux'] });
  world.upstream.publish('almalinux', { feed: 'cloud' });
  await world.crawl();
  world.upstream.withdraw('almalinux', { feed: 'cloud', rollback: true });
  const report = await world.crawl();
  assert.deepEqual([...new Set(report.errors.map(({ code }) => code))], ['signature-older']);
  assert.deepEqual(report.changes, []);
});

test('a build that its publisher no longer lists is marked withdrawn, never deleted, and returns when listed again', async (t) => {
  const world = await makeWorld(t, { publishers: ['ubuntu'] });
  await world.crawl();
  const [serial = ''] = world.upstream.serials('ubuntu', { feed: 'cloud', release: '24.04' });
  const recorded = (await world.builds('ubuntu', '24.04', 'server-cloud')).find(
    (build) => build.serial === serial,
  );
  world.upstream.withdraw('ubuntu', { feed: 'cloud', release: '24.04', serial });
  const report = await world.crawl();
  assert.deepEqual(report.changes.map(describeChange), [
    `ubuntu 24.04 server-cloud ${serial}: withdrawn by its publisher`,
  ]);
  const marked = (await world.builds('ubuntu', '24.04', 'server-cloud')).find(
    (build) => build.serial === serial,
  );
  assert.deepEqual(marked, { ...recorded, withdrawn: '2026-03-20' });
  assert.deepEqual((await world.crawl()).changes, []);
});

test('answers that heal are asked again, and Retry-After is honoured', async (t) => {
  const world = await makeWorld(t, { publishers: ['debian'] });
  world.upstream.fault('cdimage.debian.org/', { kind: 'status', status: 503 }, 2);
  world.upstream.fault('cloud.debian.org/', { kind: 'status', status: 429, retryAfter: '0' }, 2);
  assert.deepEqual((await world.crawl()).errors, []);
});

test('a source file with a mistake is reported with file, line and field, and the others are crawled', async (t) => {
  const world = await makeWorld(t, { publishers: ['almalinux', 'debian'] });
  const path = join(world.sources, 'debian.yaml');
  await writeFile(
    path,
    (await readFile(path, 'utf8')).replace('versionScheme: semver', 'versionScheme: sometimes'),
  );
  const report = await world.crawl();
  assert.equal(report.errors.length, 1);
  assert.equal(report.errors[0]?.code, 'source-invalid');
  assert.match(report.errors[0]?.message ?? '', /debian\.yaml:\d+: versionScheme: expected one of "calver"/);
  assert.ok(report.changes.some(({ product }) => product === 'almalinux'));
});

test('a dry run reports what a crawl would record and writes nothing', async (t) => {
  const world = await makeWorld(t, { publishers: ['debian'] });
  const told = await world.crawl({ dryRun: true });
  await assert.rejects(world.files(), { code: 'ENOENT' });
  assert.deepEqual((await world.crawl()).changes, told.changes);
});

test('a selection crawls only its feeds and leaves the health of the others alone', async (t) => {
  const world = await makeWorld(t, { publishers: ['ubuntu', 'debian'] });
  world.upstream.fault('cloud.debian.org/', { kind: 'status', status: 404 });
  await world.crawl();
  const errors = (await readHealth(world.catalog)).sources.find(({ source }) => source === 'debian')?.errors;
  assert.equal(errors?.length, 1);
  world.upstream.forgetRequests();
  await world.crawl({ select: 'product=debian&stream=netinst' });
  assert.deepEqual([...new Set(world.upstream.requests.map(({ host }) => host))], ['cdimage.debian.org']);
  assert.deepEqual(
    (await readHealth(world.catalog)).sources.find(({ source }) => source === 'debian')?.errors,
    errors,
  );
});

test('the health record keeps the last good crawl, the last try and the error, and beats once a day', async (t) => {
  const world = await makeWorld(t, { publishers: ['debian'] });
  const healthAt = async (now: string) => {
    await world.crawl({ now: new Date(now) });
    return (await readHealth(world.catalog)).sources[0];
  };
  assert.deepEqual(await healthAt('2026-03-20T12:00:00Z'), {
    source: 'debian',
    lastGood: '2026-03-20T12:00:00Z',
    lastTry: '2026-03-20T12:00:00Z',
    runs: 'o',
  });
  assert.equal(
    (await healthAt('2026-03-20T18:00:00Z'))?.lastTry,
    '2026-03-20T12:00:00Z',
    'no news the same day',
  );
  assert.equal(
    (await healthAt('2026-03-21T00:01:00Z'))?.lastGood,
    '2026-03-21T00:01:00Z',
    'a heartbeat the next day',
  );
  world.upstream.fault('cdimage.debian.org/', { kind: 'status', status: 404 });
  const failed = await healthAt('2026-03-21T06:00:00Z');
  assert.deepEqual(
    [failed?.lastGood, failed?.lastTry, failed?.runs, failed?.errors?.[0]?.code],
    ['2026-03-21T00:01:00Z', '2026-03-21T06:00:00Z', 'ox', 'http-status'],
  );
});

test('one architecture whose page fails does not take the others with it', async (t) => {
  const world = await makeWorld(t, { publishers: ['fedora'] });
  world.upstream.fault(/aarch64/, { kind: 'status', status: 404 });
  const report = await world.crawl();
  assert.ok(report.errors.every(({ url }) => url?.includes('aarch64')));
  assert.ok(report.errors.length > 0);
  const builds = await world.builds('fedora', '44', 'cloud-generic');
  assert.ok(builds.some(({ artifacts }) => artifacts.some(({ arch }) => arch === 'amd64')));
});

test('a crawl that is stopped writes down nothing about what it did not see', async (t) => {
  const world = await makeWorld(t, { publishers: ['debian'] });
  await world.crawl();
  const before = await world.files();
  world.upstream.publish('debian');
  world.upstream.fault('cdimage.debian.org/', { kind: 'hang' });
  const stop = new AbortController();
  const stopped = world.crawl({ signal: stop.signal, now: new Date('2026-03-25T00:00:00Z') });
  // The stop comes when the hanging request has arrived, not after some time.
  while (!world.upstream.requests.some(({ status }) => status === 0))
    await new Promise((done) => setImmediate(done));
  stop.abort();
  await assert.rejects(stopped, { code: 'stopped', message: /what was recorded so far is whole/ });
  assert.deepEqual(await world.files(), before);
  world.upstream.clearFaults();
  assert.ok((await world.crawl()).changes.length > 0, 'the next crawl goes on');
});

test('a catalog that cannot be written is an error with a sentence, and the crawl says so', async (t) => {
  const world = await makeWorld(t, { publishers: ['debian'] });
  await writeFile(world.catalog, 'a file where the folder should be');
  await assert.rejects(world.crawl(), { code: 'write-failed', message: /expected to write .*catalog/ });
});

test('a product whose builds cannot be had yet is on record as known', async (t) => {
  const shelf = await makeShelf(t);
  shelf.paths.set('/1/', 500);
  const report = await shelf.crawl();
  assert.deepEqual(
    report.errors.map(({ code }) => code),
    ['http-status'],
  );
  const { products } = await readCatalog(shelf.catalog);
  assert.deepEqual(
    products.map(({ product, releases }) => [product.product, product.feeds?.[0]?.level, releases]),
    [['shelf', 'signed', []]],
  );
  assert.deepEqual((await shelf.crawl()).files, [], 'and is written once');
});

test('a stream or a file that a source is given later is found in what is on record when that is read afresh', async (t) => {
  const shelf = await makeShelf(t);
  const list = `${'1'.repeat(64)}  image-amd64.qcow2\n${'2'.repeat(64)}  image-arm64.qcow2\n${'3'.repeat(64)}  image-amd64.iso\n`;
  await shelf.sign('/1/20260301/SUMS', list, '2026-03-01T12:00:00Z');
  shelf.list(['20260301']);
  await shelf.editSource('image-{arch}.qcow2', 'image-amd64.qcow2", arch: "amd64');
  await shelf.crawl();
  await shelf.editSource(
    'files: [{ match: "image-amd64.qcow2", arch: "amd64" }]',
    `files: [{ match: "image-{arch}.qcow2" }]
      - { stream: installer, title: Installer, kind: installer, files: [{ match: "image-{arch}.iso" }] }`,
  );
  assert.deepEqual((await shelf.crawl()).changes, [], 'what is on record is not asked for again');
  const { changes, errors } = await shelf.crawl({ afresh: true });
  assert.deepEqual(
    [changes.map(describeChange), errors],
    [['shelf 1 cloud 20260301: 1 file more', 'shelf 1 installer 20260301: added, signed, 1 file'], []],
  );
  assert.deepEqual((await shelf.crawl({ afresh: true })).files, [], 'once found it is on record');
});
