import { artifactPath } from '../core/release.ts';
import type { Build } from '../core/release.ts';
import { TrustLevel } from '../core/verification.ts';

/**
 * Evidence never gets worse: a source that states less than it did speaks of new builds only. Nor does better evidence
 * count for a file that it does not cover.
 */
export function mayRenew(recorded: Build, found: Build): boolean {
  const steps = rankOf(recorded) - rankOf(found);
  if (steps <= 0) return steps === 0;
  const covered = new Set(found.artifacts.map(artifactPath));
  return recorded.artifacts.every((artifact) => covered.has(artifactPath(artifact)));
}

/** Whether all that is in a build is on record from the same folder with better evidence: then it is no new build. */
export function isBetterKnown(recorded: readonly Build[], found: Build): boolean {
  const better = recorded.filter(
    (one) =>
      one.stream === found.stream &&
      one.serial === found.serial &&
      one.url === found.url &&
      rankOf(one) < rankOf(found),
  );
  const known = new Set(better.flatMap(({ artifacts }) => artifacts.map(artifactPath)));
  return found.artifacts.every((artifact) => known.has(artifactPath(artifact)));
}

/** 0 for the best. */
function rankOf({ verification }: Build): number {
  return TrustLevel.options.indexOf(verification.level);
}
