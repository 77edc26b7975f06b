import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { join } from 'node:path';
import { digestOf } from '../../../core/digest.ts';
import { virtBuilder } from '../../../core/formats/virt-builder.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { oneImage, someDigest } from './one-image.ts';
import { HOSTILE, textOf } from './sample-images.ts';
import { askVirtBuilder, clearsign } from './virt-builder.ts';

const DISK = 'the bytes of a disk';
const TEMPLATE = 'example-26.04-cloud-20260720';
const FILE = 'example/26.04/cloud/20260720/example.raw';

const raw = oneImage({
  artifact: {
    file: 'example.raw',
    format: 'raw',
    size: DISK.length,
    digest: digestOf(Buffer.from(DISK), 'sha512'),
  },
});
const arm = { ...raw, artifact: { ...raw.artifact, arch: 'arm64' as const } };

describe('virt-builder', () => {
  test('writes a section for each disk', async () => {
    const hostile = HOSTILE.replaceAll('\t', ' ');
    assert.equal(
      await textOf(virtBuilder, [raw, arm]),
      `[example-26.04-cloud-20260720]
name=Example OS ${hostile} 26.04, Cloud image ${hostile} (20260720)
arch=x86_64
file=example/26.04/cloud/20260720/example.raw
checksum[sha512]=${raw.artifact.digest.slice('sha512:'.length)}
format=raw
size=19

[example-26.04-cloud-20260720]
name=Example OS ${hostile} 26.04, Cloud image ${hostile} (20260720)
arch=aarch64
file=example/26.04/cloud/20260720/example.raw
checksum[sha512]=${raw.artifact.digest.slice('sha512:'.length)}
format=raw
size=19
`,
    );
  });

  test('gives two disks of a build two names, and a name no character that ends it', async () => {
    const build = { serial: '1.7+a~b' };
    const change = (file: string) => ({ artifact: { ...raw.artifact, file }, build });
    const text = await textOf(virtBuilder, [oneImage(change('a.raw')), oneImage(change('x/b@2.raw'))]);
    assert.deepEqual(text.match(/^\[.*$/gm), [
      '[example-26.04-cloud-1.7-a-b]',
      '[example-26.04-cloud-1.7-a-b-x-b-2.raw]',
    ]);
  });

  test('a name cannot begin a line of its own', async () => {
    const stream = { title: 'A\nfile=/etc/passwd\r\n[b]\u2028\u0000' };
    const text = await textOf(virtBuilder, [oneImage({ artifact: raw.artifact, stream })]);
    assert.equal(text.split('\n').length, 8);
    assert.match(text, /, A file=\/etc\/passwd \[b\] {2}\(20260720\)\n/);
  });

  test('refuses what virt-builder cannot use, or would not check', () => {
    const withArtifact = (change: Partial<typeof raw.artifact>) =>
      oneImage({ artifact: { ...raw.artifact, ...change } });
    const refused = [
      { ...raw, build: { ...raw.build, withdrawn: '2026-07-21' } },
      { ...raw, stream: { ...raw.stream, kind: 'board' as const } },
      withArtifact({ format: 'qcow2' }),
      withArtifact({ compression: 'xz' }),
      withArtifact({ digest: someDigest('sha256') }),
      withArtifact({ size: undefined }),
      withArtifact({ arch: 'all' }),
    ].map((image) => virtBuilder.refuse?.(image));
    assert.deepEqual(refused, [
      'expected an image that can be had, found one withdrawn on 2026-07-21',
      'expected an image of kind cloud, found board',
      'expected raw, found qcow2',
      'expected raw, found raw in xz',
      'expected a digest by sha512, found sha256',
      'expected a known size, found that its publisher states none',
      'expected the architecture x86_64 or aarch64 or armv7l or i686 or ppc64le or s390x or riscv64, found all',
    ]);
    assert.equal(virtBuilder.refuse?.(raw), undefined);
  });

  test(
    'virt-index-validate finds it valid',
    { skip: absent('virt-index-validate', 'guestfs-tools') },
    async (t) => {
      const folder = await temporaryFolder(t, { index: await textOf(virtBuilder, [raw, arm]) });
      const { stdout, stderr } = spawnSync('virt-index-validate', [join(folder, 'index')], {
        encoding: 'utf8',
        timeout: 20_000,
      });
      assert.match(stdout + stderr, /validated OK/);
    },
  );

  describe('the program', { skip: absent('virt-builder', 'guestfs-tools') }, () => {
    test('lists the templates', async (t) => {
      const source = { files: new Map([['index', await textOf(virtBuilder, [raw, arm])]]), path: 'index' };
      const { output, errors } = await askVirtBuilder(
        t,
        { ...source, format: 'native' },
        ...['--list', '--list-format', 'json'],
      );
      assert.equal(errors, '');
      const { templates } = JSON.parse(output) as { templates: Record<string, unknown>[] };
      assert.deepEqual(templates.map((one) => [one['os-version'], one['arch'], one['size']]).toSorted(), [
        [TEMPLATE, 'aarch64', DISK.length],
        [TEMPLATE, 'x86_64', DISK.length],
      ]);
    });

    test('takes a disk by its digest, and refuses one that it does not fit', async (t) => {
      const index = await textOf(virtBuilder, [raw]);
      const build = (disk: string) => {
        const files = new Map([
          ['index', index],
          [FILE, disk],
        ]);
        return askVirtBuilder(t, { files, path: 'index', format: 'native' }, TEMPLATE, '--arch', 'x86_64');
      };
      const good = await build(DISK);
      // What comes after that wants a disk that boots.
      assert.match(good.output, /Planning how to build this image/);
      assert.doesNotMatch(good.errors, /checksum/);
      const bad = await build('the bytes of a Disk');
      assert.match(bad.errors, /sha512 checksum of template did not match/);
      assert.doesNotMatch(bad.output, /Planning how to build this image/);
    });

    test('lists a signed index, and refuses it with one digit changed', async (t) => {
      const { key, signed } = await clearsign(await textOf(virtBuilder, [raw]));
      const [index = ''] = signed;
      const list = (text: string) => {
        const files = new Map([['index.asc', text]]);
        return askVirtBuilder(t, { files, path: 'index.asc', format: 'native', key }, '--list');
      };
      assert.match((await list(index)).output, new RegExp(`^${RegExp.escape(TEMPLATE)} `));
      const bad = await list(index.replace('size=19', 'size=18'));
      assert.equal(bad.good, false);
      assert.match(bad.errors, /could not verify digital signature/);
    });
  });
});
