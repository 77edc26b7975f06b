import type { Layout } from '../../core/formats/mirror-layout.ts';
import type { MirrorPlan } from '../../core/formats/mirror-plan.ts';
import { formatSelector } from '../../core/selector.ts';
import type { Selector } from '../../core/selector.ts';

/** A selection as a plan, which holds also for builds that are still to come. */
export function planOf(selector: Selector, layout: Layout, name: string): MirrorPlan {
  const { latest, ...rest } = selector;
  const item = { selector: formatSelector(rest), ...(latest === undefined ? {} : { keep: latest }) };
  return { name, layout, items: [item] };
}

/** What the files of a selection are called: after its product where there is one alone. */
export function selectionName({ facets }: Selector): string {
  const [product, ...others] = facets.product ?? [];
  return product === undefined || others.length > 0 ? 'osdex-mirror' : `mirror-${product}`;
}
