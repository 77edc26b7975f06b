import type { CatalogProduct } from '../../core/catalog/catalog.ts';
import { say } from './say.ts';
import type { Said } from './say.ts';

/** How a publisher signs, by what its recorded builds have to show. */
export function signingSentence({ product: { name }, releases }: CatalogProduct): Said {
  const levels = releases.flatMap(({ builds }) => builds.map(({ verification }) => verification.level));
  const groups = [...Map.groupBy(levels, (level) => level)].sort(([, a], [, b]) => b.length - a.length);
  const [first, ...others] = groups;
  if (first === undefined) return say('signing.none', { name });
  if (others.length === 0) return say('signing.all', { name, level: first[0] });
  const counts = groups.map(([level, found]): [typeof level, number] => [level, found.length]);
  return say('signing.some', { builds: levels.length, counts });
}
