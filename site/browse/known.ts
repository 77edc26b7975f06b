import { parseSelector } from '../../core/selector.ts';
import type { Selector } from '../../core/selector.ts';

/**
 * Whether someone who asks this looks for a product by its name. Of one without builds nothing else is known that could
 * be asked for, and a selector that names no product does not mean it.
 */
export function namesProduct(
  { facets, text = '' }: Selector,
  { product, text: words }: { product: string; text: string },
): boolean {
  const asked = facets.product ?? [];
  if (asked.length > 0 && !asked.includes(product)) return false;
  const searched = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const known = `${product} ${words}`.toLowerCase();
  const isFound = searched.every((word) =>
    word.includes('@') ? productOfShortForm(word) === product : known.includes(word),
  );
  return isFound && asked.length + searched.length > 0;
}

function productOfShortForm(word: string): string | undefined {
  try {
    return parseSelector(word).facets.product?.[0];
  } catch {
    return undefined;
  }
}
