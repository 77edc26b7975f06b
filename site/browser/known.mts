import type { Selector } from '../../core/selector.ts';
import { namesProduct } from '../browse/known.ts';
import { find } from './dom.mts';

/** Shows the products without builds: all of them on the bare page, elsewhere those that the selector names. */
export function showKnown(selector: Selector | undefined): void {
  const section = find('[data-known]', HTMLElement);
  const items = [...section.querySelectorAll<HTMLElement>('[data-product]')];
  for (const item of items) {
    const product = { product: item.dataset['product'] ?? '', text: item.textContent ?? '' };
    item.hidden = selector !== undefined && !namesProduct(selector, product);
  }
  section.hidden = items.every((item) => item.hidden);
}
