/** The languages of the site, each by the name that its readers call it. */
export const LANGUAGES = { en: 'English', es: 'Español', fr: 'Français' } as const;

export type Language = keyof typeof LANGUAGES;

/** What a page is written in, and what it says without a script. */
export const WRITTEN: Language = 'en';

export function isLanguage(text: string | null | undefined): text is Language {
  return text !== null && text !== undefined && Object.hasOwn(LANGUAGES, text);
}

/**
 * The language to show: the one that was chosen before, else the first of the browser's that the site has.
 *
 * @param wanted language tags such as `fr-CA`, best first.
 */
export function chooseLanguage(chosen: string | null | undefined, wanted: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  return wanted.map((tag) => tag.split('-')[0]?.toLowerCase()).find(isLanguage) ?? WRITTEN;
}
