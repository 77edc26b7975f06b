import { z } from 'zod';
import { HttpsUrl } from '../names.ts';

const Folder = HttpsUrl.endsWith('/', { error: 'expected the address of a folder, ending in a slash' });

/** Where a publisher puts what leaves an address: what began with `from` may later be under each of `to`. */
export const Move = z.strictObject({ from: Folder, to: z.array(Folder).min(1) });
export type Move = z.infer<typeof Move>;

/** Every address at which what left this one may be found, in the order in which the rules name them. */
export function movedUrls(moves: readonly Move[], url: string): string[] {
  const rules = moves.filter(({ from }) => url.startsWith(from));
  return [...new Set(rules.flatMap(({ from, to }) => to.map((base) => base + url.slice(from.length))))];
}

/** Rules that would lead in a circle, or that say the same twice. */
export function moveMistakes(moves: readonly Move[]): { path: PropertyKey[]; message: string }[] {
  const froms = moves.map(({ from }) => from);
  return moves.flatMap(({ from, to }, at) => [
    ...(froms.indexOf(from) === at
      ? []
      : [
          {
            path: ['moves', at, 'from'],
            message: `expected each address once, with all its places under to:, found "${from}" again`,
          },
        ]),
    ...to.flatMap((place, index) => mistakesOfPlace(from, to, place, index, at)),
  ]);
}

function mistakesOfPlace(from: string, to: readonly string[], place: string, index: number, at: number) {
  const path = ['moves', at, 'to', index];
  if (place.startsWith(from)) {
    const message = `expected a place that does not begin with from:, since what is there would seem to have left it, found "${place}"`;
    return [{ path, message }];
  }
  if (to.indexOf(place) !== index)
    return [{ path, message: `expected each place once, found "${place}" again` }];
  return [];
}
