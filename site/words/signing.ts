import type { CatalogProduct } from '../../core/catalog/catalog.ts';
import type { TrustLevel } from '../../core/verification.ts';
import { plural } from './size.ts';

const HOW: Readonly<Record<TrustLevel, string>> = {
  signed: 'signed by a pinned key',
  'sums-only': 'without a signature, by sums read over TLS',
  weak: 'with weak sums only',
  imported: 'taken from another catalog',
};

/** How a publisher signs, by what its recorded builds have to show. */
export function signingSentence({ product, releases }: CatalogProduct): string {
  const levels = releases.flatMap(({ builds }) => builds.map(({ verification }) => verification.level));
  if (levels.length === 0) return `Nothing of ${product.name} is recorded yet.`;
  const counts = [...Map.groupBy(levels, (level) => level)].sort(([, a], [, b]) => b.length - a.length);
  const [first, ...others] = counts;
  if (first !== undefined && others.length === 0) {
    return `Every recorded build of ${product.name} is ${HOW[first[0]]}.`;
  }
  const parts = counts.map(([level, found]) => `${found.length} ${HOW[level]}`);
  return `Of ${plural(levels.length, 'recorded build')}: ${parts.join(', ')}.`;
}
