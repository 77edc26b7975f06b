import type { Image } from '../image.ts';
import { buildPath } from '../page-path.ts';
import type { ExportContext, ExportFile, Format } from './format.ts';

/** @see https://docs.renovatebot.com/modules/datasource/custom/ */
export const renovate: Format = {
  name: 'renovate',
  describe:
    'A folder with the builds of each stream, architecture and format for Renovate, as a custom datasource with the address of such a file as its defaultRegistryUrlTemplate and versioning "loose": it then proposes newer serials with their digests.',
  mediaType: 'application/json',
  extension: '.json',
  latest: 20,
  mostImages: 20_000,
  consumers: [
    {
      name: 'Renovate',
      version: '44.121.2',
      tried:
        'Proposes the newest serial with its digest for a file that names an older one, and passes over one that is withdrawn; it downloads no image, so it does not notice a changed digest.',
    },
  ],
  write: { kind: 'folder', write },
};

function write(images: readonly Image[], { siteUrl }: ExportContext): ExportFile[] {
  return [...Map.groupBy(images, fileOf)].map(([path, group]) => {
    const versions = Map.groupBy(group, ({ build }) => build.serial);
    const releases = [...versions.values()].map((own) => releaseOf(own, siteUrl));
    const { homepage } = group[0]?.product ?? {};
    return { path, content: `${JSON.stringify({ releases, homepage }, undefined, 2)}\n` };
  });
}

/** What is compared must be of one kind: `debian/13/generic/amd64-qcow2.json`. */
function fileOf({ release, stream, artifact: { arch, format, compression } }: Image): string {
  const form = compression === undefined ? format : `${format}.${compression}`;
  return `${release.product}/${release.release}/${stream.stream}/${arch}-${form}.json`;
}

function releaseOf([image, ...others]: readonly Image[], siteUrl: string | undefined) {
  if (image === undefined) return undefined;
  const { published, serial, withdrawn } = image.build;
  return {
    version: serial,
    // Of a set of discs none stands for all.
    digest: others.length === 0 ? image.artifact.digest : undefined,
    releaseTimestamp: published === undefined ? undefined : `${published}T00:00:00Z`,
    changelogUrl: siteUrl === undefined ? undefined : siteUrl + buildPath(image.release, image.build),
    isDeprecated: withdrawn === undefined ? undefined : true,
  };
}
