import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import test from 'node:test';
import { load, YAML11_SCHEMA } from 'js-yaml';
import { z } from 'zod';
import { openstackImageManager } from '../../../core/formats/openstack-image-manager.ts';
import type { Image } from '../../../core/image.ts';
import { makeArtifact, makeBuild } from '../../test-release.ts';
import { oneImage, someDigest } from './one-image.ts';
import { exportOf, HOSTILE } from './sample-images.ts';

/** What the image manager's own schema says, and no key besides. */
const url = z.string().regex(/^(http|ftp)s?:\/\/\w+.*/);
const Schema = z.strictObject({
  images: z
    .array(
      z.strictObject({
        enable: z.boolean(),
        format: z.enum(['aki', 'ari', 'ami', 'raw', 'iso', 'vhd', 'vdi', 'qcow2', 'vmdk']),
        login: z.string(),
        min_disk: z.int().nonnegative(),
        min_ram: z.int().nonnegative(),
        multi: z.boolean(),
        name: z.string(),
        shortname: z.string().optional(),
        status: z.enum(['active', 'deactivated']),
        tags: z.array(z.string()),
        visibility: z.enum(['public', 'private', 'community', 'shared']),
        meta: z.strictObject({
          architecture: z.enum(['x86_64', 'aarch64', 'risc-v']),
          hotfix_hours: z.int().nonnegative().optional(),
          hw_disk_bus: z.enum(['virtio', 'scsi']),
          hw_rng_model: z.literal('virtio').optional(),
          hw_scsi_model: z.literal('virtio-scsi').optional(),
          hw_watchdog_action: z.enum(['disabled', 'reset', 'poweroff', 'pause', 'none']).optional(),
          hypervisor_type: z.enum(['hyperv', 'ironic', 'lxc', 'qemu', 'uml', 'vmware', 'xen']),
          image_description: z.string().optional(),
          os_distro: z.enum([
            ...(['arch', 'centos', 'cirros', 'debian', 'fedora', 'freebsd', 'gentoo', 'mandrake'] as const),
            ...(['mandriva', 'mes', 'msdos', 'netbsd', 'netware', 'openbsd', 'opensolaris'] as const),
            ...(['opensuse', 'rhel', 'rocky', 'sled', 'talos', 'ubuntu', 'windows'] as const),
          ]),
          os_purpose: z.enum(['generic', 'minimal', 'k8snode', 'gpu', 'network', 'custom']),
          os_version: z.string().optional(),
          provided_until: z.union([z.literal('none'), z.date()]),
          replace_frequency: z.enum([
            ...(['yearly', 'quarterly', 'monthly', 'weekly', 'daily', 'critical_bug', 'never'] as const),
          ]),
          uuid_validity: z.union([
            z.enum(['none', 'forever', 'notice']),
            z.string().startsWith('last-'),
            z.date(),
          ]),
        }),
        versions: z.array(
          z.strictObject({
            build_date: z.date(),
            checksum: z
              .string()
              .regex(/\w+:([a-f0-9]{32}|[a-f0-9]{40}|[a-f0-9]{64}|[a-f0-9]{128})$/)
              .optional(),
            url,
            version: z.string(),
          }),
        ),
      }),
    )
    .min(1),
});

type Changes = Parameters<typeof oneImage>[0];

/** The sample as a stream of a product that OpenStack has a word for. */
function imageOf(changes: Changes = {}, product = 'ubuntu', name = 'Ubuntu'): Image {
  const image = oneImage(changes);
  return { ...image, product: { ...image.product, product, name } };
}

async function fileOf(images: readonly Image[], path = 'ubuntu.yml'): Promise<string> {
  const files = await exportOf(openstackImageManager, images);
  assert.deepEqual([...files.keys()], [path]);
  return files.get(path) ?? '';
}

/** By a schema of YAML in which there are dates, as the manager's is. */
async function definitionsOf(images: readonly Image[], path?: string) {
  return Schema.parse(load(await fileOf(images, path), { schema: YAML11_SCHEMA })).images;
}

