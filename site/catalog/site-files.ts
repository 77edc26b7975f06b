import type { Catalog } from '../../core/catalog/catalog.ts';
import { releaseScript } from './mirror-files.ts';

/** A kind of file that the site publishes for programs; `example` is one that is there. */
export interface SiteFile {
  pattern: string;
  example?: string;
  what: string;
}

/**
 * The files for programs, for the page that explains them; examples are of a release that has all of them.
 *
 * @param hasKeys whether the catalog was written since there is a registry of keys.
 */
export function siteFiles({ products, health }: Catalog, hasKeys: boolean): SiteFile[] {
  const all = products.flatMap(({ product, releases }) => releases.map((release) => ({ product, release })));
  const shown = all.find(({ product, release }) => releaseScript(product, release).files.length > 0);
  const file = (pattern: string, what: string, isThere = true): SiteFile => {
    const example = pattern
      .replace('<product>', shown?.release.product ?? '<product>')
      .replace('<release>', shown?.release.release ?? '<release>');
    return { pattern, what, ...(isThere && !example.includes('<') ? { example } : {}) };
  };
  return [
    file('api/v1/catalog.json', 'Every product, release, build and file, with ids and download addresses.'),
    file(
      'api/v1/meta.json',
      'Revision, day, counts and one digest over all files: enough to know whether anything is new.',
    ),
    file(
      'api/v1/latest/<product>/<release>/<stream>/<arch>.json',
      'images: the files of the newest build of a stream for one architecture, as "osdex list --json" prints them.',
    ),
    file('api/v1/openapi.json', 'All of these files as an OpenAPI description.'),
    file('api/v1/<product>/<release>.json', 'One release in the same shape, with the builds of all years.'),
    file(
      'api/v1/<product>/<release>.yaml',
      'The catalog’s own file of that release, byte for byte: its newest builds.',
    ),
    file(
      'api/v1/<product>/<release>/<year>.yaml',
      'Its builds of an earlier year, where there are that many.',
    ),
    file(
      'api/v1/keys.json',
      'keys: every pinned key with the fields of catalog/keys.yaml, how it stands on the day of the site (state), how many recorded builds it signed and the newest of them; alarms: what about the keys needs a person; policy: what a signature must be.',
    ),
    file(
      'api/v1/sources.json',
      'sources: every product, crawled or not, with its feeds (where each is asked, how it is proven or why not, what its description rests on), streams, architectures and keys; counts: how many at each level.',
    ),
    file(
      'api/v1/changes.json',
      'changes: the newest builds, and those that were withdrawn, by day; months: how many each month had, with the file that has them all; moved: where builds went; revisions: which releases the last changes of the catalog were about, so that who knows one of them reads only what he missed.',
    ),
    file('api/v1/attacks.json', 'Every attack on the catalog that is tried, and what came of it.'),
    file(
      'catalog/<product>/product.yaml',
      'The whole catalog folder as it is; this file is the product’s own.',
    ),
    file(
      'catalog/health.yaml',
      'Each source: when it was last in order, how its crawls of the last thirty days went, and what is wrong now.',
      health.sources.length > 0,
    ),
    file(
      'catalog/keys.yaml',
      'Every pinned key: whose it is, where and when our copy was obtained, what the key says of itself (algorithm, created, expires, revoked, subkeys), and what it may sign.',
      hasKeys,
    ),
    file(
      'exports/<format>/<product>.<ending>',
      'The newest builds of each stream of a supported release in a form that another program reads; osdex.<ending> of all products.',
    ),
    file('feeds/changes.atom', 'The newest builds of all products; likewise .rss and .json (JSON Feed).'),
    file('feeds/<product>.atom', 'The newest builds of one product, in the same three formats.'),
    file(
      'feeds/<facet>/<value>.atom',
      'The newest builds with one value of one facet, such as feeds/arch/arm64.rss: a feed for each page below browse/.',
    ),
    file(
      'mirror/<product>.sh',
      'A shell program that fetches the newest builds of a product and proves each file.',
    ),
    file('mirror/<product>-<release>.sh', 'The same for one release.'),
    file(
      'sitemap.xml',
      'Every page, with the day on which the record of it last changed; robots.txt names it.',
    ),
    file(
      'schema/release.json',
      'JSON Schema of the catalog’s release files; likewise product, keys and health, source, remote-catalog and mirror-plan for the files that people write, and attacks, changes and changes-month for the files of these names below api/v1/.',
    ),
  ];
}
