import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { simplestreams } from '../../../core/formats/simplestreams.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startTestServer } from '../../test-server.ts';
import { oneImage, someDigest } from './one-image.ts';
import { exportOf, HOSTILE, sampleImages } from './sample-images.ts';
import { askVirtBuilder, clearsign } from './virt-builder.ts';

const INDEX = 'streams/v1/index.json';
const IMAGES = 'streams/v1/images.json';
const TEMPLATE = 'example:26.04:amd64:cloud';

/** Of the newest of the samples, whose bytes are its own name. */
const NEWEST_FILE = 'example/26.04/cloud/20260720/example-20260720-amd64.qcow2';
const NEWEST_SHA256 = '5a1b9cda37ca170520a91100c450cdc55dbb63eb7442aec3633427d63fbd129e';

describe('simplestreams', () => {
  test('writes an index and the images, whose paths are their ids', async () => {
    const files = await exportOf(simplestreams, [oneImage()]);
    assert.deepEqual([...files.keys()], [INDEX, IMAGES]);
    assert.equal(
      files.get(INDEX),
      `{
  "format": "index:1.0",
  "index": {
    "osdex:images": {
      "datatype": "image-downloads",
      "format": "products:1.0",
      "path": "streams/v1/images.json",
      "products": [
        "example:26.04:amd64:cloud"
      ]
    }
  }
}
`,
    );
    assert.equal(
      files.get(IMAGES),
      `{
  "content_id": "osdex:images",
  "datatype": "image-downloads",
  "format": "products:1.0",
  "products": {
    "example:26.04:amd64:cloud": {
      "aliases": "example/26.04/cloud",
      "arch": "amd64",
      "os": "example",
      "release": "26.04",
      "release_codename": "emu",
      "release_title": ${JSON.stringify(`Example OS ${HOSTILE} 26.04`)},
      "version": "26.04",
      "variant": "cloud",
      "supported": true,
      "support_eol": "2031-04-20",
      "versions": {
        "20260720": {
          "pubname": "example-26.04-cloud-amd64-20260720",
          "items": {
            "disk1.img": {
              "ftype": "disk1.img",
              "path": "example/26.04/cloud/20260720/example-20260720-amd64.qcow2",
              "size": 1000000,
              "sha256": "${NEWEST_SHA256}"
            }
          }
        }
      }
    }
  }
}
`,
    );
  });

  test('puts the builds of a product together, and what is of one type in a build apart', async () => {
    const other = oneImage({ artifact: { file: 'other.qcow2' } });
    const rootfs = oneImage({ artifact: { file: 'a.tar.xz', format: 'rootfs', compression: 'tar.xz' } });
    const squashfs = oneImage({ artifact: { file: 'a.squashfs', format: 'squashfs', arch: 'ppc64le' } });
    const files = await exportOf(simplestreams, [...sampleImages(), other, rootfs, squashfs]);
    const { products } = JSON.parse(files.get(IMAGES) ?? '') as {
      products: Record<string, { versions: Record<string, { items: Record<string, { path: string }> }> }>;
    };
    const paths = Object.entries(products).flatMap(([product, { versions }]) =>
      Object.entries(versions).flatMap(([version, { items }]) =>
        Object.entries(items).map(([item, { path }]) => `${product} ${version} ${item}: ${path}`),
      ),
    );
    assert.deepEqual(paths, [
      'example:26.04:amd64:cloud 20260601 disk1.img: example/26.04/cloud/20260601/example-20260601-amd64.qcow2',
      'example:26.04:amd64:cloud 20260720 disk1.img: example/26.04/cloud/20260720/example-20260720-amd64.qcow2',
      'example:26.04:amd64:cloud 20260720 disk1.img other.qcow2: example/26.04/cloud/20260720/other.qcow2',
      'example:26.04:amd64:cloud 20260720 root.tar.xz: example/26.04/cloud/20260720/a.tar.xz',
      'example:26.04:arm64:cloud 20260720 disk1.img: example/26.04/cloud/20260720/example-20260720-arm64.qcow2',
      'example:26.04:ppc64el:cloud 20260720 squashfs: example/26.04/cloud/20260720/a.squashfs',
    ]);
  });

  test('names a version by its day, which readers want first', async () => {
    const build = { serial: '44.20260707.3.1', published: '2026-07-07' };
    const files = await exportOf(simplestreams, [oneImage({ build })]);
    assert.match(files.get(IMAGES) ?? '', /"versions": \{\s+"20260707_44\.20260707\.3\.1": \{/);
  });

  test('refuses what its readers cannot take', () => {
    const refuse = simplestreams.refuse?.bind(simplestreams);
    const refused = [
      oneImage({ build: { withdrawn: '2026-07-21' } }),
      oneImage({ stream: { kind: 'installer' } }),
      oneImage({ artifact: { format: 'vmdk' } }),
      oneImage({ artifact: { format: 'rootfs', compression: 'tar.gz' } }),
      oneImage({ artifact: { digest: someDigest('sha512') } }),
      oneImage({ artifact: { size: undefined } }),
      oneImage({ build: { serial: '1.7', published: undefined } }),
      oneImage({ build: { serial: '20269907', published: undefined } }),
    ].map((image) => refuse?.(image));
    const day = 'expected a serial that begins with a day or a day of publication, found neither';
    assert.deepEqual(refused, [
      'expected an image that can be had, found one withdrawn on 2026-07-21',
      'expected an image of kind cloud or container, found installer',
      'expected qcow2, squashfs or rootfs in tar.xz, found vmdk',
      'expected qcow2, squashfs or rootfs in tar.xz, found rootfs in tar.gz',
      'expected a digest by sha256, found sha512',
      'expected a known size, found that its publisher states none',
      day,
      day,
    ]);
    assert.equal(refuse?.(oneImage()), undefined);
  });

  describe('virt-builder', { skip: absent('virt-builder', 'guestfs-tools') }, () => {
    test('lists the newest build of each product', async (t) => {
      const source = { files: await exportOf(simplestreams), path: '', format: 'simplestreams' as const };
      const { output, errors } = await askVirtBuilder(t, source, '--list', '--list-format', 'json');
      assert.equal(errors, '');
      const { templates } = JSON.parse(output) as { templates: Record<string, unknown>[] };
      assert.deepEqual(
        templates.map((one) => [one['os-version'], one['full-name'], one['arch'], one['size']]).toSorted(),
        [
          ['example:26.04:amd64:cloud', 'example-26.04-cloud-amd64-20260720', 'amd64', 1_000_000],
          ['example:26.04:arm64:cloud', 'example-26.04-cloud-arm64-20260720', 'arm64', 2_000_000],
        ],
      );
    });

    test('takes an image by its digest, and refuses one that it does not fit', async (t) => {
      const tree = await exportOf(simplestreams);
      const build = (files: ReadonlyMap<string, string>) =>
        askVirtBuilder(t, { files, path: '', format: 'simplestreams' }, TEMPLATE, '--arch', 'amd64');
      const good = await build(new Map([...tree, [NEWEST_FILE, 'example-20260720-amd64.qcow2']]));
      // What comes after that wants a disk, and not the name of one.
      assert.match(good.output, /Planning how to build this image/);
      assert.doesNotMatch(good.errors, /checksum/);
      const bad = await build(new Map([...tree, [NEWEST_FILE, 'Example-20260720-amd64.qcow2']]));
      assert.match(bad.errors, /checksum of template did not match/);
      assert.match(bad.errors, new RegExp(`expected checksum: ${NEWEST_SHA256}`));
      assert.doesNotMatch(bad.output, /Planning how to build this image/);
    });

    test('lists a signed tree, and refuses it with one digit changed', async (t) => {
      const tree = await exportOf(simplestreams);
      // A signed index must name the signed list.
      const indexText = (tree.get(INDEX) ?? '').replace('images.json', 'images.sjson');
      const { key, signed } = await clearsign(indexText, tree.get(IMAGES) ?? '');
      const [index = '', images = ''] = signed;
      const list = (text: string) => {
        const files = new Map([
          ['streams/v1/index.sjson', index],
          ['streams/v1/images.sjson', text],
        ]);
        return askVirtBuilder(t, { files, path: '', format: 'simplestreams', key }, '--list');
      };
      const good = await list(images);
      assert.match(good.output, /^example:26\.04:amd64:cloud/m);
      const bad = await list(images.replace(NEWEST_SHA256, `0${NEWEST_SHA256.slice(1)}`));
      assert.equal(bad.good, false);
      assert.match(bad.errors, /could not verify digital signature/);
    });
  });

  test(
    'LXD reads it and lists nothing, as it wants metadata',
    { skip: absent('lxc', 'lxd-client') },
    async (t) => {
      const files = await exportOf(simplestreams);
      const { origin, requests } = await startTestServer(t, ({ url = '' }, response) => {
        response.end(files.get(url.slice(1)));
      });
      const remote = { addr: origin, protocol: 'simplestreams', public: true };
      const folder = await temporaryFolder(t, {
        'config.yml': JSON.stringify({ 'default-remote': 'test', remotes: { test: remote }, aliases: {} }),
      });
      const { stdout } = await promisify(execFile)('lxc', ['image', 'list', 'test:', '--format', 'json'], {
        env: { PATH: process.env.PATH, HOME: folder, LXD_CONF: folder },
        timeout: 20_000,
      });
      assert.deepEqual(JSON.parse(stdout), []);
      assert.deepEqual(
        requests.map(({ path }) => path),
        [`/${INDEX}`, `/${IMAGES}`],
      );
    },
  );
});
