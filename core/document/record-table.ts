import { z } from 'zod';
import { OsdexError } from '../error.ts';
import type { ErrorCode } from '../error.ts';
import { isRegExp, mayExplode } from '../pattern-cost.ts';
import { findRecords, findText, RecordPath } from './record-path.ts';

/** What is matched comes from outside, so an expression that may take for ever is no good. */
const Expression = z.string().refine((text) => isRegExp(text) && !mayExplode(text), {
  error: 'expected a regular expression without a repetition inside of a repetition',
});

/** Nothing that is matched is longer. */
const LONGEST_MATCHED = 512;

/**
 * Which parts of a document are records, and where in each record, or from the document's root with `/` before the
 * first key, lies what is wanted of it. What a path remembered on the way (`{arch}`) is wanted too.
 */
export const RecordTable = z.strictObject({
  records: RecordPath,
  fields: z.record(
    z.string().regex(/^[a-zA-Z][a-zA-Z0-9]*$/, { error: 'expected a name of letters and digits' }),
    RecordPath,
  ),
  /** Only records of which these fields match these expressions as a whole. */
  where: z.record(z.string(), Expression).optional(),
  /** What addresses in the document are relative to; the document's own address where it is absent. */
  base: z.url({ protocol: /^https?$/, error: 'expected an http or https URL' }).optional(),
});
export type RecordTable = z.infer<typeof RecordTable>;

/** The fields of one record by name; those that it lacks are absent. */
export type TableRow = Readonly<Record<string, string>>;

/**
 * Reads a document's records as rows of text. Rows that the table's `where` does not want are left out.
 *
 * @param code what it is when nothing in the document is such a record.
 */
export function readRows(document: unknown, table: RecordTable, name: string, code: ErrorCode): TableRow[] {
  const found = findRecords(document, table.records);
  if (found.length === 0) {
    const path = table.records.join('.');
    throw new OsdexError(code, `expected records at ${path}, found none, ${name}`, { url: name });
  }
  const wanted = Object.entries(table.where ?? {}).map(
    ([field, expression]) => [field, new RegExp(`^(?:${expression})$`)] as const,
  );
  return found
    .map(({ value, keys }): TableRow => {
      const fields = Object.entries(table.fields).flatMap(([field, path]) => {
        const text = fieldOf(document, value, path, keys);
        return text === undefined ? [] : [[field, text] as const];
      });
      return { ...keys, ...Object.fromEntries(fields) };
    })
    .filter((row) =>
      wanted.every(([field, expression]) => expression.test((row[field] ?? '').slice(0, LONGEST_MATCHED))),
    );
}

function fieldOf(
  document: unknown,
  record: unknown,
  [first = '', ...rest]: RecordPath,
  keys: TableRow,
): string | undefined {
  if (!first.startsWith('/')) return findText(record, [first, ...rest]);
  const path = [first.slice(1), ...rest].map((key) => keys[/^\{([a-zA-Z]+)\}$/.exec(key)?.[1] ?? ''] ?? key);
  return findText(document, path);
}
