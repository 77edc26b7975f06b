import { parseDigest } from '../digest-text.ts';
import { imageLanguage } from '../image.ts';
import type { Image } from '../image.ts';
import { artifactUrl, currentPlace } from '../release.ts';
import {
  BEFORE_JSON_ROW,
  refuseFor,
  refuseOtherDigests,
  refuseOtherFormats,
  refuseWithdrawn,
} from './format.ts';
import type { Format } from './format.ts';
import { readerOfIsomanager } from './isomanager-reader.ts';

const TYPES: Readonly<Record<string, string>> = { linux: 'Linux', windows: 'Windows' };

/** Its names of architectures, where they are not ours. */
const ARCHITECTURES: Readonly<Record<string, string>> = { amd64: 'x64', i386: 'x86' };

/** An inventory of discs, one to a line. */
export const isomanager: Format = {
  name: 'isomanager',
  describe:
    'An inventory for the PowerShell module ISOManager, for a repository that is a mirror with files under their ids: its paths are relative to that, and of each disc its source is told.',
  mediaType: 'application/json',
  extension: '.json',
  consumers: [
    {
      name: 'ISOManager',
      tried:
        'Could not be had here: jq reads the fields of its documented inventory, and a disc by its digest. Whether it notices a changed digest was not tried.',
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    refuseOtherFormats(['iso']),
    // Test-ISOIntegrity takes no other algorithms.
    refuseOtherDigests('sha256', 'sha1', 'md5'),
  ),
  write: {
    kind: 'rows',
    begin: ({ title, today }) => {
      const repository = { path: '.', name: title, structure: 'ByVersion' };
      const head = JSON.stringify({ version: '1.0', generated: today, repository });
      return `${head.slice(0, -1)},"isos":[`;
    },
    row: (image) => JSON.stringify(discOf(image)),
    before: BEFORE_JSON_ROW,
    end: () => '\n]}\n',
  },
  read: readerOfIsomanager,
};

/** Without the day of a download: it is on no disk yet. */
function discOf(image: Image) {
  const { id, product, release, stream, build, artifact } = image;
  const digest = parseDigest(artifact.digest);
  return {
    name: `${product.name} ${release.release}, ${stream.title}`,
    type: TYPES[product.family] ?? 'Custom',
    version: release.release,
    architecture: ARCHITECTURES[artifact.arch] ?? artifact.arch,
    language: imageLanguage(image),
    filePath: id,
    fileSize: artifact.size,
    hash: { algorithm: digest?.algorithm.toUpperCase(), value: digest?.hex },
    source: artifactUrl(currentPlace(build), artifact),
    metadata: { edition: stream.title, buildNumber: build.serial },
  };
}
