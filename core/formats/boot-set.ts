import type { Image } from '../image.ts';
import type { Artifact } from '../release.ts';

/** What boots from a network besides the kernel and the first file system: what these load later. */
const LOADED_LATER: readonly string[] = ['netboot', 'squashfs', 'rootfs'];

/** The files of one build for one architecture by which a machine starts from a network. */
export interface BootSet {
  /** One of its images, which tells what all belong to. */
  image: Image;
  kernel: Artifact;
  initrd: Artifact;
  later: readonly Artifact[];
}

/** Why an image is part of no boot set, as `expected …, found …`; undefined when it is part of one. */
export function refuseOutsideBootSet(image: Image): string | undefined {
  const { stream, artifact } = image;
  if (stream.kind !== 'netboot') return `expected a netboot image, found one of kind ${stream.kind}`;
  const { kernels, initrds, later } = filesOf(image);
  const found = `expected one kernel and one initrd for ${artifact.arch} in its build, found ${kernels.length} and ${initrds.length}`;
  if (kernels.length !== 1 || initrds.length !== 1) return found;
  return [...kernels, ...initrds, ...later].includes(artifact)
    ? undefined
    : `expected a kernel, an initrd or what they load, found ${artifact.format}`;
}

/** The boot sets that these images are of, each once and whole, in their order. */
export function bootSets(images: readonly Image[]): BootSet[] {
  const first = new Map(images.toReversed().map((image) => [filesOf(image).kernels[0], image]));
  return images.flatMap((image) => {
    const { kernels, initrds, later } = filesOf(image);
    const [kernel] = kernels;
    const [initrd] = initrds;
    if (kernel === undefined || initrd === undefined || first.get(kernel) !== image) return [];
    return [{ image, kernel, initrd, later }];
  });
}

/** A packed kernel is none that a machine could start. */
function filesOf({ build, artifact: { arch } }: Image) {
  const ofArch = build.artifacts.filter((artifact) => artifact.arch === arch);
  return {
    kernels: ofArch.filter(({ format, compression }) => format === 'kernel' && compression === undefined),
    initrds: ofArch.filter(({ format }) => format === 'initrd'),
    later: ofArch.filter(({ format }) => LOADED_LATER.includes(format)),
  };
}
