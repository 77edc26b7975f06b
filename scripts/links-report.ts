import { describeChange } from '../core/change.ts';
import { linksSentence } from '../crawler/links-report.ts';
import type { LinksReport } from '../crawler/links-report.ts';
import { counted } from '../core/counted.ts';
import { describeErrors } from './crawl-report.ts';

/** What a check did, for people. */
export function printLinksReport(report: LinksReport, commit: string | undefined, isWritten: boolean): void {
  const { changes, errors, unknown, files } = report;
  const parts = [changes.map(describeChange)];
  if (errors.length > 0)
    parts.push(['To look at; the record stays as it is:', ...describeErrors(errors.map(placed))]);
  if (unknown.length > 0) parts.push(['Unknown; nothing is marked:', ...describeErrors(unknown.map(placed))]);
  const wrote =
    isWritten && files.length > 0 ? `${counted(files.length, 'file')} written` : 'nothing written';
  parts.push([
    linksSentence(report),
    `${counted(report.asked, 'request')}, ${wrote}.`,
    ...(commit === undefined ? [] : [`Committed as ${commit.slice(0, 12)}.`]),
  ]);
  const text = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  process.stdout.write(`${text.join('\n\n')}\n`);
}

function placed({ product, release, stream, serial, code, message }: LinksReport['errors'][number]) {
  const place = [release, stream, serial].filter((part) => part !== undefined).join(' ');
  return { source: product, code, message, ...(place === '' ? {} : { release: place }) };
}
