import type { Facet } from '../../core/selector.ts';
import { rowFacets } from './facet-columns.ts';
import { chiefRow } from './row.ts';
import type { Row, RowBuild, RowRelease } from './row.ts';

/** What lists are under one heading by; a group may be of several facets. */
type ListGroup = 'kind' | 'architecture' | 'format' | 'trust' | 'support' | 'family' | 'language';

/**
 * The facets that have a page for each value, for readers without scripts, for search engines and for feeds: those
 * with few values, one at a time. What has many values is on the pages of the products; every combination is asked for
 * at the browse page.
 */
export const LISTED: readonly { facet: Facet; group: ListGroup; values?: readonly string[] }[] = [
  { facet: 'kind', group: 'kind' },
  { facet: 'arch', group: 'architecture' },
  { facet: 'format', group: 'format' },
  { facet: 'level', group: 'trust' },
  { facet: 'supported', group: 'support', values: ['true'] },
  { facet: 'lts', group: 'support', values: ['true'] },
  { facet: 'family', group: 'family' },
  { facet: 'language', group: 'language' },
];

/** A build in a list: the file that stands for it, and how many others of its files are in the list too. */
export interface ListedBuild {
  chief: Row;
  more: number;
}

/** Everything that has one value in one facet. */
export interface FacetList {
  facet: Facet;
  value: string;
  /** The newest build of each stream, product by product. */
  newest: ListedBuild[];
  /** Every build of whatever age, by {@link buildKey}. */
  builds: ReadonlySet<string>;
}

/** Names a build among all of the catalog; entries of one stream and serial are one build. */
export function buildKey(release: Pick<RowRelease, 'product' | 'release'>, build: BuildName): string {
  return `${release.product}/${release.release}/${build.stream}/${build.serial}`;
}
type BuildName = Pick<RowBuild, 'stream' | 'serial'>;

/** A value must be a plain name to be a folder; `family` is free text. */
const FOLDER = /^[A-Za-z0-9][A-Za-z0-9-]*$/;

/** The lists of all values that any row has, those with most builds first within each facet. One pass over the rows. */
export function facetLists(rows: Iterable<Row>, today: string): FacetList[] {
  const found = new Map<
    string,
    { facet: Facet; value: string; files: Map<string, Row[]>; builds: Set<string> }
  >();
  const names = new Map<RowBuild, string>();
  for (const row of rows) {
    const { build } = row;
    const name = names.get(build) ?? buildKey(build.release, build);
    names.set(build, name);
    const facets = rowFacets(row, today);
    for (const { facet, values } of LISTED) {
      const value = facets[facet];
      if (value === undefined || !(values?.includes(value) ?? FOLDER.test(value))) continue;
      const key = `${facet}/${value}`;
      const list = found.get(key) ?? {
        facet,
        value,
        files: new Map<string, Row[]>(),
        builds: new Set<string>(),
      };
      found.set(key, list);
      list.builds.add(name);
      if (build.rank !== 1) continue;
      const files = list.files.get(name);
      if (files === undefined) list.files.set(name, [row]);
      else files.push(row);
    }
  }
  const lists = [...found.values()].map(({ facet, value, files, builds }): FacetList => ({
    facet,
    value,
    newest: [...files.values()].flatMap((group) => {
      const chief = chiefRow(group);
      return chief === undefined ? [] : [{ chief, more: group.length - 1 }];
    }),
    builds,
  }));
  const place = new Map(LISTED.map(({ facet }, at) => [facet, at]));
  return lists.sort(
    (a, b) =>
      (place.get(a.facet) ?? 0) - (place.get(b.facet) ?? 0) ||
      b.newest.length - a.newest.length ||
      (a.value < b.value ? -1 : 1),
  );
}
