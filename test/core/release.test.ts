import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  artifactId,
  artifactPath,
  artifactUrl,
  Build,
  evidenceUrl,
  Release,
  signsImage,
} from '../../core/release.ts';
import { makeArtifact, makeBuild, makeRelease } from '../test-release.ts';

const release = makeRelease('24.04', []);
const build = makeBuild('20260725');

test('an id is the path of an artifact in the catalog', () => {
  assert.equal(
    artifactId(release, build, makeArtifact('example-amd64.img')),
    'example/24.04/cloud/20260725/example-amd64.img',
  );
});

test('an image is signed itself where the evidence is of its own bytes', () => {
  const [image, other] = [makeArtifact('a b.iso'), makeArtifact('b.iso')];
  const { verification } = build;
  assert.ok(verification.level === 'signed');
  const ofImage = { ...verification, sums: 'a%20b.iso', sumsDigest: image.digest };
  assert.ok(signsImage({ verification: ofImage, artifacts: [image] }));
  assert.ok(!signsImage({ verification, artifacts: [image] }));
  assert.ok(!signsImage({ verification: ofImage, artifacts: [image, other] }));
  const { sums, sumsDigest } = ofImage;
  assert.ok(!signsImage({ verification: { level: 'sums-only', sums, sumsDigest }, artifacts: [image] }));
});

test('where a publisher has one name for every architecture the path tells them apart', () => {
  const artifact = makeArtifact('image.img.gz', { path: 'arm64/image.img.gz', arch: 'arm64' });
  assert.equal(artifactPath(artifact), 'arm64/image.img.gz');
  assert.equal(artifactId(release, build, artifact), 'example/24.04/cloud/20260725/arm64/image.img.gz');
  assert.equal(artifactUrl(build, artifact), 'https://images.example.org/20260725/image.img.gz');
});

test('an address is that of the build with the name behind it', () => {
  const file = 'iso-cd/debian-13.7.0+x~1-amd64.iso';
  assert.equal(artifactUrl(build, { file }), `https://images.example.org/20260725/${file}`);
});

test('evidence lies beside the files, or at an address of its own', () => {
  assert.equal(evidenceUrl(build, 'SHA256SUMS'), 'https://images.example.org/20260725/SHA256SUMS');
  assert.equal(evidenceUrl(build, '../SHA256SUMS'), 'https://images.example.org/SHA256SUMS');
  assert.equal(evidenceUrl(build, 'https://other.example.org/SUMS'), 'https://other.example.org/SUMS');
});

test('a release with all that it may tell passes its schema unchanged', () => {
  const artifacts = [
    makeArtifact('a.raw.xz', { path: 'amd64/a.raw.xz', compression: 'xz', size: 0, format: 'raw' }),
  ];
  const full = makeRelease(
    '24.04',
    [
      makeBuild('20260725', { withdrawn: '2026-08-01', movedTo: 'https://old.example.org/', artifacts }),
      makeBuild('20260724', { verification: { level: 'imported', from: 'another catalog' } }),
    ],
    {
      codename: 'noble',
      lts: true,
      released: '2024-04-25',
      endOfLife: '2029-05-31',
      extendedSupport: '2034-04-25',
      lifecycle: 'https://example.org/releases',
    },
  );
  assert.deepEqual(Release.parse(full), full);
});

test('a build that nobody could fetch, trust or name is refused', () => {
  const { verification } = build;
  assert.ok(verification.level === 'signed');
  const wrong: Record<string, object> = {
    'address without a slash at its end': { url: 'https://images.example.org/20260725' },
    'address without a host': { url: '/20260725/' },
    'address of another kind': { url: 'ftp://images.example.org/20260725/' },
    'no artifacts': { artifacts: [] },
    'file outside of its folder': { artifacts: [makeArtifact('../a.img')] },
    'absolute file': { artifacts: [makeArtifact('/etc/passwd')] },
    'path outside of its folder': { artifacts: [makeArtifact('a.img', { path: 'x/../../a.img' })] },
    'digest cut short': { artifacts: [{ ...makeArtifact('a.img'), digest: 'sha256:abc' }] },
    'digest missing': { artifacts: [{ ...makeArtifact('a.img'), digest: undefined }] },
    'size below nothing': { artifacts: [makeArtifact('a.img', { size: -1 })] },
    'size as text': { artifacts: [{ ...makeArtifact('a.img'), size: '1' }] },
    "publisher's word for the architecture": { artifacts: [{ ...makeArtifact('a.img'), arch: 'x86_64' }] },
    'serial as a number': { serial: 20260725 },
    'serial with a slash': { serial: '2026/07' },
    'day that does not exist': { published: '2026-02-30' },
    'signed without signer': { verification: { ...verification, signer: undefined } },
    'signed by a short id': { verification: { ...verification, signer: '1A5D6C4C7DB87C81' } },
    'unsigned with signer': { verification: { ...verification, level: 'sums-only' } },
    'level that is none': { verification: { level: 'trusted' } },
    'unknown field': { checked: true },
  };
  assert.equal(Build.safeParse(build).success, true);
  for (const [what, change] of Object.entries(wrong)) {
    assert.equal(Build.safeParse({ ...build, ...change }).success, false, what);
  }
});
