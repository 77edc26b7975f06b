import type { BrowseIndex } from '../browse/browse-index.ts';
import {
  digestAsked,
  digestPlace,
  digestsPath,
  hexOf,
  rowsOfDigest,
  SEARCHED_DIGITS,
} from '../browse/digest-files.ts';
import { ROWS_AT_ONCE } from '../browse/finder-messages.ts';
import type { FinderAnswer, FinderQuestion, ListedRow } from '../browse/finder-messages.ts';
import { wordsOf } from '../browse/word-search.ts';
import { fetchJson } from './fetch-json.mts';
import { openList } from './list-source.mts';
import type { OpenList } from './list-source.mts';

/*
 * Holds the index and searches it apart from the page, which so stays free for the reader's hands.
 */

interface Opened extends OpenList {
  base: string;
}

let opening: Promise<Opened> | undefined;
let found: { id: number; rows: Uint32Array } = { id: 0, rows: new Uint32Array() };
let digestSearch: Promise<string> | undefined;

/** Questions are answered in the order in which they were asked. */
let last: Promise<void> = Promise.resolve();

addEventListener('message', ({ data }: MessageEvent<FinderQuestion>) => {
  last = last.then(() => answer(data));
});

async function answer(question: FinderQuestion): Promise<void> {
  try {
    if (question.ask === 'open') {
      const { base, today, reader } = question;
      opening = openList(base, today, reader).then((list) => ({ ...list, base }));
      const { matcher } = await opening;
      // A question that came meanwhile is answered first.
      setTimeout(() => matcher.prepare());
      return;
    }
    if (opening === undefined) throw new Error('expected the list to be opened first, found a question');
    const opened = await opening;
    if (question.ask === 'find') await find(opened, question);
    else tellRows(opened.index, question);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tell({ told: 'failed', id: question.ask === 'open' ? 0 : question.id, message });
  }
}

async function find(
  opened: Opened,
  { id, selector, order }: FinderQuestion & { ask: 'find' },
): Promise<void> {
  await learnDigests(opened, wordsOf(selector.text));
  const { rows, ...matches } = opened.matcher.match(selector, order);
  found = { id, rows };
  const first = listedRows(opened.index, rows.subarray(0, ROWS_AT_ONCE));
  const { edition } = opened.index;
  tell({ told: 'found', id, edition, ...matches, total: rows.length, rows: first });
}

function tellRows(index: BrowseIndex, { id, from, to }: FinderQuestion & { ask: 'rows' }): void {
  // Something else was found since: nobody waits for these rows.
  if (id !== found.id) return;
  tell({ told: 'rows', id, from, rows: listedRows(index, found.rows.subarray(from, to)) });
}

function listedRows(index: BrowseIndex, rows: Uint32Array): ListedRow[] {
  return Array.from(rows, (row) => ({ ...index.rowAt(row), row }));
}

/** Digests are looked up only for words that look like one and that nothing is named by. */
async function learnDigests({ base, index, matcher }: Opened, words: readonly string[]): Promise<void> {
  for (const word of words) {
    const hex = digestAsked(word);
    if (hex === undefined || matcher.knows(word)) continue;
    digestSearch ??= fetchJson(base + digestsPath(index.edition, 'search')).then(String);
    const rows = rowsOfDigest(await digestSearch, hex);
    const whole = await Promise.all(rows.map((row) => loadDigest(base, index.edition, row)));
    matcher.learn(
      word,
      rows.filter((_, at) => hex.length === SEARCHED_DIGITS || hexOf(whole[at] ?? '').startsWith(hex)),
    );
  }
}

async function loadDigest(base: string, edition: string, row: number): Promise<string> {
  const { part, at } = digestPlace(row);
  const digests = await fetchJson(base + digestsPath(edition, part));
  return String(Array.isArray(digests) ? digests[at] : '');
}

function tell(told: FinderAnswer): void {
  postMessage(told);
}
