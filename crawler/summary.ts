import { describeChange } from '../core/change.ts';
import { counted } from '../core/counted.ts';
import { escapeMarkdown } from '../core/markdown.ts';
import type { SourceError } from '../core/health.ts';
import type { CrawlReport } from './crawl.ts';
import { placesOf } from './crawl-error.ts';

const MAX_LINES = 200;

/** The report of a crawl as Markdown, for the summary page of a continuous integration run. */
export function markdownSummary({ changes, errors, stale = [], feeds, builds }: CrawlReport): string {
  const state =
    errors.length === 0
      ? 'All sources are well.'
      : `${counted(errors.length, 'error')}, see below; the records of these feeds stay as they were.`;
  const lines = [
    '## Crawl',
    '',
    `${counted(feeds, 'feed')} asked, ${counted(builds, 'new build')} proven. ${state}`,
    '',
  ];
  if (changes.length > 0)
    lines.push(
      '### Changes',
      '',
      ...limited(changes.map((change) => `- ${escapeMarkdown(describeChange(change))}`)),
      '',
    );
  if (errors.length > 0) {
    lines.push('### Errors', '', '| source | feed | code | what |', '|---|---|---|---|');
    lines.push(
      ...limited(
        errors.map(
          ({ source, code, message, ...error }) =>
            `| ${source} | ${escapeMarkdown(placesIn({ code, message, ...error }))} | \`${code}\` | ${escapeMarkdown(message)} |`,
        ),
      ),
      '',
    );
  }
  if (stale.length > 0) {
    lines.push(
      '### Standing still',
      '',
      'Nothing new came of these for longer than is usual for them; perhaps an old state is served again.',
      '',
      '| source | feed | stream | newest | expected by |',
      '|---|---|---|---|---|',
      ...limited(
        stale.map(
          ({ source, feed, release, stream, newest, expectedBy }) =>
            `| ${source} | ${escapeMarkdown(`${feed} ${release}`)} | ${escapeMarkdown(stream)} | ${newest} | ${expectedBy} |`,
        ),
      ),
      '',
    );
  }
  return lines.join('\n');
}

function placesIn(error: SourceError): string {
  return placesOf(error)
    .map(({ feed = '', release = '' }) => `${feed} ${release}`)
    .join(', ');
}

/** The first of many lines, and how many more there are. */
export function limited(lines: string[]): string[] {
  return lines.length <= MAX_LINES
    ? lines
    : [...lines.slice(0, MAX_LINES), '', `… and ${lines.length - MAX_LINES} more.`];
}
