import { useAddress } from './use-address.mts';
import type { ListedRow } from '../browse/finder-messages.ts';
import { BLANK_VIEW, rowView } from '../browse/row-view.ts';
import type { RowView } from '../browse/row-view.ts';
import { addRelativeDays } from './days.mts';
import { say } from '../words/say.ts';
import type { Said } from '../words/say.ts';
import { base, find, today } from './dom.mts';
import { spoken } from './language.mts';

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
        word.textContent = view.levelWord;
        for (const button of takes)
          button.setAttribute('aria-label', spoken(sayCopy(button.dataset['take'], view.file)));
        addRelativeDays(element);
      },
    };
  };
}

function fillField(field: HTMLElement, view: RowView): void {
  const name = field.dataset['field'] ?? '';
  const title = TITLES[name];
  // What stays as it is need not be laid out again: rows that follow each other differ in little.
  if (title !== undefined && field.title !== view[title]) field.title = view[title];
  if (field instanceof HTMLAnchorElement)
    field.href = name === 'useHref' ? `${view.buildHref}${useAddress(view.file)}` : view.buildHref;
  else if (field.textContent !== view[name as keyof RowView]) field.textContent = view[name as keyof RowView];
  if (name === 'mark') field.dataset['form'] = view.markForm;
  if (field instanceof HTMLTimeElement) field.dateTime = view.date;
}

function sayCopy(taken: string | undefined, file: string): Said {
  if (taken === 'URL') return say('row.copy-url', { file });
  return taken === 'digest' ? say('row.copy-digest', { file }) : say('row.copy-command', { file });
}
