import { parseDigest } from '../core/digest.ts';
import { artifactPath } from '../core/release.ts';
import type { Artifact, Build } from '../core/release.ts';

/** Entries of one stream and serial are told apart by where they lie and what signs them. */
export function entryOf(build: Build): string {
  const sums = 'sums' in build.verification ? build.verification.sums : '';
  return [build.stream, build.serial, build.url, sums].join(' ');
}

/**
 * Files that are recorded with another digest, in whichever entry of the same stream and serial, since they would have
 * one id. Digests by different algorithms cannot be compared, unless they are of one sums file.
 */
export function conflictsBetween(recorded: readonly Build[], found: Build) {
  const entries = recorded.filter(({ stream, serial }) => stream === found.stream && serial === found.serial);
  const byPath = Map.groupBy(
    entries.flatMap((entry) =>
      entry.artifacts.map((artifact) => ({ artifact, isSame: entryOf(entry) === entryOf(found) })),
    ),
    ({ artifact }) => artifactPath(artifact),
  );
  return found.artifacts.flatMap((artifact) => {
    const other = byPath
      .get(artifactPath(artifact))
      ?.find(
        ({ artifact: before, isSame }) =>
          before.digest !== artifact.digest && (isSame || algorithmOf(before) === algorithmOf(artifact)),
      );
    if (other === undefined) return [];
    return [{ file: artifact.file, recorded: other.artifact.digest, found: artifact.digest }];
  });
}

function algorithmOf({ digest }: Artifact): string | undefined {
  return parseDigest(digest)?.algorithm;
}
