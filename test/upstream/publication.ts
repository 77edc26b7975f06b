import type { Publisher } from './publishers/publisher.ts';
import { standing } from './series.ts';
import type { Series } from './series.ts';

/** One line of builds of a publisher; its first, where neither is said. */
export interface SeriesChoice {
  feed?: string;
  release?: string;
}

export interface PublishOptions extends SeriesChoice {
  /** Another build of the newest one's day. */
  respin?: boolean;
  /** A serial of one's own instead of the one that follows. */
  serial?: string;
  /** A day after the newest one, where it is not said. */
  at?: Date;
}

const HOUR_MS = 60 * 60 * 1000;

/**
 * Adds the build that follows the newest one of a series. Nothing is ever published after `now`.
 *
 * @param changed when this change counts, for a sums file that was written anew before.
 * @returns its serial.
 */
export function publishNext(publisher: Publisher, options: PublishOptions, now: Date, changed: Date): string {
  return publishInto(chooseSeries(publisher, options), publisher.product, options, now, changed);
}

/** Adds the build that follows the newest one of this series. @returns its serial. */
export function publishInto(
  series: Series,
  product: string,
  options: PublishOptions,
  now: Date,
  changed: Date,
): string {
  const newest = series.builds.at(-1);
  if (newest === undefined) throw new Error(`${product} ${series.feed} has no build to follow`);
  const { respin = false } = options;
  const after = new Date(newest.published.getTime() + (respin ? 1 : 24) * HOUR_MS);
  const at = options.at ?? (after < now ? after : now);
  const serial = options.serial ?? series.next(newest, at, respin);
  const told = series.dayOf?.(serial);
  const published = told !== undefined && told > newest.published && told < now ? told : at;
  series.builds.push({ serial, published });
  if (series.rewrittenAt !== undefined) series.rewrittenAt = changed;
  return serial;
}

/**
 * Takes a build away, the newest where no serial is said.
 *
 * @param changed when what is left is signed anew; not at all where it is absent.
 * @returns its serial.
 */
export function withdrawBuild(
  publisher: Publisher,
  choice: SeriesChoice & { serial?: string },
  changed: Date | undefined,
): string {
  const series = chooseSeries(publisher, choice);
  const build = standing(series).findLast(({ serial }) => serial === (choice.serial ?? serial));
  if (build === undefined) {
    throw new Error(
      `expected a build ${choice.serial ?? ''} of ${publisher.product} ${series.feed}, found none`,
    );
  }
  build.withdrawn = true;
  if (changed !== undefined) series.rewrittenAt = changed;
  return build.serial;
}

/** The serials of a series that are there to be had, oldest first. */
export function serialsOf(publisher: Publisher, choice: SeriesChoice): string[] {
  return standing(chooseSeries(publisher, choice)).map(({ serial }) => serial);
}

function chooseSeries({ product, series }: Publisher, { feed, release }: SeriesChoice): Series {
  const found = series.find(
    (one) => one.feed === (feed ?? one.feed) && one.release === (release ?? one.release),
  );
  if (found !== undefined) return found;
  const known = series.map((one) => `${one.feed} of ${one.release}`).join(', ');
  throw new Error(
    `expected one of ${product}'s series (${known}), found ${feed ?? 'any feed'} of ${release ?? 'any release'}`,
  );
}
