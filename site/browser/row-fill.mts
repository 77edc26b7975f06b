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
      attribute(element, 'data-level', ({ level }) => level),
      attribute(element, 'data-url', ({ url }) => url),
      attribute(element, 'data-row', ({ row }) => row),
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
  if (field instanceof HTMLAnchorElement) {
    const end = ({ file }: RowView): string => (name === 'useHref' ? useAddress(file) : '');
    return [attribute(field, 'href', (view) => view.buildHref + end(view))];
  }
  const title = TITLES[name];
  return [
    text(field, (view) => spoken(view[name as keyof RowView])),
    ...(title === undefined ? [] : [attribute(field, 'title', (view) => spoken(view[title]))]),
    ...(name === 'mark' ? [attribute(field, 'data-form', ({ markForm }) => markForm)] : []),
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
    attribute(seal, 'class', ({ level }) => `seal ${level}`),
    attribute(word, 'data-say', ({ level }) => `level.${level}`),
    text(word, ({ levelWord }) => spoken(levelWord)),
  ];
}

function takePart(button: HTMLElement): Part {
  return attribute(button, 'aria-label', ({ file }) => spoken(sayTaking(button.dataset['take'], file)));
}

function text(element: HTMLElement, of: Part['of']): Part {
  return { of, put: (value) => void (element.textContent = value) };
}

function attribute(element: HTMLElement, name: string, of: Part['of']): Part {
  return { of, put: (value) => element.setAttribute(name, value) };
}