test('a release, stream and architecture is an image, with its versions oldest first', async () => {
  const digest = someDigest('sha256');
  const old = makeBuild('1e3', { published: '2026-07-01' });
  const images = [imageOf({ artifact: { digest } }), imageOf({ artifact: { digest }, build: old })];
  assert.equal(
    await fileOf(images),
    `---
images:
  - name: Ubuntu 26.04 cloud x86_64
    enable: true
    format: qcow2
    login: example
    min_disk: 8
    min_ram: 512
    status: active
    visibility: public
    multi: true
    meta:
      architecture: x86_64
      hotfix_hours: 0
      hw_disk_bus: scsi
      hw_rng_model: virtio
      hw_scsi_model: virtio-scsi
      hw_watchdog_action: reset
      hypervisor_type: qemu
      os_distro: ubuntu
      os_purpose: generic
      os_version: "26.04"
      provided_until: none
      replace_frequency: monthly
      uuid_validity: last-3
    tags: []
    versions:
      - version: "1e3"
        url: https://images.example.org/1e3/example-20260720-amd64.qcow2
        checksum: ${digest}
        build_date: 2026-07-01
      - version: "20260720"
        url: https://images.example.org/20260720/example-20260720-amd64.qcow2
        checksum: ${digest}
        build_date: 2026-07-20
`,
  );
});

test('what a stream states goes before what is assumed of its distribution', async () => {
  const [flatcar, stated] = await Promise.all([
    definitionsOf(
      [imageOf({ stream: { login: undefined } }, 'flatcar', 'Flatcar Linux')],
      'flatcar_linux.yml',
    ),
    definitionsOf([
      imageOf({ stream: { stream: 'minimal-cloud', login: 'me', minimumDisk: 4.5, minimumMemory: 1024 } }),
    ]),
  ]);
  const said = ([image]: typeof stated) => [
    ...[image?.login, image?.min_disk, image?.min_ram, image?.meta.os_distro, image?.meta.os_purpose],
  ];
  assert.deepEqual(said(flatcar), ['core', 10, 512, 'fedora', 'generic']);
  assert.deepEqual(said(stated), ['me', 5, 1024, 'ubuntu', 'minimal']);
});

test('an image has the three newest versions, of the format that OpenStack likes best', async () => {
  const serials = ['20260704', '20260703', '20260702', '20260701'];
  const images = serials.flatMap((serial) => {
    const build = makeBuild(serial);
    return [
      imageOf({ artifact: makeArtifact('a.raw', { format: 'raw' }), build }),
      imageOf({ artifact: makeArtifact('a.qcow2'), build }),
      imageOf({ artifact: makeArtifact('a-arm64.raw', { format: 'raw', arch: 'arm64' }), build }),
    ];
  });
  assert.deepEqual(
    (await definitionsOf(images)).map(({ name, format, versions }) => [
      ...[name, format, versions.map(({ version }) => version)],
    ]),
    [
      ['Ubuntu 26.04 cloud x86_64', 'qcow2', ['20260702', '20260703', '20260704']],
      ['Ubuntu 26.04 cloud aarch64', 'raw', ['20260702', '20260703', '20260704']],
    ],
  );
});

