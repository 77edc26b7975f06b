import { relativeDate } from '../words/date.ts';
import { today } from './dom.mts';
import { currentLanguage } from './language.mts';

/** Adds to each written date below this element how long ago it is. */
export function addRelativeDays(within: ParentNode): void {
  for (const element of within.querySelectorAll('time[data-day]')) {
    if (element instanceof HTMLTimeElement && element.dateTime !== '') {
      element.dataset['relative'] = relativeDate(element.dateTime, today(), currentLanguage());
    }
  }
}
