import { buildKey } from '../core/catalog/build-copies.ts';
import { parseDigest } from '../core/digest-text.ts';
import { artifactPath } from '../core/release.ts';
import type { Artifact, Build } from '../core/release.ts';

/**
 * Files that are recorded with another digest, in whichever entry of the same stream and serial, since they would have
 * one id. Digests by different algorithms cannot be compared, unless they are of one sums file.
 *
 * @param entries recorded, of the stream and serial that was found.
 */
export function conflictsBetween(entries: readonly Build[], found: Build) {
  const byPath = Map.groupBy(
    entries.flatMap((entry) =>
      entry.artifacts.map((artifact) => ({ artifact, isSame: buildKey(entry) === buildKey(found) })),
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
