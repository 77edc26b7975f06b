import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { z } from 'zod';
import { proxmox } from '../../../core/formats/proxmox.ts';
import type { Image } from '../../../core/image.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { oneImage, someDigest } from './one-image.ts';
import { sampleImages, textOf } from './sample-images.ts';

const NOT_HERE = absent('terraform', 'not packaged');

/** By the documents of bpg/proxmox 0.107. */
const DownloadFile = z.strictObject({
  content_type: z.enum(['iso', 'import', 'vztmpl']),
  file_name: z.string().regex(/^[A-Za-z0-9_.-]{1,255}$/),
  url: z.string().regex(/^https?:\/\/.*/),
  checksum: z.hex(),
  checksum_algorithm: z.enum(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']),
  decompression_algorithm: z.enum(['gz', 'lzo', 'zst', 'bz2']).nullable(),
});

const Module = z.strictObject({
  terraform: z.json(),
  variable: z.json(),
  resource: z.strictObject({
    proxmox_download_file: z.strictObject({ image: z.record(z.string(), z.json()) }),
  }),
  output: z.json(),
  locals: z.strictObject({ osdex_images: z.record(z.string(), DownloadFile) }),
});

async function entryOf(changes: Parameters<typeof oneImage>[0]): Promise<unknown> {
  const text = await textOf(proxmox, [oneImage(changes)]);
  return Object.values(Module.parse(JSON.parse(text)).locals.osdex_images)[0];
}

test('a module downloads those of a local map whose ids it is given', async () => {
  const image = oneImage({ artifact: { digest: someDigest('sha512') } });
  const module = {
    terraform: { required_providers: { proxmox: { source: 'bpg/proxmox', version: '>= 0.107.0' } } },
    variable: {
      node_name: { type: 'string', description: 'Name of the node that downloads.' },
      datastore_id: {
        type: 'string',
        description:
          'Where the images are put; it must be set up for the content types iso, import or vztmpl.',
      },
      image_ids: { type: 'set(string)', description: 'Which of local.osdex_images to download.' },
    },
    resource: {
      proxmox_download_file: {
        image: {
          for_each: '${{for id in var.image_ids : id => local.osdex_images[id]}}',
          node_name: '${var.node_name}',
          datastore_id: '${var.datastore_id}',
          content_type: '${each.value.content_type}',
          url: '${each.value.url}',
          file_name: '${each.value.file_name}',
          checksum: '${each.value.checksum}',
          checksum_algorithm: '${each.value.checksum_algorithm}',
          decompression_algorithm: '${each.value.decompression_algorithm}',
          overwrite: false,
        },
      },
    },
    output: {
      file_ids: {
        description: 'Of each image what disks, CD drives and containers refer to.',
        value: '${{for id, file in proxmox_download_file.image : id => file.id}}',
      },
    },
    locals: {
      osdex_images: {
        'example/26.04/cloud/20260720/example-20260720-amd64.qcow2': {
          content_type: 'import',
          file_name: 'example_26.04_cloud_20260720_example-20260720-amd64.qcow2',
          url: 'https://images.example.org/20260720/example-20260720-amd64.qcow2',
          checksum: someDigest('sha512').slice('sha512:'.length),
          checksum_algorithm: 'sha512',
          decompression_algorithm: null,
        },
      },
    },
  };
  assert.deepEqual(JSON.parse(await textOf(proxmox, [image])), module);
});

test('each kind of file is kept where Proxmox VE takes its name', async () => {
  const digest = someDigest('sha256');
  const placed = async (
    artifact: Partial<Image['artifact']>,
    stream: Partial<Image['stream']> = {},
  ): Promise<unknown[]> => {
    const entry = DownloadFile.parse(await entryOf({ artifact: { digest, ...artifact }, stream }));
    return [entry.content_type, entry.file_name, entry.decompression_algorithm];
  };
  const at = 'example_26.04_cloud_20260720_';
  assert.deepEqual(await placed({ file: 'a.iso', format: 'iso' }, { kind: 'live' }), [
    'iso',
    `${at}a.iso`,
    null,
  ]);
  assert.deepEqual(await placed({ file: 'a.iso.bz2', format: 'iso', compression: 'bz2' }), [
    'iso',
    `${at}a.iso`,
    'bz2',
  ]);
  assert.deepEqual(await placed({ file: 'b/a+1.img' }), ['import', `${at}b_a_1.img.qcow2`, null]);
  assert.deepEqual(await placed({ file: 'a.raw', format: 'raw' }), ['import', `${at}a.raw`, null]);
  assert.deepEqual(await placed({ file: 'a.raw.gz', format: 'raw', compression: 'gz' }), [
    'iso',
    `${at}a.raw.img`,
    'gz',
  ]);
  const root = { file: 'root.tar.xz', format: 'rootfs', compression: 'tar.xz' } as const;
  assert.deepEqual(await placed(root, { kind: 'container' }), ['vztmpl', `${at}root.tar.xz`, null]);
});

test('what Proxmox VE could not use is refused', () => {
  const refusal = (changes: Parameters<typeof oneImage>[0]): unknown => proxmox.refuse?.(oneImage(changes));
  const wanted = "expected an iso, a cloud image as qcow2 or raw, or a container's root file system in tar.*";
  assert.equal(refusal({}), undefined);
  assert.equal(refusal({ stream: { kind: 'board' } }), `${wanted}, found board qcow2`);
  assert.equal(refusal({ artifact: { compression: 'xz' } }), `${wanted}, found cloud qcow2 in xz`);
  assert.equal(refusal({ artifact: { format: 'vhdx' } }), `${wanted}, found cloud vhdx`);
  assert.equal(
    refusal({ artifact: { format: 'rootfs', compression: 'zip' } }),
    `${wanted}, found cloud rootfs in zip`,
  );
  assert.equal(
    refusal({ build: { withdrawn: '2026-07-22' } }),
    'expected an image that can be had, found one withdrawn on 2026-07-22',
  );
  assert.equal(
    refusal({ artifact: { file: `${'a'.repeat(224)}.img` } }),
    'expected a file name of at most 255 characters, found 263',
  );
});

/** What Terraform would have the provider download: the same module, with a resource that needs no provider. */
async function apply(t: TestContext, images: readonly Image[], ids: readonly string[]) {
  const { terraform: _, output: __, ...module } = Module.parse(JSON.parse(await textOf(proxmox, images)));
  const { for_each, ...input } = module.resource.proxmox_download_file.image;
  const standIn = {
    ...module,
    resource: { terraform_data: { image: { for_each, input } } },
    output: { files: { value: '${{for id, file in terraform_data.image : id => file.output}}' } },
  };
  const folder = await temporaryFolder(t, {
    'main.tf.json': JSON.stringify(standIn),
    'terraform.tfvars.json': JSON.stringify({ node_name: 'pve', datastore_id: 'local', image_ids: ids }),
  });
  const env = { PATH: process.env['PATH'], HOME: folder, CHECKPOINT_DISABLE: '1' };
  const terraform = (...args: string[]) =>
    spawnSync('terraform', args, { cwd: folder, env, timeout: 20_000, encoding: 'utf8' });
  const { stderr } = terraform('apply', '-auto-approve', '-input=false', '-no-color');
  const files: unknown = JSON.parse(terraform('output', '-json').stdout);
  return { stderr, files };
}

test('Terraform plans exactly the chosen downloads, with their digests', { skip: NOT_HERE }, async (t) => {
  const images = sampleImages().slice(0, 4);
  const [image, , , installer] = images;
  assert.ok(image && installer);
  const { stderr, files } = await apply(t, images, [image.id]);
  assert.equal(stderr, '');
  assert.deepEqual(z.object({ files: z.object({ value: z.json() }) }).parse(files).files.value, {
    [image.id]: {
      node_name: 'pve',
      datastore_id: 'local',
      content_type: 'import',
      url: 'https://images.example.org/20260720/example-20260720-amd64.qcow2',
      file_name: 'example_26.04_cloud_20260720_example-20260720-amd64.qcow2',
      checksum: image.artifact.digest.slice('sha256:'.length),
      checksum_algorithm: 'sha256',
      decompression_algorithm: null,
      overwrite: false,
    },
  });
});

test('Terraform refuses an id that is not in the file', { skip: NOT_HERE }, async (t) => {
  const { stderr, files } = await apply(t, sampleImages(), ['example/1']);
  assert.match(stderr, /The given key does not identify an element/);
  assert.deepEqual(files, {});
});
