import { parseDigest } from '../core/digest-text.ts';
import { OsdexError } from '../core/error.ts';
import { artifactId, artifactPath } from '../core/release.ts';
import type { Build } from '../core/release.ts';
import { filesOf } from './found.ts';
import type { FoundSums, Refusal, ReleaseName } from './found.ts';

/**
 * Refuses two files of one build under one name, which would have one id: two of the source's patterns match the same
 * file, or its `path:` gives two files one name.
 *
 * @throws OsdexError `name-conflict`.
 */
export function refuseRepeatedNames(build: Build, url: string): void {
  const byPath = Map.groupBy(build.artifacts, artifactPath);
  for (const [path, [first, second]] of byPath) {
    if (first === undefined || second === undefined) continue;
    const found =
      first.file === second.file
        ? `two patterns that match ${first.file}`
        : `${first.file} and ${second.file}, both named ${path}`;
    const sentence = `expected one file for each name in ${build.stream} ${build.serial}, found ${found}, ${url}; mend match: or path: in the source`;
    throw new OsdexError('name-conflict', sentence, { url });
  }
}

/** Sums files of one run that give one file different digests: nobody here can tell which of them is right. */
export function findContradictions(name: ReleaseName, found: readonly FoundSums[]): Refusal[] {
  if (found.length < 2) return [];
  const files = found.flatMap((sums) => filesOf(sums.builds).map((file) => ({ sums, ...file })));
  // Digests by different algorithms may both be right.
  const byId = Map.groupBy(files, ({ build, artifact }) =>
    [artifactId(name, build, artifact), parseDigest(artifact.digest)?.algorithm].join(' '),
  );
  return [...byId.values()].flatMap((alike) =>
    alike.flatMap(({ sums, build, artifact }) => {
      const other = alike.find((one) => one.artifact.digest !== artifact.digest);
      if (other === undefined) return [];
      const sentence = `expected one digest of ${artifactId(name, build, artifact)}, found ${artifact.digest} in ${sums.sumsUrl} and ${other.artifact.digest} in ${other.sums.sumsUrl}; neither is taken until they agree`;
      return { sums, error: new OsdexError('digest-conflict', sentence, { url: sums.sumsUrl }) };
    }),
  );
}
