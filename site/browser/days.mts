import { relativeDate } from '../words/date.ts';
import { today } from './dom.mts';
import { currentLanguage } from './language.mts';

/** Many rows are of the same few days, and what says a day in a language is slow to make. */
const known = new Map<string, string>();

/** Adds to each written date below this element how long ago it is. */
export function addRelativeDays(within: ParentNode): void {
  for (const element of within.querySelectorAll('time[data-day]'))
    if (element instanceof HTMLTimeElement) addRelativeDay(element);
}

/** Adds to a written date how long ago it is, and nothing where no day is written. */
export function addRelativeDay(element: HTMLTimeElement): void {
  if (element.dateTime === '') delete element.dataset['relative'];
  else element.dataset['relative'] = daysAgo(element.dateTime);
}

function daysAgo(day: string): string {
  const words = known.get(day) ?? relativeDate(day, today(), currentLanguage());
  known.set(day, words);
  return words;
}