test('what the image manager could not use, or is not told enough of, is refused', () => {
  const refusal = (changes: Changes, product?: string): unknown =>
    openstackImageManager.refuse?.(imageOf(changes, product));
  assert.equal(refusal({}), undefined);
  assert.equal(
    refusal({ build: { withdrawn: '2026-07-22' } }),
    'expected an image that can be had, found one withdrawn on 2026-07-22',
  );
  assert.equal(refusal({ stream: { kind: 'live' } }), 'expected an image of kind cloud, found live');
  assert.equal(
    refusal({ artifact: { compression: 'xz' } }),
    'expected qcow2 or raw or vmdk or vhd or vdi or iso, found qcow2 in xz',
  );
  assert.equal(
    refusal({ artifact: { digest: someDigest('sha384') } }),
    'expected a digest by md5 or sha1 or sha256 or sha512, found sha384',
  );
  assert.equal(refusal({ artifact: { arch: 's390x' } }), 'expected amd64, arm64 or riscv64, found s390x');
  assert.equal(
    refusal({ stream: { stream: 'cloud-azure' } }),
    'expected an image for OpenStack, found one for azure',
  );
  assert.equal(
    refusal({}, 'constructor'),
    'expected a distribution that OpenStack has a word for, found constructor',
  );
  assert.equal(refusal({}, 'cirros'), 'expected a stream that states its minimumDisk, found none');
  assert.equal(
    refusal({ stream: { minimumDisk: 1 } }, 'cirros'),
    'expected a stream that states its minimumMemory, found none',
  );
  assert.equal(refusal({ stream: { minimumDisk: 1, minimumMemory: 64 } }, 'cirros'), undefined);
  assert.equal(
    refusal({ stream: { login: undefined } }, 'cirros'),
    'expected a stream that states its login, found none',
  );
  assert.equal(
    refusal({ build: { published: undefined, verification: { level: 'imported', from: 'a list' } } }),
    'expected the day of the build, found none',
  );
});

test('hostile names stay text, and make plain names of files', async () => {
  const stream = { login: HOSTILE };
  const [image] = await definitionsOf([imageOf({ stream }, 'ubuntu', `../Ubuntu ${HOSTILE}`)], 'ubuntu.yml');
  assert.equal(image?.name, `../Ubuntu ${HOSTILE} 26.04 cloud x86_64`);
  assert.equal(image.login, HOSTILE);
  const files = await exportOf(openstackImageManager, [imageOf({}, 'ubuntu', `Ubuntu ${HOSTILE}`)]);
  assert.deepEqual([...files.keys()], ['ubuntu_cmdc_calca1_scriptbampenv.homeifxidid__.yml']);
});

test('the schema refuses what is no digest; one of which a digit is another it cannot tell', async () => {
  const text = await fileOf([imageOf()]);
  const changed = (from: RegExp, to: string) =>
    Schema.safeParse(load(text.replace(from, to), { schema: YAML11_SCHEMA })).success;
  assert.equal(changed(/(checksum: sha256:)./, '$1g'), false);
  assert.equal(changed(/(checksum: sha256:)./, '$1'), false);
  assert.equal(changed(/(checksum: sha256:)./, '$10'), true);
  assert.equal(changed(/tags:/, 'hw_qemu_guest_agent: true\n    tags:'), false);
});

const noPyYaml =
  spawnSync('python3', ['-c', 'import yaml']).status === 0
    ? false
    : 'PyYAML is not installed (Debian: python3-yaml)';

/** What the image manager does with versions before it asks a cloud. */
const READ_VERSIONS = `
import datetime, json, sys, yaml
images = yaml.load(sys.stdin.buffer, Loader=yaml.SafeLoader)["images"]
dates = {v["version"]: v["build_date"] for i in images for v in i["versions"]}
assert all(type(d) is datetime.date for d in dates.values()), dates
json.dump({v: datetime.date.isoformat(d) for v, d in dates.items()}, sys.stdout)
`;

test('PyYAML reads days as dates and versions as texts', { skip: noPyYaml }, async () => {
  const serials = ['20260720', '1e3', '2026-07-20', '20260720-2355', '0x1F', '6.10'];
  const images = serials.map((serial, index) =>
    imageOf({
      build: makeBuild(serial, { stream: `cloud${index}`, published: '2026-07-20' }),
      stream: { stream: `cloud${index}` },
    }),
  );
  const out = execFileSync('python3', ['-c', READ_VERSIONS], {
    input: await fileOf(images),
    timeout: 20_000,
    encoding: 'utf8',
  });
  assert.deepEqual(JSON.parse(out), Object.fromEntries(serials.map((serial) => [serial, '2026-07-20'])));
});
