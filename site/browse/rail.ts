import { compareText } from '../../core/catalog/catalog.ts';
import type { Facet } from '../../core/selector.ts';
import { NEWEST } from './address.ts';
import { RAIL, valueWord } from './facet-words.ts';
import { matchRows, rowFacets } from './match.ts';
import type { Row } from './row.ts';

/** One facet of the rail with all its values, counted for the bare page. */
export interface RailGroup {
  facet: Facet;
  title: string;
  open: boolean;
  values: { value: string; word: string; count: number }[];
}

/** The rail as the bare page shows it. Releases keep the catalog's order, other values come by their number of files. */
export function railGroups(rows: readonly Row[], today: string): RailGroup[] {
  const names = new Map(rows.map(({ build }) => [build.release.product, build.release.name]));
  const { counts } = matchRows(rows, NEWEST, today);
  const all = new Map(RAIL.map(({ facet }) => [facet, new Set<string>()]));
  for (const row of rows) {
    const facets = rowFacets(row, today);
    for (const [facet, values] of all) values.add(facets[facet] ?? '');
  }
  // A facet that nothing has a value of, such as the language, would be an empty group.
  const groups = RAIL.filter(({ facet }) => [...(all.get(facet) ?? [])].some((value) => value !== ''));
  return groups.map(({ facet, title, open }) => {
    const values = [...(all.get(facet) ?? [])].filter((value) => value !== '');
    const group = values.map((value) => ({
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
export function countTrue(rows: readonly Row[], facet: 'lts' | 'supported', today: string): number {
  return matchRows(rows, NEWEST, today).counts[facet].get('true') ?? 0;
}
