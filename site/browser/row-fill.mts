import { useAddress } from './use-address.mts';
import type { ListedRow } from '../browse/finder-messages.ts';
import { BLANK_VIEW, rowView } from '../browse/row-view.ts';
import type { RowView } from '../browse/row-view.ts';
import { addRelativeDays } from './days.mts';
import { base, find, today } from './dom.mts';
import { spoken } from './language.mts';
import { sayTaking, translateRow } from './row-words.mts';

/** A row's element and how to make it tell of another file. */
export interface FilledRow {
  element: HTMLLIElement;
  /** Shows the file, or nothing while it is on its way. */
  fill(row: ListedRow | undefined): void;
}

const TITLES: Partial<Record<string, keyof RowView>> = {
  support: 'supportTitle',
  state: 'stateTitle',
  format: 'file',
  own: 'file',
  language: 'languageTitle',
  size: 'sizeTitle',
  date: 'dateTitle',
};

/**
 * Makes rows from the one that the build left as a template. Only text, titles and addresses of our own pages are set:
 * what the catalog says never becomes markup.
 */
export function createRowFiller(template: HTMLTemplateElement): () => FilledRow {
  const model = find('li', HTMLLIElement, template.content);
  translateRow(model);
  return () => {
    const element = model.cloneNode(true) as HTMLLIElement;
    const fields = [...element.querySelectorAll<HTMLElement>('[data-field]')];
    const seal = find('.seal', HTMLElement, element);
    const word = find('.word', HTMLElement, seal);
    const takes = [...element.querySelectorAll<HTMLElement>('[data-take]')];
    let shown: ListedRow | undefined;
    return {
      element,
      fill(row) {
        if (row !== undefined && row === shown) return;
        shown = row;
        element.toggleAttribute('data-waiting', row === undefined);
        const view = row === undefined ? BLANK_VIEW : rowView(row, base(), today());
        Object.assign(element.dataset, { level: view.level, url: view.url, row: row?.row ?? '' });
        for (const field of fields) fillField(field, view);
        seal.className = `seal ${view.level}`;
        word.dataset['say'] = `level.${view.level}`;
        word.textContent = spoken(view.levelWord);
        for (const button of takes)
          button.setAttribute('aria-label', spoken(sayTaking(button.dataset['take'], view.file)));
        addRelativeDays(element);
      },
    };
  };
}

function fillField(field: HTMLElement, view: RowView): void {
  const name = field.dataset['field'] ?? '';
  const title = TITLES[name];
  // What stays as it is need not be laid out again: rows that follow each other differ in little.
  const tip = title && spoken(view[title]);
  if (tip !== undefined && field.title !== tip) field.title = tip;
  if (field instanceof HTMLAnchorElement)
    field.href = name === 'useHref' ? `${view.buildHref}${useAddress(view.file)}` : view.buildHref;
  else {
    const text = spoken(view[name as keyof RowView]);
    if (field.textContent !== text) field.textContent = text;
  }
  if (name === 'mark') field.dataset['form'] = view.markForm;
  if (field instanceof HTMLTimeElement) field.dateTime = view.date;
}
