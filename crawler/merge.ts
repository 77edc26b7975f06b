import { buildKey } from '../core/catalog/build-copies.ts';
import { sortArtifacts, sortBuilds } from '../core/catalog/catalog.ts';
import type { CatalogChange } from '../core/change.ts';
import { artifactPath, RELEASE_SCHEMA } from '../core/release.ts';
import type { Build, Release } from '../core/release.ts';
import type { SourceRelease } from '../core/source/source.ts';
import { conflictsBetween } from './conflict.ts';
import { sumsUrlOfBuild } from './known-build.ts';
import { isBetterKnown, mayRenew } from './evidence-rank.ts';
import { markBuild } from './links-mark.ts';
import { findSignerChanges } from './signer-change.ts';

/** What a crawl found of one release. */
export interface Found {
  /** The release as the source states it now. */
  facts: SourceRelease;
  builds: readonly Build[];
  /** Recorded builds that their publisher has taken away. */
  gone: readonly Build[];
  /** `YYYY-MM-DD`, for the mark on what is gone. */
  today: string;
  /** Addresses of sums files that tell of a whole project, and so change with whatever changes in it. */
  documents?: ReadonlySet<string>;
}

/**
 * Merges what was found into what is recorded. Nothing recorded is ever lost: a build that is gone is marked; where a
 * digest differs it is a conflict, the record stays, and nothing else of that sums file is taken, so that it is asked
 * for, and told, again at every crawl.
 */
export function mergeRelease(
  product: string,
  previous: Release | undefined,
  found: Found,
): { next: Release; changes: CatalogChange[] } {
  const { release } = found.facts;
  const changes: CatalogChange[] = [];
  const recorded = previous?.builds ?? [];
  const builds = new Map(recorded.map((build) => [buildKey(build), build]));
  const place = (build: Build) => ({ product, release, stream: build.stream, serial: build.serial });

  const conflicting = new Set<string | undefined>();
  const serialOf = ({ stream, serial }: Build): string => `${stream} ${serial}`;
  const told = Map.groupBy(recorded, serialOf);
  for (const build of found.builds) {
    const entries = told.get(serialOf(build)) ?? [];
    const conflicts = conflictsBetween(entries, build);
    told.set(serialOf(build), [...entries, build]);
    if (conflicts.length > 0) conflicting.add(sumsUrlOfBuild(build));
    changes.push(
      ...conflicts.map((conflict) => ({ kind: 'conflict' as const, ...place(build), ...conflict })),
    );
  }

  const added: Build[] = [];
  for (const build of found.builds) {
    if (conflicting.has(sumsUrlOfBuild(build))) continue;
    const before = builds.get(buildKey(build));
    if (before === undefined) {
      if (isBetterKnown(recorded, build)) continue;
      builds.set(buildKey(build), build);
      added.push(build);
      const { level } = build.verification;
      changes.push({ kind: 'build-added', ...place(build), level, artifacts: build.artifacts.length });
      continue;
    }
    const isDocument = found.documents?.has(sumsUrlOfBuild(build) ?? '') ?? false;
    const after = mergeBuild(before, build, isDocument);
    builds.set(buildKey(build), after);
    if (before.withdrawn !== undefined) changes.push({ kind: 'build-returned', ...place(build) });
    else if (isRenewed(before, after)) changes.push({ kind: 'evidence-renewed', ...place(build) });
    else if (after.artifacts.length > before.artifacts.length) {
      const artifacts = after.artifacts.length - before.artifacts.length;
      changes.push({ kind: 'files-added', ...place(build), artifacts });
    }
  }
  changes.push(...findSignerChanges({ product, release }, recorded, added));

  for (const build of found.gone) {
    if (build.withdrawn !== undefined) continue;
    builds.set(buildKey(build), markBuild(build, { withdrawn: found.today }));
    changes.push({ kind: 'build-withdrawn', ...place(build) });
  }

  const next = releaseOf(product, found.facts, sortBuilds([...builds.values()]));
  if (previous !== undefined && factsDiffer(previous, next))
    changes.push({ kind: 'release-facts', product, release });
  return { next, changes };
}

/** The newer evidence with every file ever listed; a size once learned is kept. */
function mergeBuild(recorded: Build, found: Build, isDocument: boolean): Build {
  const { withdrawn: _, ...kept } = recorded;
  if (!mayRenew(recorded, found)) return kept;
  const artifacts = new Map(recorded.artifacts.map((artifact) => [artifactPath(artifact), artifact]));
  for (const artifact of found.artifacts) {
    const before = artifacts.get(artifactPath(artifact));
    const size = artifact.size ?? before?.size;
    artifacts.set(artifactPath(artifact), size === undefined ? artifact : { ...artifact, size });
  }
  const verification = provesNothingMore(recorded, found, isDocument)
    ? recorded.verification
    : found.verification;
  return { ...kept, verification, artifacts: sortArtifacts([...artifacts.values()]) };
}

/**
 * Other bytes that say the same of a build are news only where they are signed anew: an unsigned list proves no more
 * today than it did, and a document changes with every other build, or with a count of downloads.
 */
function provesNothingMore(recorded: Build, found: Build, isDocument: boolean): boolean {
  const { level } = found.verification;
  if (level !== recorded.verification.level || (level === 'signed' && !isDocument)) return false;
  const digests = new Map(recorded.artifacts.map((artifact) => [artifactPath(artifact), artifact.digest]));
  return found.artifacts.every((artifact) => digests.get(artifactPath(artifact)) === artifact.digest);
}

function isRenewed(before: Build, after: Build): boolean {
  return JSON.stringify(before.verification) !== JSON.stringify(after.verification);
}

/** A release as the catalog has it. */
export function releaseOf(product: string, facts: SourceRelease, builds: Build[]): Release {
  return { schema: RELEASE_SCHEMA, product, ...facts, builds };
}

/** Whether what is true of a release as a whole differs. */
export function factsDiffer(before: Release, after: Release): boolean {
  const { builds: _, ...old } = before;
  const { builds: __, ...now } = after;
  return JSON.stringify(old) !== JSON.stringify(now);
}
