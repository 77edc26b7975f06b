import { ROWS_AT_ONCE } from '../browse/finder-messages.ts';
import type { ListedRow } from '../browse/finder-messages.ts';
import { createRowFiller } from './row-fill.mts';
import type { FilledRow } from './row-fill.mts';
import { find } from './dom.mts';

/** Rows beyond the edges of the screen, so that a turn of the wheel finds them there. */
const BEYOND = 12;
/** What is out of sight is drawn when the reader rests: longer than between two letters of who types. */
const LATER_MS = 250;
/** Rows are kept when they have left the screen, up to so many. */
const KEPT = 3000;
/** So many rows before they are drawn they are asked for. */
const AHEAD = 20;

export interface RowList {
  show(total: number, first: readonly ListedRow[], edition: string): void;
  /** Takes rows that were asked for. */
  take(from: number, rows: readonly ListedRow[]): void;
  hide(): void;
}

/**
 * The flat list of found files. However many there are, only those on the screen are elements; the list is as high as
 * all of them, so that the page scrolls as if they were there.
 *
 * @param ask is called with the places of rows that are wanted.
 */
export function createRowList(ask: (from: number, to: number) => void): RowList {
  const list = find('[data-rows]', HTMLUListElement);
  const createRow = createRowFiller(find('[data-row-template]', HTMLTemplateElement));
  const known = new Map<number, ListedRow>();
  const drawn = new Map<number, FilledRow>();
  /** Blocks of rows that are known or on their way. */
  const asked = new Set<number>();
  /** Places out of sight whose rows still show what was found before. */
  const stale = new Set<number>();
  const spare: FilledRow[] = [];
  let later: ReturnType<typeof setTimeout> | undefined;
  let total = 0;
  let height = 0;
  /** Where the list begins on the page, and how far that is scrolled, as both were when the page was laid out last. */
  let top = 0;
  let scrolled = 0;

  /** Nothing is measured here: amid changes that would make the browser lay out the page once more. */
  const inSight = (beyond: number): [from: number, to: number] => {
    if (height === 0) return [0, Math.min(total, 1)];
    const above = (scrolled - top) / height;
    const from = Math.max(0, Math.floor(above) - beyond);
    return [from, Math.min(total, Math.ceil(above + innerHeight / height) + beyond)];
  };

  const place = (row: FilledRow, at: number): void => {
    stale.delete(at);
    row.element.style.transform = `translateY(${at * height}px)`;
    row.element.setAttribute('aria-posinset', String(at + 1));
    row.element.setAttribute('aria-setsize', String(total));
    row.fill(known.get(at));
  };

  const placeAgain = (at: number): void => {
    const row = drawn.get(at);
    if (row !== undefined && stale.has(at)) place(row, at);
  };

  const drop = (row: FilledRow, at: number): void => {
    row.element.remove();
    drawn.delete(at);
    stale.delete(at);
    spare.push(row);
  };

  /** Elements stand in the order of their places, which is the order in which Tab visits them. */
  const draw = (): void => {
    const [first, last] = inSight(BEYOND);
    for (const [at, row] of drawn) {
      // A row that has the focus stays, or the focus would be lost with it.
      if ((at < first || at >= last) && !row.element.contains(document.activeElement)) drop(row, at);
    }
    const [from, to] = inSight(later === undefined ? BEYOND : 0);
    let before = list.firstElementChild;
    for (let at = from; at < to; at++) {
      const there = drawn.get(at);
      if (there !== undefined) {
        placeAgain(at);
        before = there.element.nextElementSibling;
        continue;
      }
      while (before !== null && placeOf(before) < at) before = before.nextElementSibling;
      const row = spare.pop() ?? createRow();
      drawn.set(at, row);
      place(row, at);
      list.insertBefore(row.element, before);
    }
    askFor(first, last);
  };

  /** What the reader looks at is drawn now, and the rest later. */
  const drawFirst = (): void => {
    clearTimeout(later);
    later = setTimeout(() => {
      later = undefined;
      draw();
      // Such as a row that has the focus, out of sight.
      for (const at of stale) placeAgain(at);
    }, LATER_MS);
    draw();
  };

  /** Rows are asked for by the block, a little before they are reached. */
  const askFor = (from: number, to: number): void => {
    const last = Math.floor(Math.min(total - 1, to + AHEAD) / ROWS_AT_ONCE);
    for (let block = Math.floor(Math.max(0, from - AHEAD) / ROWS_AT_ONCE); block <= last; block++) {
      if (asked.has(block)) continue;
      asked.add(block);
      ask(block * ROWS_AT_ONCE, Math.min(total, (block + 1) * ROWS_AT_ONCE));
    }
  };

  const forget = (): void => {
    if (known.size <= KEPT) return;
    known.clear();
    asked.clear();
  };

  /** Rows change their height with the width of the window and the size of letters. */
  const measure = (): void => {
    const now = drawn.values().next().value?.element.getBoundingClientRect().height ?? 0;
    scrolled = scrollY;
    top = list.getBoundingClientRect().top + scrolled;
    if (now === height) return;
    height = now;
    list.style.height = `${total * height}px`;
    for (const [at, row] of drawn) place(row, at);
  };

  /** What stands above the list may have moved it, such as the filter on a phone. */
  const settle = (): void => {
    if (list.hidden) return;
    measure();
    draw();
  };

  const follow = (): void => {
    scrolled = scrollY;
    if (!list.hidden) draw();
  };

  addEventListener('scroll', follow, { passive: true });
  new ResizeObserver(settle).observe(document.body);

  return {
    show(count, first, edition) {
      known.clear();
      first.forEach((row, at) => known.set(at, row));
      total = count;
      asked.clear();
      asked.add(0);
      list.dataset['edition'] = edition;
      list.hidden = false;
      list.style.height = `${total * height}px`;
      for (const [at, row] of drawn) {
        if (at < total) stale.add(at);
        else drop(row, at);
      }
      drawFirst();
      // To measure is to lay out the page once more: that is only done where nothing is known.
      if (height === 0) settle();
    },
    take(from, rows) {
      forget();
      rows.forEach((row, at) => {
        known.set(from + at, row);
        drawn.get(from + at)?.fill(row);
      });
    },
    hide() {
      clearTimeout(later);
      later = undefined;
      list.hidden = true;
      list.style.removeProperty('height');
      known.clear();
      for (const [at, row] of drawn) drop(row, at);
    },
  };
}

/** The place of a row's element in its list. */
function placeOf(row: Element): number {
  return Number(row.getAttribute('aria-posinset')) - 1;
}
