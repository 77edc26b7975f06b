import type { OsdexError } from '../core/error.ts';
import type { Feed } from '../core/source/feed.ts';
import type { Artifact, Build, Release } from '../core/release.ts';

/** A proven sums file that is not on record, with its builds. It counts as a whole: all of them are taken, or none. */
export interface FoundSums {
  feed: Feed;
  sumsUrl: string;
  builds: readonly Build[];
}

/** A file of a sums file. */
export interface FoundFile {
  build: Build;
  artifact: Artifact;
}

/** Why a sums file is not taken. */
export interface Refusal {
  sums: FoundSums;
  error: OsdexError;
}

/** The release that is held against what was found. */
export type ReleaseName = Pick<Release, 'product' | 'release'>;

/** Every file of these builds. */
export function filesOf(builds: readonly Build[]): FoundFile[] {
  return builds.flatMap((build) => build.artifacts.map((artifact) => ({ build, artifact })));
}
