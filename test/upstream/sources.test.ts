import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseFingerprint } from '../../core/trust/fingerprint.ts';
import { parseKey } from '../../core/trust/keyring.ts';
import { Source } from '../../core/source/source.ts';
import { readYaml } from '../../core/files/yaml.ts';
import { PUBLISHER_NAMES } from './publishers/registry.ts';
import { startUpstream } from './upstream.ts';

let directory: string;
const sources = new Map<string, Source>();

before(async () => {
  const upstream = await startUpstream({ scale: { releases: 5, hosts: 2 } });
  directory = await mkdtemp(join(tmpdir(), 'osdex-sources-'));
  await upstream.writeSources(directory);
  await upstream.close();
  for (const file of (await readdir(directory)).filter((name) => name.endsWith('.yaml'))) {
    const path = join(directory, file);
    sources.set(file.slice(0, -5), readYaml(await readFile(path, 'utf8'), Source, path, 'source-invalid'));
  }
});

after(() => rm(directory, { recursive: true }));

test('there is a valid source for every publisher played', () => {
  const expected = [...PUBLISHER_NAMES, 'synthetic-01', 'synthetic-02'];
  assert.deepEqual([...sources.keys()].toSorted(), expected.toSorted());
  for (const [name, source] of sources) assert.equal(source.product, name);
});

test('a source has the feeds, releases and architectures that are played, and no others', () => {
  const played = [...sources.values()].flatMap(({ product, feeds }) =>
    feeds.map(({ feed, releases = [], architectures = [] }) =>
      [product, feed, releases.join(), architectures.join()].join(' ').trimEnd(),
    ),
  );
  assert.deepEqual(played, [
    'almalinux cloud 9 x86_64,aarch64',
    'almalinux iso 10 x86_64,aarch64',
    'debian cloud 13',
    'debian netinst 13 amd64,arm64',
    'example images 1',
    'fedora cloud 44 x86_64,aarch64',
    'flatcar images stable amd64,arm64',
    'flatcar images-amd64 stable amd64',
    'flatcar qemu-arm64 stable arm64',
    'synthetic-01 images 1.0,2.0,3.0',
    'synthetic-02 images 1.0,2.0',
    'ubuntu cloud 24.04,22.04',
    'ubuntu iso 24.04,22.04',
  ]);
});

test('every pinned key lies beside the sources and says where it is from', async () => {
  for (const { keys } of sources.values()) {
    for (const { fingerprint, owner, provenance, url } of keys) {
      const path = join(directory, 'keys', `${fingerprint}.asc`);
      const key = await parseKey(await readFile(path, 'utf8'), fingerprint, path);
      assert.equal(parseFingerprint(key.getFingerprint()), fingerprint);
      assert.match(owner, /^Stand-in for /);
      assert.match(provenance, /^made by test\/upstream/);
      assert.equal(url, undefined);
    }
  }
});

test('nothing else of a shipped source is changed', async () => {
  const path = new URL('../../sources/ubuntu.yaml', import.meta.url);
  const shipped = readYaml(await readFile(path, 'utf8'), Source, 'ubuntu.yaml', 'source-invalid');
  const played = sources.get('ubuntu');
  const feedsOf = (source: Source | undefined) =>
    source?.feeds
      .filter(({ feed }) => played?.feeds.some((one) => one.feed === feed))
      .map((feed) => ({ ...feed, trust: feed.trust.level, releases: 'as played' }));
  assert.deepEqual(feedsOf(played), feedsOf(shipped));
  assert.deepEqual(played?.accept, shipped.accept);
  assert.deepEqual(played?.mirrors, [
    { of: 'https://cloud-images.ubuntu.com/', at: ['https://mirror.example/ubuntu-cloud/'] },
  ]);
});
