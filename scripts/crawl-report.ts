import { describeChange } from '../core/change.ts';
import { counted } from '../core/counted.ts';
import { OsdexError } from '../core/error.ts';
import { parseSelector } from '../core/selector.ts';
import type { Source } from '../core/source/source.ts';
import type { CrawlReport } from '../crawler/crawl.ts';

/** What a crawl did, for people. */
export function printReport(report: CrawlReport, commit: string | undefined, isWritten: boolean): void {
  const { changes, errors, files, feeds } = report;
  const parts = [changes.map(describeChange)];
  if (errors.length > 0)
    parts.push(['Errors; what was on record for these feeds stays as it was:', ...describeErrors(errors)]);
  const news = changes.length === 0 ? 'Nothing new' : counted(changes.length, 'change');
  const wrote = !isWritten
    ? 'nothing written'
    : files.length === 0
      ? 'no file changed'
      : `${counted(files.length, 'file')} written`;
  parts.push([
    `${news} in ${counted(feeds, 'feed')}, ${counted(errors.length, 'error')}, ${wrote}.`,
    ...(commit === undefined ? [] : [`Committed as ${commit.slice(0, 12)}.`]),
  ]);
  const text = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  process.stdout.write(`${text.join('\n\n')}\n`);
}

/** As many errors of one kind as a person reads; all of them are in the health record and in --json. */
const SHOWN_OF_A_KIND = 4;

/** Errors by product and code, each with its place. */
export function describeErrors(
  errors: readonly Pick<CrawlReport['errors'][number], 'source' | 'code' | 'message' | 'feed' | 'release'>[],
): string[] {
  const kinds = Map.groupBy(errors, ({ source, code }) => `${source}: ${code}`);
  return [...kinds].flatMap(([kind, alike]) => {
    const shown = alike.slice(0, SHOWN_OF_A_KIND).flatMap(({ feed, release, message }) => {
      const place = [feed, release].filter(Boolean).join(' ');
      return `${place === '' ? '' : `${place}: `}${message}`.split('\n').map((line) => `    ${line}`);
    });
    const more = alike.length - SHOWN_OF_A_KIND;
    const rest = more > 0 ? [`    … and ${more} more, all of them with --json`] : [];
    return [`  ${kind}${alike.length > 1 ? `, ${alike.length} times` : ''}`, ...shown, ...rest];
  });
}

/** A selector that nothing of these sources answers to. */
export function unmatched(selector: string, sources: readonly Source[]): OsdexError {
  const named = parseSelector(selector).facets.product ?? [];
  const unasked = sources.filter(({ product, feeds }) => feeds.length === 0 && named.includes(product));
  const known = sources.map(({ product }) => product).join(', ');
  const why =
    unasked.length > 0
      ? `the publisher of ${unasked.map(({ name }) => name).join(' and ')} states no digest of anything, so there is nothing to ask for`
      : `products are ${known}`;
  return new OsdexError(
    'usage',
    `expected the selector to match a feed, found none for "${selector}"; ${why}`,
  );
}
