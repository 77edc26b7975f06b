import { parse } from 'csv-parse/sync';
import type { NotTaken } from './format.ts';

/** More than a disc can say, in UTF-16 code units. */
const LONGEST_LINE = 10_000;

/**
 * The discs of an inventory that was exported as CSV, each with its line: no name of a file goes over several, so that
 * a quote left open spoils no more than its own.
 */
export function csvInventory(text: string): {
  discs: { disc: unknown; at: string }[];
  notTaken: NotTaken[];
} {
  const lines = text.split('\n').map((line, index) => ({ line: line.trimEnd(), at: `line ${index + 1}` }));
  // Older PowerShell names the type of the rows before them.
  const told = lines.filter(({ line }) => line.trim() !== '' && !line.startsWith('#TYPE '));
  const discs: { disc: unknown; at: string }[] = [];
  const notTaken: NotTaken[] = [];
  let columns: string[] | undefined;
  for (const { line, at } of told) {
    const cells = cellsOf(line);
    if (cells === undefined) notTaken.push({ at, reason: 'expected cells as RFC 4180 quotes them' });
    else if (columns === undefined) columns = cells;
    else if (cells.length === columns.length) discs.push({ disc: discOf(columns, cells), at });
    else notTaken.push({ at, reason: `expected ${columns.length} cells, found ${cells.length}` });
  }
  return { discs, notTaken };
}

function discOf(columns: readonly string[], cells: readonly string[]): unknown {
  return Object.fromEntries(columns.map((column, index) => [column, cells[index]]));
}

function cellsOf(line: string): string[] | undefined {
  if (line.length > LONGEST_LINE) return undefined;
  try {
    return parse(line)[0];
  } catch {
    return undefined;
  }
}
