import { OsdexError } from '../core/error.ts';
import { artifactId } from '../core/release.ts';
import type { Build } from '../core/release.ts';
import { sumsUrlOfBuild } from './known-build.ts';
import { filesOf } from './found.ts';
import type { FoundFile, FoundSums, Refusal, ReleaseName } from './found.ts';

/**
 * Refuses a build whose sums file is on record for another serial, at another address: a folder was copied under a new
 * name. Several serials in one sums file are well.
 *
 * @throws OsdexError `digest-reused`.
 */
export function refuseRepeatedSums(build: Build, recorded: readonly Build[], url: string): void {
  const { verification } = build;
  if (!('sumsDigest' in verification)) return;
  const other = recorded.find(
    (one) =>
      one.serial !== build.serial &&
      'sumsDigest' in one.verification &&
      one.verification.sumsDigest === verification.sumsDigest &&
      sumsUrlOfBuild(one) !== url,
  );
  if (other === undefined) return;
  const sentence = `expected a sums file of its own for ${build.stream} ${build.serial}, found that of ${other.stream} ${other.serial}, ${url}`;
  throw new OsdexError('digest-reused', sentence, { url });
}

/** Files that are not on record, of a sums file whose feed does not say that it repeats files. */
export interface NewFiles {
  sums: FoundSums;
  files: FoundFile[];
}

/** What of the found files is new to the record, by sums file. */
export function newFilesOf(recorded: readonly Build[], found: readonly FoundSums[]): NewFiles[] {
  const serials = new Set(found.flatMap(({ builds }) => builds.map(({ serial }) => serial)));
  const known = new Set(filesOf(recorded.filter(({ serial }) => serials.has(serial))).map(placeOf));
  return found
    .filter(({ feed }) => feed.repeats !== true)
    .map((sums) => ({ sums, files: filesOf(sums.builds).filter((file) => !known.has(placeOf(file))) }))
    .filter(({ files }) => files.length > 0);
}

/**
 * Sums files with a file that another build of its stream has already: an old list, properly signed, under the serial
 * of a new build. When both were found by this run, neither is taken, since nothing tells which of them it belongs to.
 */
export function findReuse(
  name: ReleaseName,
  recorded: readonly Build[],
  found: readonly FoundSums[],
  news: readonly NewFiles[],
): Refusal[] {
  if (news.length === 0) return [];
  const wanted = new Set(news.flatMap(({ files }) => files.map(contentOf)));
  const owners = Map.groupBy(
    filesOf([...recorded, ...found.flatMap(({ builds }) => builds)]).filter((file) =>
      wanted.has(contentOf(file)),
    ),
    contentOf,
  );
  return news.flatMap(({ sums, files }) => {
    for (const file of files) {
      const other = owners.get(contentOf(file))?.find(({ build }) => build.serial !== file.build.serial);
      if (other !== undefined) return [{ sums, error: reused(name, file, idOf(name, other), sums.sumsUrl) }];
    }
    return [];
  });
}

/** @param other the id of the file that has the digest already. */
export function reused(name: ReleaseName, file: FoundFile, other: string, url: string): OsdexError {
  const sentence = `expected a digest of its own for ${idOf(name, file)}, found that of ${other}, ${url}; if the publisher leaves files unchanged from build to build, say so in the source with repeats: true`;
  return new OsdexError('digest-reused', sentence, { url });
}

/** The file's id. */
export function idOf(name: ReleaseName, { build, artifact }: FoundFile): string {
  return artifactId(name, build, artifact);
}

/** What is in the file, within its stream. */
export function contentOf({ build, artifact }: FoundFile): string {
  return `${build.stream} ${artifact.digest}`;
}

function placeOf(file: FoundFile): string {
  return `${contentOf(file)} ${file.build.serial}`;
}
