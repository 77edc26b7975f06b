import { chooseLanguage, isLanguage, WRITTEN } from '../words/reader-language.ts';
import type { Language } from '../words/reader-language.ts';
import { browseEn } from '../words/messages/browse/en.ts';
import { commonEn } from '../words/messages/common/en.ts';
import { isMessageId, partsOf, tell } from '../words/say.ts';
import type { Messages, Said, Words } from '../words/say.ts';

/** Chosen before the first paint by a script of its own, so that no page shows in two languages. */
const language = ((): Language => {
  const { lang } = document.documentElement;
  return isLanguage(lang) ? lang : chooseLanguage(null, []);
})();

/**
 * What scripts say in English. Pages are written in English already, so that nothing else of it is loaded; whoever reads
 * another language loads all of that one.
 */
const spokenEn = { ...browseEn, ...commonEn };

const LOAD: Record<Language, () => Promise<Messages | typeof spokenEn>> = {
  en: () => Promise.resolve(spokenEn),
  es: async () => (await import('../words/messages/es.ts')).es,
  fr: async () => (await import('../words/messages/fr.ts')).fr,
};

/** A language that cannot be loaded is no reason to show nothing. */
const messages = await LOAD[language]().catch(() => spokenEn);

/** The language that the page is shown in. */
export function currentLanguage(): Language {
  return messages === spokenEn ? WRITTEN : language;
}

/** What was said, in the reader's language. */
export function spoken(said: Words): string {
  return tell(said, messages);
}

const ATTRIBUTES = ['title', 'aria-label', 'placeholder', 'alt', 'content', 'data-title'] as const;

/**
 * Says in the reader's language what the page says below this element. Only texts and attributes are set, and elements
 * between them keep their place in the sentence: nothing becomes markup.
 */
export function translate(within: ParentNode): void {
  if (messages === spokenEn) return;
  for (const element of within.querySelectorAll<HTMLElement>('[data-say]')) {
    const said = saidBy(element);
    if (said !== undefined) fill(element, spoken(said));
  }
  for (const attribute of ATTRIBUTES) {
    for (const element of within.querySelectorAll<HTMLElement>(`[data-say-${attribute}]`)) {
      const said = saidIn(element, element.getAttribute(`data-say-${attribute}`));
      if (said !== undefined) element.setAttribute(attribute, spoken(said));
    }
  }
}

/** What an element says, by what the build wrote beside its text. */
export function saidBy(element: HTMLElement): Said | undefined {
  return saidIn(element, element.dataset['say']);
}

function saidIn(element: HTMLElement, id: string | null | undefined): Said | undefined {
  if (id === null || id === undefined || !isMessageId(id, messages)) return undefined;
  const { args } = element.dataset;
  return args === undefined ? { id } : { id, args: JSON.parse(args) as unknown };
}

/** Puts what was told into an element, within what stands around it in every language, as a page's title has the site's name. */
function fill(element: HTMLElement, told: string): void {
  const { before = '', after = '' } = element.dataset;
  const parts = partsOf(before + told + after).map((part) =>
    'text' in part
      ? part.text
      : (element.querySelector(`:scope > [data-slot="${CSS.escape(part.slot)}"]`) ?? ''),
  );
  element.replaceChildren(...parts);
}

/** Lets the reader choose; the page is shown anew, since much of it was made in the language before. */
export function startLanguageChoice(select: HTMLSelectElement): void {
  select.value = currentLanguage();
  select.addEventListener('change', () => {
    try {
      localStorage.setItem('osdex-language', select.value);
    } catch {
      // Storage may be forbidden: then there is no choice but the browser's own.
    }
    location.reload();
  });
}
