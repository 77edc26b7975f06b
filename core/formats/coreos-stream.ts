import { parseDigest } from '../digest-text.ts';
import type { Image } from '../image.ts';
import { artifactPath, artifactUrl, currentPlace, evidenceUrl, signsImage } from '../release.ts';
import type { Artifact } from '../release.ts';
import { refuseFor, refuseOtherDigests, refuseWithdrawn } from './format.ts';
import type { ExportContext, ExportFile, Format } from './format.ts';
import { gnuArchitecture } from './gnu-architecture.ts';
import { newestImages } from './newest-images.ts';

/** The parts of a system that is booted from the network. */
const PARTS: Partial<Record<Artifact['format'], string>> = { kernel: 'kernel', initrd: 'initramfs' };

const DISKS: readonly Artifact['format'][] = ['qcow2', 'raw', 'iso', 'vmdk', 'vhd', 'vhdx', 'vdi', 'ova'];

/** @see https://github.com/coreos/stream-metadata-go for the format; it has no other digests than sha256. */
export const coreosStream: Format = {
  name: 'coreos-stream',
  describe:
    'A folder with the newest images of each release in the form of the Fedora CoreOS streams, where our streams stand for the platforms; for scripts and programs that read those, though coreos-installer also wants a signature over each image.',
  mediaType: 'application/json',
  extension: '.json',
  consumers: [
    {
      name: 'stream-metadata',
      tried: 'The libraries for Go and Rust cannot be had here: a schema of what they read stood in.',
    },
    {
      name: 'jq',
      version: '1.6',
      tried:
        'Finds the address and the digest of a disk with the expression that is usual for Fedora CoreOS, and does not notice a changed one.',
    },
  ],
  refuse: refuseFor(refuseWithdrawn, refuseOtherParts, refuseOtherDigests('sha256'), refuseAnyArchitecture),
  write: { kind: 'folder', write },
};

function write(images: readonly Image[], { generator, today }: ExportContext): ExportFile[] {
  const releases = Map.groupBy(
    newestImages(images),
    ({ release }) => `${release.product}/${release.release}.json`,
  );
  return [...releases].map(([path, group]) => {
    const days = group.map(({ build }) => build.published).filter((day) => day !== undefined);
    const document = {
      stream: group[0]?.release.release,
      metadata: { 'last-modified': `${days.toSorted().at(-1) ?? today}T00:00:00Z`, generator },
      architectures: objectOf(
        group,
        ({ artifact }) => gnuArchitecture(artifact.arch),
        (own) => ({ artifacts: objectOf(own, ({ stream }) => stream.stream, platformOf) }),
      ),
    };
    return { path, content: `${JSON.stringify(document, undefined, 2)}\n` };
  });
}

function platformOf(images: readonly Image[]) {
  const formats = objectOf(
    images,
    ({ artifact }) => placeOf(artifact)?.format ?? '',
    (own) => objectOf(own, (image) => partOf(image, own), artifactOf),
  );
  return { release: images[0]?.build.serial, formats };
}

/** Of the discs of a set each has its own part. */
function partOf({ artifact }: Image, all: readonly Image[]): string {
  const part = placeOf(artifact)?.part;
  const first = all.find((other) => placeOf(other.artifact)?.part === part);
  return part === undefined || first?.artifact !== artifact ? artifactPath(artifact) : part;
}

function artifactOf([image]: readonly Image[]) {
  if (image === undefined) return undefined;
  const { build, artifact } = image;
  const { verification } = build;
  const place = currentPlace(build);
  // A signature over a sums file is none over the image.
  const own = verification.level === 'signed' && signsImage(build) ? verification.signature : undefined;
  return {
    location: artifactUrl(place, artifact),
    signature: own === undefined ? undefined : evidenceUrl(place, own),
    sha256: parseDigest(artifact.digest)?.hex,
  };
}

function objectOf<T>(
  images: readonly Image[],
  keyOf: (image: Image) => string,
  valueOf: (images: readonly Image[]) => T,
): Record<string, T> {
  return Object.fromEntries([...Map.groupBy(images, keyOf)].map(([key, group]) => [key, valueOf(group)]));
}

/** Where a file stands: `qcow2.xz` and `disk`, as the format's own names go. */
function placeOf({ format, compression }: Artifact): { format: string; part: string } | undefined {
  const booted = PARTS[format];
  if (booted !== undefined) return compression === undefined ? { format: 'pxe', part: booted } : undefined;
  if (!DISKS.includes(format)) return undefined;
  return { format: compression === undefined ? format : `${format}.${compression}`, part: 'disk' };
}

function refuseOtherParts({ artifact }: Image): string | undefined {
  if (placeOf(artifact) !== undefined) return undefined;
  const { format, compression } = artifact;
  const found = compression === undefined ? format : `${format} in ${compression}`;
  return `expected a disk, a kernel or an initrd, found ${found}`;
}

function refuseAnyArchitecture({ artifact: { arch } }: Image): string | undefined {
  return arch === 'all' ? 'expected one architecture, found that the file suits all' : undefined;
}
