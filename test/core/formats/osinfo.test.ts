import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { osinfo } from '../../../core/formats/osinfo.ts';
import { selectImages } from '../../../core/image.ts';
import type { Image } from '../../../core/image.ts';
import type { Artifact } from '../../../core/release.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';
import { exportOf, sampleImages } from './sample-images.ts';

function imagesOf(artifacts: Artifact[], stream = 'cloud', url = 'https://images.example.org/1/'): Image[] {
  const release = makeRelease('26.04', [makeBuild('20260720', { stream, artifacts, url })], {
    codename: 'emu',
    released: '2026-04-20',
    endOfLife: '2031-04-20',
  });
  const health = { schema: 'osdex/health/1' as const, sources: [] };
  const products = [{ product: makeProduct(), releases: [release] }];
  return selectImages({ products, health }, { facets: {} }, '2026-07-25');
}

test('a release becomes a document with its images and discs', async () => {
  const images = [
    ...imagesOf([makeArtifact('a.qcow2', { arch: 'arm64' })]),
    ...imagesOf([makeArtifact('b.iso', { format: 'iso' })], 'live', 'https://images.example.org/2/?a&b/'),
  ];
  assert.deepEqual(
    await exportOf(osinfo, images),
    new Map([
      [
        'os/osdex.example/example-26.04.xml',
        `<?xml version="1.0" encoding="UTF-8"?>
<libosinfo version="0.0.1">
  <os id="http://osdex.example/example/26.04">
    <short-id>osdex-example-26.04</short-id>
    <name>Example OS 26.04</name>
    <version>26.04</version>
    <vendor>Example Project</vendor>
    <family>linux</family>
    <distro>example</distro>
    <codename>emu</codename>
    <release-date>2026-04-20</release-date>
    <eol-date>2031-04-20</eol-date>
    <variant id="cloud"><name>Cloud image</name></variant>
    <variant id="live"><name>Live system</name></variant>
    <image arch="aarch64" format="qcow2"><variant id="cloud"/><url>https://images.example.org/1/a.qcow2</url></image>
    <media arch="x86_64" live="true"><variant id="live"/><url>https://images.example.org/2/b.iso</url></media>
  </os>
</libosinfo>
`,
      ],
    ]),
  );
});

test('without a site the id is still none of the publisher', async () => {
  const files = await exportOf(osinfo, sampleImages(), { siteUrl: undefined });
  const text = files.get('os/osdex.invalid/example-26.04.xml') ?? '';
  assert.match(text, /<os id="http:\/\/osdex\.invalid\/example\/26\.04">/);
});

test('a site below a path has its documents where libosinfo reads those with its ids', async () => {
  const files = await exportOf(osinfo, sampleImages(), { siteUrl: 'https://example.net:8443/os/images/' });
  assert.deepEqual(
    [...files.keys()],
    ['os/example.net-8443/os-images-example-26.04.xml', 'os/example.net-8443/os-images-example-25.10.xml'],
  );
});

test('what osinfo-db has no words for is refused', () => {
  const refusal = (artifact: Artifact): string | undefined => {
    const [image] = imagesOf([artifact]);
    return image && osinfo.refuse?.(image);
  };
  assert.equal(refusal(makeArtifact('a.qcow2')), undefined);
  assert.equal(
    refusal(makeArtifact('a.qcow2', { arch: 'loong64' })),
    'expected the architecture x86_64 or aarch64 or armv7l or i686 or ppc64le or riscv64 or s390x, found loong64',
  );
  assert.equal(
    refusal(makeArtifact('a.raw.xz', { format: 'raw', compression: 'xz' })),
    'expected iso or qcow2 or raw or vmdk or vhdx, found raw in xz',
  );
  const [, withdrawn] = sampleImages().filter(({ release }) => release.release === '25.10');
  assert.equal(withdrawn && osinfo.refuse?.(withdrawn), undefined);
  const refused = sampleImages().map((image) => osinfo.refuse?.(image));
  assert.ok(refused.includes('expected an image that can be had, found one withdrawn on 2026-02-01'));
});

test(
  'osinfo-db-import takes it, osinfo-db-validate finds it valid, osinfo-query finds its releases',
  {
    skip:
      absent('tar') ||
      absent('osinfo-db-import', 'osinfo-db-tools') ||
      absent('osinfo-query', 'libosinfo-bin'),
    timeout: 60_000,
  },
  async (t) => {
    const folder = await temporaryFolder(t);
    for (const [path, content] of await exportOf(osinfo)) {
      const file = join(folder, 'osinfo-db-1', path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    const env = { ...process.env, HOME: folder, XDG_CONFIG_HOME: join(folder, 'config') };
    const ran = (program: string, ...args: string[]): string => {
      const { status, stdout, stderr } = spawnSync(program, args, {
        cwd: folder,
        env,
        encoding: 'utf8',
        timeout: 20_000,
      });
      assert.equal(status, 0, `${program}: ${stderr}`);
      return stdout;
    };
    ran('tar', '-cJf', 'ours.tar.xz', 'osinfo-db-1');
    ran('osinfo-db-import', '--user', 'ours.tar.xz');
    ran('osinfo-db-validate', '--user');
    const found = ran(
      'osinfo-query',
      'os',
      '--fields=short-id,version,family,id,eol-date',
      'vendor=Example Project',
    );
    assert.match(
      found,
      /osdex-example-26\.04 *\| 26\.04 *\| linux *\| 2031-04-20 *\| http:\/\/osdex\.example\/example\/26\.04 /,
    );
    assert.match(found, /osdex-example-25\.10 /);
  },
);
