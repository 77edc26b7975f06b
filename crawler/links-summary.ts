import { describeChange } from '../core/change.ts';
import { escapeMarkdown } from '../core/markdown.ts';
import { linksSentence } from './links-report.ts';
import type { LinksReport } from './links-report.ts';
import { limited } from './summary.ts';

/** The report of a check as Markdown, for the summary page of a continuous integration run. */
export function linksSummary(report: LinksReport): string {
  const { changes, errors, unknown } = report;
  return [
    '## Recorded addresses',
    '',
    linksSentence(report),
    '',
    ...section('Changes', limited(changes.map((change) => `- ${escapeMarkdown(describeChange(change))}`))),
    ...section('To look at', tableOf(errors)),
    ...section('Unknown', tableOf(unknown)),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`### ${title}`, '', ...lines, ''];
}

function tableOf(entries: LinksReport['errors']): string[] {
  if (entries.length === 0) return [];
  const rows = entries.map(({ product, release = '', stream = '', serial = '', code, message }) => {
    const build = escapeMarkdown([release, stream, serial].filter(Boolean).join(' '));
    return `| ${product} | ${build} | \`${code}\` | ${escapeMarkdown(message)} |`;
  });
  return ['| product | build | code | what |', '|---|---|---|---|', ...limited(rows)];
}
