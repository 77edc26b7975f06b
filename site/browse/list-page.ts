import type { ListedBuild } from './facet-list.ts';
import type { RowRelease } from './row.ts';

/** So many builds are on one page: some 200 kB of HTML, and every phone scrolls it. */
const BUILDS_PER_PAGE = 150;

/** One page of a long list. */
export interface ListPage {
  /** From 1 on. */
  number: number;
  groups: { product: string; name: string; builds: ListedBuild[] }[];
}

/** Where in a list a product begins. */
export interface ListedProduct {
  product: string;
  name: string;
  page: number;
  builds: number;
}

/** Parts a list into pages. A product goes on over the end of a page; a list of nothing is one page all the same. */
export function listPages(builds: readonly ListedBuild[], most = BUILDS_PER_PAGE): ListPage[] {
  const count = Math.max(1, Math.ceil(builds.length / most));
  return Array.from({ length: count }, (_, at) => {
    const own = builds.slice(at * most, (at + 1) * most);
    const groups = [...Map.groupBy(own, (build) => releaseOf(build).product)];
    return {
      number: at + 1,
      groups: groups.map(([product, group]) => ({ product, name: nameOf(group) ?? product, builds: group })),
    };
  });
}

/** The products of a list, each with the page on which it begins. */
export function listedProducts(pages: readonly ListPage[]): ListedProduct[] {
  const products = new Map<string, ListedProduct>();
  for (const { number, groups } of pages) {
    for (const { product, name, builds } of groups) {
      const known = products.get(product);
      if (known === undefined) products.set(product, { product, name, page: number, builds: builds.length });
      else known.builds += builds.length;
    }
  }
  return [...products.values()];
}

function nameOf([first]: readonly ListedBuild[]): string | undefined {
  return first === undefined ? undefined : releaseOf(first).name;
}

function releaseOf({ chief }: ListedBuild): RowRelease {
  return chief.build.release;
}
