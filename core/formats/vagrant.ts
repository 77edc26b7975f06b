import { parseDigest } from '../digest-text.ts';
import type { Image } from '../image.ts';
import { artifactUrl, currentPlace } from '../release.ts';
import { refuseFor, refuseOtherFormats, refuseWithdrawn } from './format.ts';
import type { ExportFile, Format } from './format.ts';

/** Vagrant's name of a provider by the word for it in the names of box files. */
const PROVIDERS: Readonly<Record<string, string>> = {
  hyperv: 'hyperv',
  libvirt: 'libvirt',
  parallels: 'parallels',
  qemu: 'qemu',
  virtualbox: 'virtualbox',
  vmware: 'vmware_desktop',
};

/** Vagrant's names of architectures, where they are not ours. */
const ARCHITECTURES: Readonly<Record<string, string>> = { armhf: 'arm', armel: 'arm' };

/** What RubyGems reads as a version; Vagrant reads nothing of a catalog that has another. */
const GEM_VERSION = /^[0-9]+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

interface BoxVersion {
  version: string;
  providers: object[];
}

/**
 * One catalog of a box for each stream of a release.
 *
 * @see https://developer.hashicorp.com/vagrant/docs/boxes/format#box-metadata
 */
export const vagrant: Format = {
  name: 'vagrant',
  describe:
    'A box catalog for each release and stream, as "vagrant box add FILE.json" or config.vm.box_url takes it.',
  mediaType: 'application/json',
  extension: '.json',
  latest: 3,
  consumers: [
    {
      name: 'vagrant',
      version: '2.3.4',
      tried:
        'Adds the newest box of a catalog, and refuses one whose digest was changed; it knows no architectures, which 2.4 takes from the same file.',
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    refuseOtherFormats(['box']),
    ({ artifact: { arch } }) =>
      arch === 'all' ? 'expected a box for one architecture, found one for all' : undefined,
    ({ artifact: { file } }) =>
      providerOf(file) === undefined
        ? "expected a file whose name says for which provider of Vagrant's it is, found one that does not"
        : undefined,
    ({ build: { serial } }) =>
      GEM_VERSION.test(serial) ? undefined : `expected a serial such as 20260720 or 1.7.0, found ${serial}`,
  ),
  write: {
    kind: 'folder',
    write: (images) =>
      [...Map.groupBy(images, pathOf)].map(([path, boxes]): ExportFile => ({
        path,
        content: `${JSON.stringify(catalogOf(boxes), undefined, 2)}\n`,
      })),
  },
};

function pathOf({ release, stream }: Image): string {
  return `${release.product}/${release.release}/${stream.stream}.json`;
}

function catalogOf(boxes: readonly Image[]) {
  const [first] = boxes;
  // Without a slash: Vagrant asks the public registry for names with one, where they are someone else's.
  const name = first && [first.release.product, first.release.release, first.stream.stream].join('-');
  const description = first && `${first.product.name} ${first.release.release}: ${first.stream.title}`;
  const versions: BoxVersion[] = [...Map.groupBy(boxes, ({ build }) => build.serial)].map(
    ([version, ofVersion]) => ({
      version,
      providers: ofVersion.toSorted(amd64Last).map(providerEntry),
    }),
  );
  return { name, description, versions };
}

/** Vagrant before 2.4 takes the last of those of one provider, whatever its architecture. */
function amd64Last(one: Image, other: Image): number {
  return Number(one.artifact.arch === 'amd64') - Number(other.artifact.arch === 'amd64');
}

function providerEntry({ build, artifact }: Image) {
  const digest = parseDigest(artifact.digest);
  return {
    name: providerOf(artifact.file),
    url: artifactUrl(currentPlace(build), artifact),
    checksum: digest?.hex,
    checksum_type: digest?.algorithm,
    architecture: ARCHITECTURES[artifact.arch] ?? artifact.arch,
  };
}

/** Of a file such as `example.x86_64.vagrant-libvirt.box`: what it is for is stated nowhere else. */
function providerOf(file: string): string | undefined {
  const words = new Set(file.toLowerCase().split(/[^a-z0-9]+/));
  const [found, ...others] = Object.keys(PROVIDERS).filter((word) => words.has(word));
  return found === undefined || others.length > 0 ? undefined : PROVIDERS[found];
}
