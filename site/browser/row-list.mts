import type { ListedRow } from '../browse/finder-messages.ts';
import { createRowFiller } from './row-fill.mts';
import type { FilledRow } from './row-fill.mts';
import { find } from './dom.mts';

/** Rows beyond the edges of the screen, so that a turn of the wheel finds them there. */
const BEYOND = 12;
/** Rows are kept when they have left the screen, up to so many. */
const KEPT = 3000;

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
  let spare: FilledRow[] = [];
  let total = 0;
  let edition = '';
  let height = 0;
  let asked = '';

  const measure = (): void => {
    const row = drawn.values().next().value?.element;
    height = row?.getBoundingClientRect().height ?? height;
    list.style.height = `${total * height}px`;
  };

  const visible = (): [from: number, to: number] => {
    if (height === 0) return [0, Math.min(total, 1)];
    const above = -list.getBoundingClientRect().top / height;
    const from = Math.max(0, Math.floor(above) - BEYOND);
    return [from, Math.min(total, Math.ceil(above + innerHeight / height) + BEYOND)];
  };

  const place = (row: FilledRow, at: number): void => {
    row.element.style.transform = `translateY(${at * height}px)`;
    row.element.setAttribute('aria-posinset', String(at + 1));
    row.element.setAttribute('aria-setsize', String(total));
    row.fill(known.get(at), edition);
  };

  /** Elements stand in the order of their places, which is the order in which Tab visits them. */
  const draw = (): void => {
    const [from, to] = visible();
    for (const [at, row] of drawn) {
      // A row that has the focus stays, or the focus would be lost with it.
      if ((at >= from && at < to) || row.element.contains(document.activeElement)) continue;
      row.element.remove();
      drawn.delete(at);
      spare.push(row);
    }
    let before = list.firstElementChild;
    for (let at = from; at < to; at++) {
      const there = drawn.get(at);
      if (there !== undefined) {
        before = there.element.nextElementSibling;
        continue;
      }
      while (before !== null && placeOf(before) < at) before = before.nextElementSibling;
      const row = spare.pop() ?? createRow();
      drawn.set(at, row);
      place(row, at);
      list.insertBefore(row.element, before);
    }
    askFor(from, to);
  };

  const askFor = (from: number, to: number): void => {
    let first = from;
    while (first < to && known.has(first)) first++;
    if (first === to || asked === `${first}-${to}`) return;
    asked = `${first}-${to}`;
    ask(first, to);
  };

  const forget = (): void => {
    if (known.size <= KEPT) return;
    for (const at of known.keys()) if (!drawn.has(at)) known.delete(at);
  };

  const redraw = (): void => {
    if (list.hidden) return;
    draw();
    const before = height;
    measure();
    if (height === before) return;
    for (const [at, row] of drawn) place(row, at);
    draw();
  };

  addEventListener('scroll', () => list.hidden || draw(), { passive: true });
  addEventListener('resize', redraw);

  return {
    show(count, first, of) {
      known.clear();
      first.forEach((row, at) => known.set(at, row));
      [total, edition, asked] = [count, of, ''];
      list.hidden = false;
      list.style.height = `${total * height}px`;
      for (const [at, row] of drawn) {
        if (at < total) place(row, at);
        else {
          row.element.remove();
          drawn.delete(at);
          spare.push(row);
        }
      }
      redraw();
      // What no list is long enough for is not needed again soon.
      spare = spare.slice(0, KEPT);
    },
    take(from, rows) {
      rows.forEach((row, at) => {
        known.set(from + at, row);
        drawn.get(from + at)?.fill(row, edition);
      });
      asked = '';
      forget();
    },
    hide() {
      list.hidden = true;
      list.replaceChildren();
      list.style.removeProperty('height');
      known.clear();
      drawn.clear();
      spare = [];
    },
  };
}

/** The place of a row's element in its list. */
function placeOf(row: Element): number {
  return Number(row.getAttribute('aria-posinset')) - 1;
}
