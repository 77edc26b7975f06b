import { parse } from 'csv-parse/sync';
import { OsdexError } from '../error.ts';
import type { NotTaken } from './format.ts';
import type { ForeignRow } from './image-table.ts';

/** In UTF-16 code units: ten times what a row of ours can need, so that a quote left open swallows no more. */
const LONGEST_RECORD = 65_536;

/** More than any table of images has. */
const MOST_CELLS = 1000;

/** Some seconds of reading: many times the images of any catalog that we know. */
const MOST_ROWS = 200_000;

/** Who has more of them has another kind of file. */
const MOST_MISTAKES = 1000;

/**
 * The rows of a text with a delimiter, quoted as RFC 4180 says. A row that is not so quoted, or too long, is told with
 * its line, and reading goes on with the line after: each row is parsed by itself, in time that its length bounds.
 *
 * @throws OsdexError `usage` for more than MOST_ROWS rows, or more than MOST_MISTAKES that are none.
 */
export function separatedRecords(
  text: string,
  delimiter: string,
  name: string,
): { rows: ForeignRow[]; notTaken: NotTaken[] } {
  const rows: ForeignRow[] = [];
  const notTaken: NotTaken[] = [];
  // A byte order mark is no part of the first cell.
  let start = text.startsWith('\ufeff') ? 1 : 0;
  for (let line = 1; start < text.length;) {
    if (rows.length > MOST_ROWS) throw refuse(`a table of at most ${MOST_ROWS} rows in ${name}, found more`);
    if (notTaken.length > MOST_MISTAKES)
      throw refuse(`a table in ${name}, found that ${notTaken.length} lines are no rows of one`);
    const at = `line ${line}`;
    const record = recordAt(text, start);
    const cells = record === undefined ? undefined : cellsOf(record.text, delimiter);
    if (record === undefined || cells === undefined) {
      notTaken.push({
        at,
        reason: `expected cells parted by ${JSON.stringify(delimiter)} and quoted as RFC 4180 says`,
      });
      start = endOfLine(text, start) + 1;
      line += 1;
      continue;
    }
    if (cells.length > 0) rows.push({ at, cells });
    start = record.end + 1;
    line += record.lines;
  }
  return { rows, notTaken };
}

function refuse(sentence: string): OsdexError {
  return new OsdexError('usage', `expected ${sentence}`);
}

/** Up to the first end of a line that is in no quotes; undefined for one too long. */
function recordAt(text: string, start: number): { text: string; end: number; lines: number } | undefined {
  const limit = Math.min(text.length, start + LONGEST_RECORD);
  let isQuoted = false;
  let lines = 1;
  for (let at = start; at < limit; at++) {
    const character = text[at];
    if (character === '"') isQuoted = !isQuoted;
    if (character !== '\n') continue;
    if (!isQuoted) return { text: text.slice(start, at), end: at, lines };
    lines += 1;
  }
  return limit === text.length ? { text: text.slice(start), end: limit, lines } : undefined;
}

function endOfLine(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  return newline < 0 ? text.length : newline;
}

function cellsOf(record: string, delimiter: string): string[] | undefined {
  const line = record.endsWith('\r') ? record.slice(0, -1) : record;
  if (line.split(delimiter, MOST_CELLS + 1).length > MOST_CELLS) return undefined;
  if (!line.includes('"')) return line === '' ? [] : line.split(delimiter);
  try {
    const [cells = []] = parse(line, { delimiter, relax_column_count: true, record_delimiter: '\n' });
    return cells;
  } catch {
    return undefined;
  }
}
