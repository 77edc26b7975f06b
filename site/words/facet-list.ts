import type { Kind, Product } from '../../core/product.ts';
import type { Facet } from '../../core/selector.ts';
import type { TrustLevel } from '../../core/verification.ts';
import { say } from './say.ts';
import type { Words } from './say.ts';

/** What the images that have this value are called, as the title of their page. */
export function listTitle(facet: Facet, value: string): Words {
  return TITLES[facet]?.(value) ?? `${facet} ${value}`;
}

const TITLES: Partial<Record<Facet, (value: string) => Words>> = {
  kind: (value) => say('lists.of-kind', { kind: value as Kind }),
  level: (value) => say(`lists.of-${value as TrustLevel}`),
  arch: (arch) => (arch === 'all' ? say('lists.of-every-arch') : say('lists.of-arch', { arch })),
  format: (format) => say('lists.of-format', { format }),
  language: (tag) => say('lists.of-language', { tag }),
  family: (family) => say('lists.of-family', { family }),
  lts: () => say('lists.of-lts'),
  supported: () => say('lists.of-supported'),
};

/** A value as it stands beside others; of a yes-or-no facet its name says more than its value. */
export function valueWord(facet: Facet, value: string): Words {
  return WORDS[facet]?.(value) ?? value;
}

const WORDS: Partial<Record<Facet, (value: string) => Words>> = {
  kind: (value) => say(`kind.${value as Kind}`),
  level: (value) => say(`level.${value as TrustLevel}`),
  language: (tag) => say('language.name', tag),
  versionScheme: (value) => say(`scheme.${value as Product['versionScheme']}`),
  lts: () => say('lists.lts'),
  supported: () => say('lists.supported'),
};
