import { numberWords } from '../../numbers.ts';
import type { Message } from '../../say.ts';

const { count: number, day: written, plural } = numberWords('en');

const FILES = { one: '# file', other: '# files' };
const BUILDS = { one: '# build', other: '# builds' };

const FACETS = {
  product: 'Product',
  release: 'Release',
  kind: 'Kind',
  arch: 'Architecture',
  format: 'Format',
  level: 'Trust',
  language: 'Language',
  stream: 'Stream',
  codename: 'Codename',
  family: 'Family',
  versionScheme: 'Version scheme',
};

/** A facet's values, of which a box keeps those with some words. */
interface Narrowed {
  facet: keyof typeof FACETS;
  count: number;
}

/** The home page: its filter, what is found and the rows of files, in English. */
export const browseEn = {
  'home.title': 'Operating-system images and their proof',
  'home.about': ({ files, builds, products }: { files: number; builds: number; products: number }) =>
    `${plural(files, FILES)} of ${plural(builds, BUILDS)} of ${plural(products, { one: '# product', other: '# products' })}, each with its digest and who vouches for it.`,
  'home.images': 'Images',
  'home.found': 'Files found',
  'home.empty': 'The catalog is empty: nothing has been crawled yet.',
  'home.none-now': 'No build is listed now.',
  'home.more': ({ builds, releases }: { builds: number; releases: number }) =>
    `and ${[
      ...(builds > 0 ? [plural(builds, { one: '# more build', other: '# more builds' })] : []),
      ...(releases > 0 ? [plural(releases, { one: '# more release', other: '# more releases' })] : []),
    ].join(', ')}`,
  'rail.filter': 'Filter',
  'rail.latest': 'Newest builds only',
  'rail.supported': 'Supported releases',
  'rail.lts': 'Long-term support',
  'rail.narrow': ({ count }: Narrowed) => `Narrow ${number(count)} values`,
  'rail.narrow-facet': ({ facet }: Narrowed) => `Narrow the values of ${FACETS[facet]}`,
  'facet.product': FACETS.product,
  'facet.release': FACETS.release,
  'facet.kind': FACETS.kind,
  'facet.arch': FACETS.arch,
  'facet.format': FACETS.format,
  'facet.level': FACETS.level,
  'facet.language': FACETS.language,
  'facet.stream': FACETS.stream,
  'facet.codename': FACETS.codename,
  'facet.family': FACETS.family,
  'facet.versionScheme': FACETS.versionScheme,
  'condition.product': 'product',
  'condition.release': 'release',
  'condition.kind': 'kind',
  'condition.arch': 'architecture',
  'condition.format': 'format',
  'condition.level': 'trust',
  'condition.language': 'language',
  'condition.stream': 'stream',
  'condition.codename': 'codename',
  'condition.family': 'family',
  'condition.versionScheme': 'version scheme',
  'condition.lts': 'LTS',
  'condition.supported': 'supported',
  'condition.since': 'since',
  'condition.until': 'until',
  'condition.q': 'search',
  'browse.found-of': ({ files, builds, newest }: { files: number; builds: number; newest: boolean }) =>
    `${plural(files, FILES)} of ${plural(builds, newest ? { one: '# newest build', other: '# newest builds' } : BUILDS)}.`,
  'browse.none-together': ({ newest }: { newest: boolean }) =>
    `No file of the ${newest ? 'newest builds' : 'builds'} fits these conditions together.`,
  'browse.kept-out': ({ conditions }: { conditions: string[] }) =>
    `No file fits: ${conditions.map((one) => `“${one}”`).join(' and ')} ${conditions.length === 1 ? 'keeps' : 'each keep'} out all that the other conditions find.`,
  'browse.refused': ({ name }: { name: string }) =>
    `The condition “${name}” in the address is not understood and was left out.`,
  'browse.condition': ({ word, values }: { word: string; values: string[] }) =>
    `${word}: ${values.join(', ')}`,
  'browse.no': 'no',
  'browse.drop': ({ condition, count }: { condition: string; count: number }) =>
    `Drop ${condition} (${number(count)})`,
  'browse.drop-all': 'Drop all',
  'browse.older-too': 'Look in older builds too',
  'browse.found': ({ count }: { count: number }) => plural(count, { one: '# file', other: '# files' }),
  'browse.taken': ({ word, taken }: { word: string; taken: string }) =>
    `No file has “${word}”: these are for “${taken}”.`,
  'browse.not-loaded': ({ message }: { message: string }) =>
    `The list of files could not be loaded, so these are the newest builds without a filter. Reload to try again. (${message})`,
  'browse.chosen': ({ count }: { count: number }) => ` (${number(count)} chosen)`,
  'browse.published': 'Published',
  'browse.since': 'Since',
  'browse.until': 'Until',
  'browse.sort': 'Order',
  'browse.sort-newest': 'Newest first',
  'browse.sort-name': 'By name',
  'browse.sort-largest': 'Largest first',
  'browse.sort-smallest': 'Smallest first',
  'browse.keys': 'Keys',
  'browse.key-search': 'Go to the search',
  'browse.key-move': 'Move through the files',
  'browse.key-open': 'Open the build of the file, with its proof',
  'browse.key-digest': 'Copy the digest',
  'browse.key-url': 'Copy the URL',
  'browse.key-command': 'Copy a command that fetches and checks the file',
  'browse.key-leave': 'Leave: from a file to the search, from the search to the page',
  'browse.key-help': 'Show these keys',
  'browse.close': 'Close',
  'row.copy-url': ({ file }: { file: string }) => `Copy the URL of ${file}`,
  'row.copy-digest': ({ file }: { file: string }) => `Copy the digest of ${file}`,
  'row.copy-command': ({ file }: { file: string }) => `Copy a curl command that fetches and checks ${file}`,
  'row.use': 'use',
  'row.digest': 'digest',
  'row.more': ({ count }: { count: number }) =>
    plural(count, { one: '# more file of this build', other: '# more files of this build' }),
  'row.no-size': 'size not published',
  'row.no-day': 'date not published',
  'row.withdrawn': 'withdrawn',
  'row.withdrawn-by': ({ day }: { day: string }) => `its publisher took it away by ${written(day)}`,
  'row.stale': 'stale',
  'row.stale-since': ({ day }: { day: string }) =>
    `no newer build since, though one was to be expected by ${written(day)}`,
} as const satisfies Record<string, Message>;
