import type { SitemapPage } from '../../core/formats/sitemap.ts';
import { buildKey } from '../browse/facet-list.ts';
import { listPages } from '../browse/list-page.ts';
import { siteFacetLists } from '../browse/site-facet-lists.ts';
import { buildPath, releasePath } from '../../core/page-path.ts';
import { absoluteLink, keyPath } from '../links.ts';
import { buildPages, productPages } from './build-page.ts';
import type { BuildPage } from './build-page.ts';
import { siteCatalog } from './site-catalog.ts';
import { siteChanges } from './site-changes.ts';
import { siteKeys } from './site-keys.ts';

/** Pages that are there once, whatever the catalog holds; a test holds this list against what was built. */
const FIXED = [
  'attacks/',
  'docs/',
  'docs/add-a-source/',
  'docs/api/',
  'docs/exports/',
  'docs/repository/',
  'docs/formats/',
  'docs/guide/',
  'docs/sources/',
  'health/',
  'mirror/',
  'trust/',
];

/** Every page of the site with the day on which, by the record, what it shows last changed. */
export async function sitePages(): Promise<SitemapPage[]> {
  const { products } = await siteCatalog();
  const { days, months } = await siteChanges();
  const newest = days[0]?.day;
  const pages: [path: string, changed: string | undefined][] = [
    ['', newest],
    ['browse/', newest],
    ['changes/', newest],
    ['changes/moved/', undefined],
    ...FIXED.map((path): [string, undefined] => [path, undefined]),
    ...months.map(({ month, days: own }): [string, string | undefined] => [`changes/${month}/`, own[0]?.day]),
  ];
  for (const { key, lastSigned } of (await siteKeys()).keys) {
    pages.push([keyPath(key.fingerprint), lastOf([key.obtained, lastSigned?.slice(0, 10)])]);
  }
  const lastDays = new Map<string, string | undefined>();
  for (const entry of products) {
    const builds = productPages(entry);
    pages.push([`${entry.product.product}/`, lastOf(builds.map(lastDay))]);
    for (const release of entry.releases) {
      pages.push([releasePath(release), lastOf(buildPages(entry.product, release).map(lastDay))]);
    }
    for (const build of builds) {
      pages.push([buildPath(build.release, build), lastDay(build)]);
      lastDays.set(buildKey(build.release, build), lastDay(build));
    }
  }
  for (const { facet, value, newest: shown, builds } of await siteFacetLists()) {
    const changed = lastOf([...builds].map((build) => lastDays.get(build)));
    for (const { number } of listPages(shown)) {
      pages.push([`browse/${facet}/${value}/${number === 1 ? '' : `${number}/`}`, changed]);
    }
  }
  return pages.map(([path, changed]) => ({ url: absoluteLink(path), changed }));
}

/** The last day of a build: when it was taken away, else when it came. */
function lastDay({ date, withdrawn }: BuildPage): string | undefined {
  return lastOf([date?.day, withdrawn]);
}

function lastOf(days: readonly (string | undefined)[]): string | undefined {
  return days.reduce(
    (last, day) => (last === undefined || (day !== undefined && day > last) ? day : last),
    undefined,
  );
}
