/**
 * A JSON or YAML document with a record for each build, such as a release list that a project's own website is made of.
 * https://www.rfc-editor.org/rfc/rfc8259 and https://yaml.org/spec/1.2.2/
 */
import { readDocument } from '../../core/document/document.ts';
import { readRows } from '../../core/document/record-table.ts';
import type { TableRow } from '../../core/document/record-table.ts';
import { IsoDate } from '../../core/names.ts';
import type { RecordsFeed } from '../../core/source/feed.ts';
import { compileTemplate, fillTemplate } from '../../core/source/template.ts';
import type { Scope } from '../../core/source/template.ts';
import { oncePerPage } from './resolver.ts';
import type { Discovered, Resolver } from './resolver.ts';

export const records: Resolver<RecordsFeed> = {
  pageUrl: (feed, scope) => fillTemplate(feed.index, scope),

  read(page, feed, scope): Discovered[] {
    const { document } = documentOf(page);
    const rows = readRows(document, feed.builds, page.url, 'page-unreadable');
    const readers = Object.entries(feed.read ?? {}).map(
      ([field, template]) => [field, compileTemplate(template, scope, feed.patterns)] as const,
    );
    return rows
      .flatMap((row) => readFurther(row, readers))
      .filter((row) =>
        Object.entries(scope).every(([name, value]) => row[name] === undefined || row[name] === value),
      )
      .flatMap(({ serial, published, ...told }) => {
        if (serial === undefined) return [];
        const day = IsoDate.safeParse(published?.slice(0, 10));
        return { serial, told, ...(day.success ? { published: day.data } : {}) };
      });
  },

  sumsUrl: (feed, scope, page = fillTemplate(feed.index, scope)) =>
    new URL(fillTemplate(feed.sums, scope), feed.builds.base ?? page).href,
  sumsTemplates: () => [],
};

const documentOf = oncePerPage(({ url, text }) => ({
  document: readDocument(text, url, 'page-unreadable'),
}));

type Reader = readonly [field: string, read: (text: string) => Scope | undefined];

/** The record with what its fields tell by their form; none where one of them has another form. */
function readFurther(row: TableRow, readers: readonly Reader[]): TableRow[] {
  let told: TableRow = {};
  for (const [field, read] of readers) {
    const found = read(row[field] ?? '');
    if (found === undefined) return [];
    told = { ...told, ...found };
  }
  return [{ ...told, ...row }];
}
