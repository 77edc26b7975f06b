import { sortArtifacts, sortBuilds } from '../core/catalog.ts';
import type { CatalogChange } from '../core/change.ts';
import { artifactPath, RELEASE_SCHEMA } from '../core/release.ts';
import type { Build, Release } from '../core/release.ts';
import type { SourceRelease } from '../core/source.ts';

/** What a crawl found of one release. */
export interface Found {
  /** The release as the source states it now. */
  facts: SourceRelease;
  builds: readonly Build[];
  /** Recorded builds that their publisher no longer lists. */
  gone: readonly Build[];
  /** `YYYY-MM-DD`, for the mark on what is gone. */
  today: string;
}

/**
 * Merges what was found into what is recorded. Nothing recorded is ever lost: a build that is gone is marked, a
 * digest that differs is a conflict and the record stays.
 */
export function mergeRelease(
  product: string,
  previous: Release | undefined,
  found: Found,
): { next: Release; changes: CatalogChange[] } {
  const { release } = found.facts;
  const changes: CatalogChange[] = [];
  const builds = new Map((previous?.builds ?? []).map((build) => [keyOf(build), build]));
  const place = (build: Build) => ({ product, release, stream: build.stream, serial: build.serial });

  for (const build of found.builds) {
    const recorded = builds.get(keyOf(build));
    if (recorded === undefined) {
      builds.set(keyOf(build), build);
      const { level } = build.verification;
      changes.push({ kind: 'build-added', ...place(build), level, artifacts: build.artifacts.length });
      continue;
    }
    const conflicts = conflictsBetween(recorded, build);
    changes.push(
      ...conflicts.map((conflict) => ({ kind: 'conflict' as const, ...place(build), ...conflict })),
    );
    if (conflicts.length > 0) continue;
    builds.set(keyOf(build), mergeBuild(recorded, build));
    if (recorded.withdrawn !== undefined) changes.push({ kind: 'build-returned', ...place(build) });
    else if (isRenewed(recorded, build)) changes.push({ kind: 'evidence-renewed', ...place(build) });
  }

  for (const build of found.gone) {
    if (build.withdrawn !== undefined) continue;
    builds.set(keyOf(build), { ...build, withdrawn: found.today });
    changes.push({ kind: 'build-withdrawn', ...place(build) });
  }

  const next: Release = {
    schema: RELEASE_SCHEMA,
    product,
    ...found.facts,
    builds: sortBuilds([...builds.values()]),
  };
  if (previous !== undefined && factsDiffer(previous, next))
    changes.push({ kind: 'release-facts', product, release });
  return { next, changes };
}

/** Entries of one stream and serial are told apart by where they lie and what signs them. */
function keyOf(build: Build): string {
  const sums = 'sums' in build.verification ? build.verification.sums : '';
  return [build.stream, build.serial, build.url, sums].join(' ');
}

function conflictsBetween(recorded: Build, found: Build) {
  const known = new Map(recorded.artifacts.map((artifact) => [artifactPath(artifact), artifact]));
  return found.artifacts.flatMap((artifact) => {
    const before = known.get(artifactPath(artifact));
    if (before === undefined || before.digest === artifact.digest) return [];
    return [{ file: artifact.file, recorded: before.digest, found: artifact.digest }];
  });
}

/** The newer evidence with every file ever listed; a size once learned is kept. */
function mergeBuild(recorded: Build, found: Build): Build {
  const { withdrawn: _, ...kept } = recorded;
  const artifacts = new Map(recorded.artifacts.map((artifact) => [artifactPath(artifact), artifact]));
  for (const artifact of found.artifacts) {
    const before = artifacts.get(artifactPath(artifact));
    const size = artifact.size ?? before?.size;
    artifacts.set(artifactPath(artifact), size === undefined ? artifact : { ...artifact, size });
  }
  return { ...kept, verification: found.verification, artifacts: sortArtifacts([...artifacts.values()]) };
}

function isRenewed(recorded: Build, found: Build): boolean {
  return JSON.stringify(recorded.verification) !== JSON.stringify(found.verification);
}

function factsDiffer(before: Release, after: Release): boolean {
  const { builds: _, ...old } = before;
  const { builds: __, ...now } = after;
  return JSON.stringify(old) !== JSON.stringify(now);
}
