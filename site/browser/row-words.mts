import { WRITTEN } from '../words/reader-language.ts';
import { say } from '../words/say.ts';
import type { Said } from '../words/say.ts';
import { find } from './dom.mts';
import { currentLanguage, spoken } from './language.mts';

/** What a button says that takes something from a row. */
export function sayTaking(taken: string | undefined, file: string): Said {
  if (taken === 'URL') return say('row.copy-url', { file });
  return taken === 'digest' ? say('row.copy-digest', { file }) : say('row.copy-command', { file });
}

/** Says the rows that the build wrote in the reader's language. */
export function translateRows(within: ParentNode): void {
  for (const row of within.querySelectorAll<HTMLElement>('.row')) translateRow(row);
}

/**
 * Rows are many, so that they do not carry of each word what it is said from, as the rest of the page does: that is
 * read from what they show.
 */
export function translateRow(row: HTMLElement): void {
  if (currentLanguage() === WRITTEN) return;
  const field = (name: string): HTMLElement => find(`[data-field=${name}]`, HTMLElement, row);
  const textOf = (element: HTMLElement): string => (element.textContent ?? '').trim();
  const [more, size, language, date] = [field('more'), field('size'), field('language'), field('date')];
  const others = Number(textOf(more).slice(1));
  const bytes = size.title.replaceAll(/\D/g, '');
  const day = date.getAttribute('datetime') ?? '';
  if (others > 0) more.title = spoken(say('row.more', { count: others }));
  if (textOf(language) !== '') language.title = spoken(say('language.name', textOf(language)));
  size.title = spoken(bytes === '' ? say('row.no-size') : say('size.bytes', Number(bytes)));
  date.title = spoken(dayWords(date.dataset['day'], day));
  for (const button of row.querySelectorAll<HTMLElement>('[data-take]')) {
    const taken = button.dataset['take'];
    button.setAttribute('aria-label', spoken(sayTaking(taken, field('format').title)));
    if (taken === 'digest') button.textContent = spoken(say('row.digest'));
  }
  field('useHref').textContent = spoken(say('row.use'));
}

function dayWords(what: string | undefined, day: string): Said {
  if (what === 'published') return say('day.published', { day });
  return what === 'signed' ? say('day.signed', { day }) : say('row.no-day');
}
