import { counted } from '../core/counted.ts';
import { OsdexError } from '../core/error.ts';
import type { Fetcher } from '../core/http/fetcher.ts';
import type { Build } from '../core/release.ts';
import { compareVersions } from '../core/version-order.ts';
import { isGone } from './links-answers.ts';

/** A recorded build that its publisher's page does not list any more. */
export interface Unlisted {
  build: Build;
  sumsUrl: string;
  pageUrl: string;
}

/**
 * Refuses a page that lists nothing of what stands on record and nothing newer: it was emptied, replaced by another
 * page, or is from before all that is recorded.
 *
 * @param standing recorded builds that are not withdrawn.
 * @throws OsdexError `page-older`.
 */
export function refuseOlderPage(listed: readonly string[], standing: readonly Build[], url: string): void {
  const newest = standing
    .map(({ serial }) => serial)
    .toSorted(compareVersions)
    .at(-1);
  if (newest === undefined) return;
  const recorded = new Set(standing.map(({ serial }) => serial));
  if (listed.some((serial) => recorded.has(serial) || compareVersions(serial, newest) > 0)) return;
  throw new OsdexError(
    'page-older',
    `expected a page that lists ${newest} or what came after it, found only builds from before it, ${url}`,
    { url },
  );
}

/** What the publisher answers to whether builds are gone. */
export interface Withdrawals {
  gone: Build[];
  /** Why nothing can be said of the others. */
  errors: unknown[];
}

/**
 * Asks for the sums files of builds that a page does not list: only one that is not there any more (404 or 410) makes
 * a build withdrawn. One that is still there shows that the page is older than the record, and then none of them is.
 * That a build which is known to have moved is not listed is no news.
 */
export async function askWithdrawn(unlisted: readonly Unlisted[], fetcher: Fetcher): Promise<Withdrawals> {
  const missed = unlisted.filter(({ build }) => build.movedTo === undefined);
  const bySums = Map.groupBy(missed, ({ sumsUrl }) => sumsUrl);
  const answers = await Promise.all(
    [...bySums].map(async ([sumsUrl, asked]) => ({ asked, answer: await askIfThere(sumsUrl, fetcher) })),
  );
  const errors = answers.flatMap(({ answer }) => (typeof answer === 'object' ? [answer.error] : []));
  const there = answers.flatMap(({ asked, answer }) => (answer === 'there' ? asked : []));
  if (there.length > 0) return { gone: [], errors: [olderPage(there), ...errors] };
  const gone = answers.flatMap(({ asked, answer }) => (answer === 'gone' ? asked : []));
  return { gone: gone.map(({ build }) => build), errors };
}

async function askIfThere(url: string, fetcher: Fetcher): Promise<'there' | 'gone' | { error: unknown }> {
  try {
    await fetcher.get(url);
    return 'there';
  } catch (error) {
    return isGone(error) ? 'gone' : { error };
  }
}

function olderPage(there: readonly Unlisted[]): OsdexError {
  const [first] = there;
  const serials = [...new Set(there.map(({ build }) => build.serial))].toSorted(compareVersions).toReversed();
  const more = serials.length > 1 ? ` and ${counted(serials.length - 1, 'other build')}` : '';
  const sentence = `expected the page to list ${serials[0]}${more}, which can still be had from ${first?.sumsUrl}, found it without, ${first?.pageUrl}`;
  return new OsdexError('page-older', sentence, { url: first?.pageUrl });
}
