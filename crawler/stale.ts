import { judgeStream } from '../core/freshness.ts';
import type { StaleStream } from '../core/health.ts';
import type { Release } from '../core/release.ts';
import type { Place } from './crawl-release.ts';

/** The streams of these feeds whose next build is overdue. */
export function findStale(
  { builds, endOfLife }: Release,
  places: readonly Place[],
  today: string,
): StaleStream[] {
  const byStream = Map.groupBy(builds, ({ stream }) => stream);
  return places.flatMap(({ feed, release: { release } }) =>
    feed.streams.flatMap(({ stream }) => {
      const past = { builds: byStream.get(stream) ?? [], endOfLife, every: feed.every };
      const judged = judgeStream(past, today);
      if (judged.state !== 'stale') return [];
      return { feed: feed.feed, release, stream, newest: judged.newest, expectedBy: judged.expectedBy };
    }),
  );
}
