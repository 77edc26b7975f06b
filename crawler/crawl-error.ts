import { compareText } from '../core/catalog/catalog.ts';
import { OsdexError } from '../core/error.ts';
import type { SourceError } from '../core/health.ts';

/** Where something is wrong: a feed of a release, a whole release, or, with neither, the source. */
export type ErrorPlace = Pick<SourceError, 'feed' | 'release'>;

/** An error as the health record keeps it. */
export function errorEntry(error: unknown): SourceError {
  if (error instanceof OsdexError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.url === undefined ? {} : { url: error.url }),
    };
  }
  // A defect of ours must not take the other sources down with it; its stack tells where to look.
  return { code: 'defect', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** What went wrong in a source, in a fixed order; what is wrong in several places alike is told once, with all of them. */
export function gatherErrors(errors: readonly SourceError[]): SourceError[] {
  const alike = Map.groupBy(errors, ({ code, message }) => `${code} ${message}`);
  return [...alike.values()]
    .flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      // An address that a recording lacks is the recording's, not a feed's: it says nothing of the publisher.
      const isRecordings = first.code === 'not-recorded' && same.length > 1;
      return [placedAt(first, isRecordings ? [] : same.flatMap(placesOf))];
    })
    .toSorted((a, b) => compareText(orderOf(a), orderOf(b)));
}

/** Every place that an error is about. */
export function placesOf({ feed, release, feeds }: SourceError): readonly ErrorPlace[] {
  return (
    feeds ?? [{ ...(feed === undefined ? {} : { feed }), ...(release === undefined ? {} : { release }) }]
  );
}

/** The same error about these places. */
export function placedAt(error: SourceError, places: readonly ErrorPlace[]): SourceError {
  const { feed: _, release: __, feeds: ___, ...common } = error;
  const feeds = [...new Map(places.map((place) => [orderOf({ ...common, ...place }), place])).entries()]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([, place]) => place);
  const [first] = feeds;
  return feeds.length > 1 ? { ...common, feeds } : { ...first, ...common };
}

function orderOf({ feed = '', release = '', code, message }: SourceError): string {
  return [feed, release, code, message].join('\n');
}
