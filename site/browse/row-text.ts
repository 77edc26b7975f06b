import { ARCHITECTURE_WORDS } from '../../core/vocabulary.ts';
import { languageWord } from '../words/language.ts';
import type { Language } from '../words/reader-language.ts';
import type { BrowseIndex } from './browse-index.ts';
import type { FileShape } from './index-file.ts';
import { includesWord } from './name-search.ts';
import type { RowBuild, RowRelease } from './row.ts';

/** What separates the parts of a name, which few remember: `24.04` is found as `2404` and `24-04` too. */
const SEPARATORS = /[\s._-]+/g;

const releaseTexts = new WeakMap<RowRelease, string>();

/** What a search finds a build by, in small letters. */
export function buildText(build: RowBuild): string {
  const { stream, title, kind, serial, day = '', level, release } = build;
  return `${releaseText(release)}\n${[stream, title, kind, serial, day, level].join('\n')}`.toLowerCase();
}

function releaseText(of: RowRelease): string {
  const known = releaseTexts.get(of);
  if (known !== undefined) return known;
  const { product, name, family, release, codename = '', lts } = of;
  const written = [product, name, family, release, codename, lts ? 'lts' : '', `${product} ${release}`];
  const joined = [release, `${product}${release}`, `${name}${release}`, name, `${product}${codename}`];
  const text = [...written, ...joined.map((part) => part.replaceAll(SEPARATORS, ''))].join('\n');
  releaseTexts.set(of, text);
  return text;
}

/**
 * What a search finds a kind of file by, beside its name: its language by its English name and by that in the reader's
 * language, with its accents or without them.
 */
export function shapeText({ arch, format, compression, language }: FileShape, reader: Language): string {
  const spoken = language ? [language, languageWord(language), languageWord(language, reader)] : [];
  return [arch, format, compression ?? '', ...spoken, ...spoken.map(withoutAccents)].join('\n').toLowerCase();
}

function withoutAccents(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '');
}

/** The test whether a text has the word, with or without what separates its parts. */
export function wordTest(word: string): (text: string) => boolean {
  const joined = word.replaceAll(SEPARATORS, '');
  const isOther = joined !== word && joined !== '';
  return (text) => includesWord(text, word) || (isOther && includesWord(text, joined));
}

/** Words that somebody may have meant who wrote another. */
export function vocabulary(
  { builds, shapes }: Pick<BrowseIndex, 'builds' | 'shapes'>,
  reader: Language,
): string[] {
  const releases = new Set(builds.map(({ release }) => release));
  const texts = [
    ...[...releases].flatMap(({ product, name, codename = '' }) => [product, name, codename]),
    ...new Set(builds.flatMap(({ stream, title, kind }) => [stream, title, kind])),
    ...shapes.map((shape) => shapeText(shape, reader)),
    ...ARCHITECTURE_WORDS,
  ];
  return [
    ...new Set(texts.flatMap((text) => withoutAccents(text.toLowerCase()).split(/[^a-z0-9_]+/))),
  ].filter((word) => /[a-z]{3}/.test(word));
}
