import { useAddress } from './use-address.mts';
import type { ListedRow } from '../browse/finder-messages.ts';
import { BLANK_VIEW, rowView } from '../browse/row-view.ts';
import type { RowView } from '../browse/row-view.ts';
import { addRelativeDay } from './days.mts';
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

/** One thing that a row tells: how it reads for a file, and where it is put. */
interface Part {
  of(view: RowView): string;
  put(value: string): void;
  /** What was put there last. */
  was?: string;
}

/**
 * Makes rows from the one that the build left as a template. Only text, titles and addresses of our own pages are set:
 * what the catalog says never becomes markup.
 */
export function createRowFiller(template: HTMLTemplateElement): () => FilledRow {
  const model = find('li', HTMLLIElement, template.content);
  translateRow(model);
  return () => {
    const element = model.cloneNode(true) as HTMLLIElement;
    const parts = [
      ...[...element.querySelectorAll<HTMLElement>('[data-field]')].flatMap(fieldParts),
      ...sealParts(find('.seal', HTMLElement, element)),
      ...[...element.querySelectorAll<HTMLElement>('[data-take]')].map(takePart),
      data(element, 'level', ({ level }) => level),
      data(element, 'url', ({ url }) => url),
      data(element, 'row', ({ row }) => row),
    ];
    let shown: ListedRow | undefined;
    return {
      element,
      fill(row) {
        if (row !== undefined && row === shown) return;
        shown = row;
        element.toggleAttribute('data-waiting', row === undefined);
        const view =
          row === undefined ? BLANK_VIEW : { ...rowView(row, base(), today()), row: String(row.row) };
        for (const part of parts) fillPart(part, view);
      },
    };
  };
}

/** What stays as it is need not be laid out again, nor even be read: rows that follow each other differ in little. */
function fillPart(part: Part, view: RowView): void {
  const value = part.of(view);
  if (value === part.was) return;
  part.put(value);
  part.was = value;
}

function fieldParts(field: HTMLElement): Part[] {
  const name = field.dataset['field'] ?? '';
  const text = (of: Part['of']): Part => ({ of, put: (value) => void (field.textContent = value) });
  const attribute = (attributeName: string, of: Part['of']): Part => ({
    of,
    put: (value) => field.setAttribute(attributeName, value),
  });
  if (field instanceof HTMLAnchorElement) {
    const isUse = name === 'useHref';
    return [
      attribute('href', ({ buildHref, file }) => (isUse ? `${buildHref}${useAddress(file)}` : buildHref)),
    ];
  }
  const title = TITLES[name];
  return [
    text((view) => spoken(view[name as keyof RowView])),
    ...(title === undefined ? [] : [attribute('title', (view) => spoken(view[title]))]),
    ...(name === 'mark' ? [data(field, 'form', ({ markForm }) => markForm)] : []),
    ...(field instanceof HTMLTimeElement ? [dayPart(field)] : []),
  ];
}

function dayPart(field: HTMLTimeElement): Part {
  return {
    of: ({ date }) => date,
    put(day) {
      field.dateTime = day;
      addRelativeDay(field);
    },
  };
}

function sealParts(seal: HTMLElement): Part[] {
  const word = find('.word', HTMLElement, seal);
  return [
    { of: ({ level }) => level, put: (level) => void (seal.className = `seal ${level}`) },
    data(word, 'say', ({ level }) => `level.${level}`),
    { of: ({ levelWord }) => spoken(levelWord), put: (told) => void (word.textContent = told) },
  ];
}

function takePart(button: HTMLElement): Part {
  const taken = button.dataset['take'];
  return {
    of: ({ file }) => spoken(sayTaking(taken, file)),
    put: (label) => button.setAttribute('aria-label', label),
  };
}

function data(element: HTMLElement, name: string, of: Part['of']): Part {
  return { of, put: (value) => void (element.dataset[name] = value) };
}
