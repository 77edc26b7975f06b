import type { Language } from './reader-language.ts';

/** The forms of a word by how many there are; `#` stands for the number. */
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** How one language writes numbers, sizes and days. */
export interface NumberWords {
  /** `12,345`. */
  count(value: number): string;
  /** `1 file`, `12,345 files`, from `{ one: '# file', other: '# files' }`. */
  plural(value: number, forms: Forms): string;
  /** `2026-07-25` or a time of that day as `25 July 2026`. */
  day(iso: string): string;
  /** `2026-07-25T22:34:07Z` as `25 July 2026, 22:34 UTC`. */
  time(iso: string): string;
  /** `2026-07` as `July 2026`. */
  month(month: string): string;
  /** `2026-07` as `July`, where the year is told otherwise. */
  monthName(month: string): string;
  /** A day as `Apr 2024`. */
  shortMonth(iso: string): string;
  /** `a, b and c`. */
  list(parts: readonly string[]): string;
}

/** British English writes the day first, as the rest of the site does. */
const LOCALES: Record<Language, string> = { en: 'en-GB', es: 'es', fr: 'fr' };

const made = new Map<Language, NumberWords>();

/** Numbers and days as `Intl` has them; a day is a day of UTC for everyone. */
export function numberWords(language: Language): NumberWords {
  const known = made.get(language) ?? makeWords(LOCALES[language]);
  made.set(language, known);
  return known;
}

function makeWords(locale: string): NumberWords {
  const rules = new Intl.PluralRules(locale);
  // Spanish would leave four digits together.
  const numbers = new Intl.NumberFormat(locale, { useGrouping: 'always' });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const months = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const monthNames = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' });
  const shortMonths = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const lists = new Intl.ListFormat(locale);
  // Thousands of pages tell of the same few days, and to write one takes longer than anything else in a sentence.
  const written = new Map<string, string>();
  const day = (iso: string): string => {
    const date = iso.slice(0, 10);
    const known = written.get(date) ?? days.format(new Date(`${date}T00:00:00Z`));
    written.set(date, known);
    return known;
  };
  return {
    count: (value) => numbers.format(value),
    plural: (value, forms) =>
      (forms[rules.select(value)] ?? forms.other).replaceAll('#', () => numbers.format(value)),
    day,
    time: (iso) => `${day(iso)}, ${iso.slice(11, 16)} UTC`,
    month: (month) => months.format(new Date(`${month}-01T00:00:00Z`)),
    monthName: (month) => monthNames.format(new Date(`${month}-01T00:00:00Z`)),
    shortMonth: (iso) => shortMonths.format(new Date(`${iso.slice(0, 7)}-01T00:00:00Z`)),
    list: (parts) => lists.format(parts),
  };
}
