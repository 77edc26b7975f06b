import { writeYaml } from '../files/yaml.ts';
import { imageUrls } from '../image.ts';
import type { Image } from '../image.ts';
import {
  refuseFor,
  refuseOtherDigests,
  refuseOtherFormats,
  refuseOtherKinds,
  refuseOtherSystems,
  refuseWithdrawn,
} from './format.ts';
import type { ExportContext, ExportFile, Format } from './format.ts';
import { gnuArchitecture, refuseOtherGnuArchitectures } from './gnu-architecture.ts';
import { newestImages } from './newest-images.ts';

/** @see https://lima-vm.io/docs/templates/ */
export const lima: Format = {
  name: 'lima',
  describe:
    'A folder with a template of each stream for Lima, with the newest build for each architecture; for "limactl start FILE", or as the "base:" of a template of your own.',
  mediaType: 'application/yaml',
  extension: '.yaml',
  consumers: [
    {
      name: 'Lima',
      tried:
        'limactl cannot be had here: the templates were held against a schema of what it takes. It checks the digest of each image before it uses it.',
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    refuseOtherKinds('cloud'),
    refuseOtherSystems,
    refuseOtherFormats(['qcow2', 'raw']),
    refuseOtherDigests('sha256', 'sha384', 'sha512'),
    refuseOtherGnuArchitectures('x86_64', 'aarch64', 'armv7l', 'ppc64le', 'riscv64', 's390x'),
  ),
  write: { kind: 'folder', write },
};

function write(images: readonly Image[], { generator }: ExportContext): ExportFile[] {
  return [...Map.groupBy(newestImages(images), fileOf)].map(([path, group]) => ({
    path,
    content: writeYaml({ images: group.flatMap(entriesOf) }, [`Written by ${generator}.`]),
  }));
}

/** Lima calls an instance as the file is called. */
function fileOf({ release, stream }: Image): string {
  const folder = `${release.product}/${release.release}`;
  return `${folder}/${release.product}-${release.release}-${stream.stream}.yaml`;
}

/** Lima takes the first that it can get for its architecture, so mirrors come after the publisher. */
function entriesOf(image: Image): Record<string, string>[] {
  const { arch, digest } = image.artifact;
  return imageUrls(image).map((location) => ({ location, arch: gnuArchitecture(arch), digest }));
}
