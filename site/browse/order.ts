import type { BrowseIndex } from './browse-index.ts';

/** How found files may be ordered, the usual order first. */
export const ORDERS = ['newest', 'name', 'largest', 'smallest'] as const;
export type Order = (typeof ORDERS)[number];

/** Whether the page can order so. */
export function isOrder(word: string): word is Order {
  return (ORDERS as readonly string[]).includes(word);
}

/** All rows in each order, sorted once when it is first asked for; rows that are equal stay in the catalog's order. */
export function createOrders(index: BrowseIndex): (order: Order) => Uint32Array {
  const sorted = new Map<Order, Uint32Array>();
  return (order) => {
    const rows = sorted.get(order) ?? sortRows(index, order);
    sorted.set(order, rows);
    return rows;
  };
}

function sortRows(index: BrowseIndex, order: Order): Uint32Array {
  const rows = Uint32Array.from({ length: index.count }, (_, row) => row);
  const keys = orderKeys(index, order);
  return rows.sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
}

/** A number for each row by which it is sorted, lowest first; what is not known comes last. */
function orderKeys({ builds, buildOf, sizes }: BrowseIndex, order: Order): Float64Array {
  switch (order) {
    case 'newest': {
      const days = builds.map(({ day }) => (day === undefined ? Infinity : -Date.parse(day)));
      return Float64Array.from(buildOf, (build) => days[build] ?? Infinity);
    }
    case 'largest':
      return sizes.map((size) => (size < 0 ? Infinity : -size));
    case 'smallest':
      return sizes.map((size) => (size < 0 ? Infinity : size));
    case 'name': {
      // A release of many streams lists their builds by date; by name they come stream by stream.
      const places = new Float64Array(builds.length);
      const named = builds.map(({ release, title }, at) => ({ release, title, at }));
      const releases = new Map(builds.map(({ release }, at) => [release, at]));
      named.sort(
        (a, b) =>
          compareText(a.release.name.toLowerCase(), b.release.name.toLowerCase()) ||
          (releases.get(a.release) ?? 0) - (releases.get(b.release) ?? 0) ||
          compareText(a.title, b.title),
      );
      named.forEach(({ at }, place) => {
        places[at] = place;
      });
      return Float64Array.from(buildOf, (build) => places[build] ?? 0);
    }
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
