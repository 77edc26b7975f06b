import type { Selector } from '../../core/selector.ts';
import type { Language } from '../words/reader-language.ts';
import type { BrowseRow } from './browse-index.ts';
import type { Matches } from './match.ts';
import type { Order } from './order.ts';

/** So many rows come with an answer, and with each further question: more than any screen shows. */
export const ROWS_AT_ONCE = 80;

/** A row on its way to the page. */
export interface ListedRow extends BrowseRow {
  /** Which row of the index it is, for its digest. */
  row: number;
}

/** What the page asks of the worker that holds the index. `id` counts the questions. */
export type FinderQuestion =
  | { ask: 'open'; base: string; today: string; reader: Language }
  | { ask: 'find'; id: number; selector: Selector; order: Order }
  /** Further rows of what was found last, from a place and up to one. */
  | { ask: 'rows'; id: number; from: number; to: number };

/** What the worker answers: what was found with the first rows of it, or further rows. */
export type FinderAnswer =
  | ({ told: 'found'; id: number; edition: string; rows: ListedRow[]; total: number } & Found)
  | { told: 'rows'; id: number; from: number; rows: ListedRow[] }
  | { told: 'failed'; id: number; message: string };

/** What is said of the files that were found. */
export type Found = Omit<Matches, 'rows'> & { total: number };
