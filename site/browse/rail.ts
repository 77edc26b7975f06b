import { compareText } from '../../core/catalog/catalog.ts';
import type { Facet } from '../../core/selector.ts';
import { NEWEST } from './address.ts';
import type { BrowseIndex } from './browse-index.ts';
import { RAIL, valueWord } from './facet-words.ts';
import type { Matcher } from './match.ts';

/** One facet of the rail with all its values, counted for the bare page. */
export interface RailGroup {
  facet: Facet;
  title: string;
  open: boolean;
  values: { value: string; word: string; count: number }[];
}

/** The rail as the bare page shows it. Releases keep the catalog's order, other values come by their number of files. */
export function railGroups({ builds }: Pick<BrowseIndex, 'builds'>, matcher: Matcher): RailGroup[] {
  const names = new Map(builds.map(({ release }) => [release.product, release.name]));
  const { counts } = matcher.match(NEWEST);
  const all = matcher.match({ facets: {} }).counts;
  // A facet that nothing has a value of, such as the language, would be an empty group.
  const groups = RAIL.filter(({ facet }) => all[facet].size > 0);
  return groups.map(({ facet, title, open }) => {
    const group = [...all[facet].keys()].map((value) => ({
      value,
      word: valueWord(facet, value, names),
      count: counts[facet].get(value) ?? 0,
    }));
    if (facet === 'product') group.sort((a, b) => compareText(a.word.toLowerCase(), b.word.toLowerCase()));
    else if (facet !== 'release') group.sort((a, b) => b.count - a.count || compareText(a.word, b.word));
    return { facet, title, open, values: group };
  });
}

/** Files on the bare page of which this facet is true. */
export function countTrue(matcher: Matcher, facet: 'lts' | 'supported'): number {
  return matcher.match(NEWEST).counts[facet].get('true') ?? 0;
}
