import assert from 'node:assert/strict';
import type { CrawlReport } from '../../crawler/crawl.ts';
import { markdownSummary } from '../../crawler/summary.ts';

/** What the report of a crawl says of the streams of a source that stand still. */
export function describeStale(report: CrawlReport, source: string): string {
  const lines = markdownSummary(report).split('\n');
  const sentence = lines.find((line) => line.startsWith('Nothing new came'));
  const row = lines.find((line) => line.startsWith(`| ${source} | `));
  assert.ok(sentence !== undefined && row !== undefined, 'expected a stream that stands still');
  const [, , feed, stream, newest, expectedBy] = row.split('|').map((cell) => cell.trim());
  return `${sentence} (${feed}, ${stream}: newest ${newest}, expected by ${expectedBy})`;
}
