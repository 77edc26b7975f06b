import { buildDay } from '../build-day.ts';
import { writeYaml } from '../files/yaml.ts';
import type { Image } from '../image.ts';
import { isPlainPath } from '../plain-path.ts';
import { artifactUrl, currentPlace } from '../release.ts';
import {
  refuseFor,
  refuseOtherDigests,
  refuseOtherFormats,
  refuseOtherKinds,
  refuseWithdrawn,
} from './format.ts';
import type { ExportFile, Format } from './format.ts';
import { guestOf, madeFor } from './openstack-distribution.ts';
import { readerOfOpenstackImageManager } from './openstack-image-manager-reader.ts';

/** Its names of formats are ours; of several formats of a stream the first here is taken. */
const DISK_FORMATS = ['qcow2', 'raw', 'vmdk', 'vhd', 'vdi', 'iso'] as const;

/** How many versions of an image there are, and how many a cloud is told to keep. */
const VERSIONS = 3;

const ARCHITECTURES: Partial<Record<Image['artifact']['arch'], string>> = {
  amd64: 'x86_64',
  arm64: 'aarch64',
  riscv64: 'risc-v',
};

/** @see https://github.com/osism/openstack-image-manager/blob/main/etc/schema.yaml */
export const openstackImageManager: Format = {
  name: 'openstack-image-manager',
  describe:
    'Definitions of cloud images for openstack-image-manager, a file for each product and in it an image for each release, stream and architecture with its three newest versions: put the files into the folder that its option --images names.',
  mediaType: 'application/yaml',
  extension: '.yml',
  latest: VERSIONS,
  consumers: [
    {
      name: 'openstack-image-manager',
      tried:
        'Not to be had here: its schema, written down as one of zod, takes the files, and refuses what is not a digest. It compares what a cloud downloads with no digest, so a changed one would not be noticed.',
    },
    {
      name: 'PyYAML',
      version: '6.0.3',
      tried: 'By which the manager reads: build_date is a date, and each version is a text.',
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    refuseOtherKinds('cloud'),
    refuseOtherFormats(DISK_FORMATS),
    refuseOtherDigests('md5', 'sha1', 'sha256', 'sha512'),
    ({ artifact: { arch } }) =>
      ARCHITECTURES[arch] === undefined ? `expected amd64, arm64 or riscv64, found ${arch}` : undefined,
    refuseUnknownGuest,
    ({ build }) => (buildDay(build) === undefined ? 'expected the day of the build, found none' : undefined),
  ),
  write: {
    kind: 'folder',
    write: (images) =>
      [...Map.groupBy(images, pathOf)].map(([path, ofFile]): ExportFile => ({
        path,
        content: `---\n${writeYaml({ images: definitionsOf(ofFile) })}`,
      })),
  },
  read: readerOfOpenstackImageManager,
};

/** It wants to be told what a guest needs, and nothing of that is to be guessed. */
function refuseUnknownGuest({ product: { product }, stream }: Image): string | undefined {
  const elsewhere = madeFor(stream);
  if (elsewhere !== undefined) return `expected an image for OpenStack, found one for ${elsewhere}`;
  const { osDistro, login, minimumDisk, minimumMemory } = guestOf(product, stream);
  if (osDistro === undefined)
    return `expected a distribution that OpenStack has a word for, found ${product}`;
  const unknown = Object.entries({ login, minimumDisk, minimumMemory }).find(
    ([, value]) => value === undefined,
  );
  return unknown === undefined ? undefined : `expected a stream that states its ${unknown[0]}, found none`;
}

/** Products of one name share a file. */
function pathOf({ product }: Image): string {
  const name = product.name
    .toLowerCase()
    .replaceAll(' ', '_')
    .replace(/[^a-z0-9._-]+/g, '');
  const path = `${name}.yml`;
  return isPlainPath(path) ? path : `${product.product}.yml`;
}

/** Of an image in a cloud: the newest version has it as it is, older ones with their version in brackets. */
function nameOf({ product, release, stream, artifact }: Image): string {
  return [product.name, release.release, stream.stream, ARCHITECTURES[artifact.arch]].join(' ');
}

function definitionsOf(images: readonly Image[]) {
  return [...Map.groupBy(images, nameOf).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [definitionOf(first, [first, ...others])],
  );
}

function definitionOf(first: Image, images: readonly Image[]) {
  const { product, release, stream, artifact } = first;
  const guest = guestOf(product.product, stream);
  const format = DISK_FORMATS.find((one) => images.some((image) => image.artifact.format === one));
  const taken = images.filter((image) => image.artifact.format === format);
  const versions = [...Map.groupBy(taken, ({ build }) => build.serial).values()].flatMap(
    ([image]) => image ?? [],
  );
  return {
    name: nameOf(first),
    enable: true,
    format,
    login: guest.login,
    min_disk: Math.ceil(guest.minimumDisk ?? 0),
    min_ram: guest.minimumMemory,
    status: 'active',
    visibility: 'public',
    multi: true,
    meta: {
      architecture: ARCHITECTURES[artifact.arch],
      hotfix_hours: 0,
      hw_disk_bus: 'scsi',
      hw_rng_model: 'virtio',
      hw_scsi_model: 'virtio-scsi',
      hw_watchdog_action: 'reset',
      hypervisor_type: 'qemu',
      // An image_description is left out: the manager, which finds its definitions by it, puts the name there.
      os_distro: guest.osDistro,
      os_purpose: stream.stream.split('-').includes('minimal') ? 'minimal' : 'generic',
      os_version: release.release,
      provided_until: 'none',
      replace_frequency: 'monthly',
      uuid_validity: `last-${VERSIONS}`,
    },
    tags: [],
    versions: versions.slice(0, VERSIONS).toReversed().map(versionOf),
  };
}

function versionOf({ build, artifact }: Image) {
  const day = buildDay(build)?.day;
  return {
    version: build.serial,
    url: artifactUrl(currentPlace(build), artifact),
    checksum: artifact.digest,
    build_date: day === undefined ? undefined : new Date(day),
  };
}
