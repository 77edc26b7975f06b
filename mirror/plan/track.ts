import type { Image } from '../../core/image.ts';
import { OsdexError } from '../../core/error.ts';
import { compareVersions } from '../../core/version-order.ts';

/** Takes the images of the releases that are followed, of those of one product. */
export type Track = (images: readonly Image[]) => Image[];

const RANGE = /^(?:\*|(?:>=|<=|>|<|=)?\d[0-9A-Za-z._~+-]*(?:\.[x*])?)$/;

/**
 * Reads which releases an item follows: `latest`, `previous` (the one before), `lts` (the newest of long support),
 * `major` (the newest release of the newest major version), `minor` (of each major version the newest), a version
 * (`24.04`, `24.04.3`), or a range of them (`20.04.x`, `>=22.04`, `*`). A point release counts where it is a release
 * and where it is the serial of a build.
 *
 * @throws OsdexError `usage`.
 */
export function readTrack(text: string): Track {
  switch (text) {
    case 'latest':
      return (images) => ofReleases(images, newestFirst(images).slice(0, 1));
    case 'previous':
      return (images) => ofReleases(images, newestFirst(images).slice(1, 2));
    case 'lts':
      return (images) => {
        const supported = images.filter(({ release }) => release.lts === true);
        return ofReleases(supported, newestFirst(supported).slice(0, 1));
      };
    case 'major':
      return (images) => ofReleases(images, newestOfMajors(images).slice(0, 1));
    case 'minor':
      return (images) => ofReleases(images, newestOfMajors(images));
  }
  if (!RANGE.test(text)) {
    throw new OsdexError(
      'usage',
      `expected a track: latest, previous, lts, major, minor, a version such as 24.04.3 or a range such as 20.04.x or >=22.04, found "${text}"`,
    );
  }
  const isIn = readRange(text);
  return (images) =>
    images.filter(({ release, build }) => {
      const { release: name } = release;
      const isPoint = build.serial === name || build.serial.startsWith(`${name}.`);
      return isIn(name) || (isPoint && isIn(build.serial));
    });
}

/** Whether a version is in a range. */
function readRange(text: string): (version: string) => boolean {
  if (text === '*') return () => true;
  const [, comparison = '=', bound = ''] = /^(>=|<=|>|<|=)?(.*)$/.exec(text) ?? [];
  const stem = /^(.*)\.[x*]$/.exec(bound)?.[1];
  const isBelow = (version: string): boolean => version === stem || version.startsWith(`${stem}.`);
  const order = (version: string): number => compareVersions(version, stem ?? bound);
  switch (comparison) {
    case '>=':
      return (version) => order(version) >= 0;
    case '<=':
      return (version) => order(version) <= 0 || (stem !== undefined && isBelow(version));
    case '>':
      return (version) => order(version) > 0 && !(stem !== undefined && isBelow(version));
    case '<':
      return (version) => order(version) < 0;
    default:
      return (version) => (stem === undefined ? version === bound : isBelow(version));
  }
}

function ofReleases(images: readonly Image[], names: readonly string[]): Image[] {
  return images.filter(({ release }) => names.includes(release.release));
}

function newestFirst(images: readonly Image[]): string[] {
  const names = new Set(images.map(({ release }) => release.release));
  return [...names].toSorted((a, b) => compareVersions(b, a));
}

/** Of each major version the newest release, newest first. */
function newestOfMajors(images: readonly Image[]): string[] {
  const majors = Map.groupBy(newestFirst(images), (name) => name.split('.')[0]);
  return [...majors.values()].flatMap(([newest]) => newest ?? []);
}
