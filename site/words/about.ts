import { ownerName } from '../../core/keys/owner-name.ts';
import type { Product } from '../../core/product.ts';
import type { Release } from '../../core/release.ts';
import type { BuildPage } from '../catalog/build-page.ts';
import type { KeyUse } from '../catalog/trusted-keys.ts';
import { evidenceSentence } from './evidence.ts';
import { keyStateWords } from './key.ts';
import { en } from './messages/en.ts';
import { releaseSentence } from './release.ts';
import { tell } from './say.ts';
import { numberWords } from './numbers.ts';

const { plural } = numberWords('en');

/** What a page tells, in a sentence, for search engines and for who shares it. */
export const ABOUT = {
  docs: 'How to find an image, what programs may rely on, and how the catalog is kept.',
  attacks: 'What is tried against the catalog with every change of its code, and what comes of it.',
  trust: 'How far each digest is to be trusted, which keys are pinned, and what a signature must be.',
  moved: 'Builds whose publisher put their files elsewhere, and where they are now.',
  missing: 'Nothing is at this address.',
};

export function aboutRelease(product: Product, release: Release, today: string): string {
  return `Every build of ${product.name} ${release.release}, with its digests and their proof. ${tell(releaseSentence(release, today), en)}`;
}

export function aboutBuild({ product, release, title, serial, builds }: BuildPage): string {
  const files = plural(builds.flatMap(({ artifacts }) => artifacts).length, {
    one: '# file',
    other: '# files',
  });
  const [first] = builds;
  const evidence = first === undefined ? '' : ` ${tell(evidenceSentence(first, product), en)}`;
  return `${files} of ${product.name} ${release.release} ${title} ${serial}, with digests and proof.${evidence}`;
}

export function aboutKey({ key, state, builds }: KeyUse): string {
  const products = key.products.map(({ name }) => name).join(', ');
  const signed = plural(builds, { one: '# build', other: '# builds' });
  return `The key ${key.fingerprint} of ${ownerName(key.owner)}, pinned for ${products}: ${tell(keyStateWords(state), en)}. It signed ${signed} on record; how to check it yourself.`;
}
