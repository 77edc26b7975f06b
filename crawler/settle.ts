import type { SourceError } from '../core/health.ts';
import type { Build } from '../core/release.ts';
import { errorEntry } from './crawl-error.ts';
import type { DigestIndex } from './digest-index.ts';
import type { FoundSums, Refusal, ReleaseName } from './found.ts';
import { findContradictions } from './refuse-contradiction.ts';
import { findReuse, newFilesOf, reused } from './refuse-reuse.ts';

/**
 * Holds what the feeds of a release found against each other, against the release's record and against the product's
 * other releases. Without anything found there is nothing to do.
 *
 * @returns the builds that may be recorded, and why the others may not.
 */
export async function settleFound(
  name: ReleaseName,
  recorded: readonly Build[],
  found: readonly FoundSums[],
  index: DigestIndex,
): Promise<{ builds: Build[]; errors: SourceError[] }> {
  const news = newFilesOf(recorded, found);
  const refusals = [...findContradictions(name, found), ...findReuse(name, recorded, found, news)];
  const refused = new Set(refusals.map(({ sums }) => sums));
  for (const { sums, files } of news) {
    if (refused.has(sums)) continue;
    const claimed = await index.claim(name.release, files);
    if (claimed === undefined) continue;
    refusals.push({ sums, error: reused(name, claimed.file, claimed.id, sums.sumsUrl) });
    refused.add(sums);
  }
  return {
    builds: found.filter((sums) => !refused.has(sums)).flatMap(({ builds }) => builds),
    errors: refusals.map((refusal) => tell(name, refusal)),
  };
}

function tell({ release }: ReleaseName, { sums, error }: Refusal): SourceError {
  return { feed: sums.feed.feed, release, ...errorEntry(error) };
}
