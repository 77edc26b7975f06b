import { compareText } from '../../core/catalog/catalog.ts';
import { valueWord } from '../words/facet-list.ts';
import { en } from '../words/messages/en.ts';
import { tell } from '../words/say.ts';
import type { Words } from '../words/say.ts';
import { NEWEST } from './address.ts';
import type { BrowseIndex } from './browse-index.ts';
import { RAIL } from './facet-words.ts';
import type { RailFacet } from './facet-words.ts';
import type { Matcher } from './match.ts';

/** One facet of the rail with all its values, counted for the bare page. */
export interface RailGroup {
  facet: RailFacet;
  open: boolean;
  values: { value: string; word: Words; count: number }[];
}

/** The rail as the bare page shows it. Releases keep the catalog's order, other values come by their number of files. */
export function railGroups({ builds }: Pick<BrowseIndex, 'builds'>, matcher: Matcher): RailGroup[] {
  const names = new Map(builds.map(({ release }) => [release.product, release.name]));
  const { counts } = matcher.match(NEWEST);
  const all = matcher.match({ facets: {} }).counts;
  // A facet that nothing has a value of, such as the language, would be an empty group.
  const groups = RAIL.filter(({ facet }) => all[facet].size > 0);
  return groups.map(({ facet, open }) => {
    const group = [...all[facet].keys()].map((value) => ({
      value,
      word: (facet === 'product' ? names.get(value) : undefined) ?? valueWord(facet, value),
      count: counts[facet].get(value) ?? 0,
    }));
    if (facet === 'product')
      group.sort((a, b) => compareText(english(a.word).toLowerCase(), english(b.word).toLowerCase()));
    else if (facet !== 'release')
      group.sort((a, b) => b.count - a.count || compareText(english(a.word), english(b.word)));
    return { facet, open, values: group };
  });
}

function english(words: Words): string {
  return tell(words, en);
}

/** Files on the bare page of which this facet is true. */
export function countTrue(matcher: Matcher, facet: 'lts' | 'supported'): number {
  return matcher.match(NEWEST).counts[facet].get('true') ?? 0;
}
