import { WRITTEN } from './reader-language.ts';
import type { Language } from './reader-language.ts';

const made = new Map<Language, Intl.DisplayNames>();

/** `de` as `German`, `pt-BR` as `Brazilian Portuguese`; a tag that nobody knows stays itself. */
export function languageWord(tag: string, language: Language = WRITTEN): string {
  const names = made.get(language) ?? new Intl.DisplayNames(language, { type: 'language', fallback: 'code' });
  made.set(language, names);
  try {
    return names.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
