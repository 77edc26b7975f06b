import type { Kind } from '../../core/product.ts';
import type { Facet } from '../../core/selector.ts';
import type { TrustLevel } from '../../core/verification.ts';
import { languageWord } from './language.ts';
import { plural } from './size.ts';

const KIND_TITLES: Readonly<Record<Kind, string>> = {
  cloud: 'Cloud images',
  installer: 'Installers',
  live: 'Live systems',
  netboot: 'Files for network boot',
  container: 'Containers',
  board: 'Board images',
};

const LEVEL_TITLES: Readonly<Record<TrustLevel, string>> = {
  signed: 'Signed images',
  'sums-only': 'Images with sums, but no signature',
  weak: 'Images with weak digests',
  imported: 'Images known from other catalogs',
};

/** What the images that have this value are called, as the title of their page. */
export function listTitle(facet: Facet, value: string): string {
  return TITLES[facet]?.(value) ?? `${facet} ${value}`;
}

const TITLES: Partial<Record<Facet, (value: string) => string>> = {
  kind: (value) => KIND_TITLES[value as Kind],
  level: (value) => LEVEL_TITLES[value as TrustLevel],
  arch: (value) => (value === 'all' ? 'Images for every architecture' : `Images for ${value}`),
  format: (value) => `Images as ${value}`,
  language: (value) => `Images in ${languageWord(value)}`,
  family: (value) => `Images of the ${value} family`,
  lts: () => 'Images of long-term support releases',
  supported: () => 'Images of supported releases',
};

/** `1,204 builds of 61 products, the newest of each stream.` */
export function listSentence(builds: number, products: number): string {
  return `${plural(builds, 'build')} of ${plural(products, 'product')}, the newest of each stream.`;
}

/** A value as it stands in a line of links; of a yes-or-no facet its name says more than its value. */
export function listWord(facet: Facet, word: string): string {
  if (facet === 'lts') return 'long-term support';
  return facet === 'supported' ? 'supported releases' : word;
}
