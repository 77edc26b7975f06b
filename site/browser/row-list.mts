import type { Row } from '../browse/row.ts';
import { rowView } from '../browse/row-view.ts';
import type { RowView } from '../browse/row-view.ts';
import { addRelativeDays } from './days.mts';
import { base, find, today } from './dom.mts';

const FIRST = 60;
const FURTHER = 200;

const TITLES: Partial<Record<string, keyof RowView>> = {
  support: 'supportTitle',
  format: 'file',
  language: 'languageTitle',
  size: 'sizeTitle',
  date: 'dateTitle',
};

/** The flat list of found files, filled step by step from the row that the build left as a template. */
export function createRowList(): { show(rows: readonly Row[]): void; hide(): void } {
  const list = find('[data-rows]', HTMLUListElement);
  const more = find('[data-more]', HTMLButtonElement);
  const template = find('[data-row-template]', HTMLTemplateElement);
  let waiting: readonly Row[] = [];

  const append = (count: number): void => {
    const part = document.createDocumentFragment();
    for (const row of waiting.slice(0, count)) part.append(fillRow(template, rowView(row, base(), today())));
    addRelativeDays(part);
    list.append(part);
    waiting = waiting.slice(count);
    more.hidden = waiting.length === 0;
    more.textContent = `Show ${Math.min(FURTHER, waiting.length)} more of ${waiting.length}`;
  };
  more.addEventListener('click', () => append(FURTHER));

  return {
    show(rows) {
      list.replaceChildren();
      list.hidden = false;
      waiting = rows;
      append(FIRST);
    },
    hide() {
      list.replaceChildren();
      list.hidden = true;
      more.hidden = true;
    },
  };
}

/** Only text, titles and addresses of our own pages are set: what the catalog says never becomes markup. */
function fillRow(template: HTMLTemplateElement, view: RowView): Node {
  const row = find('li', HTMLLIElement, template.content).cloneNode(true) as HTMLLIElement;
  row.dataset['level'] = view.level;
  for (const field of row.querySelectorAll('[data-field]')) {
    if (!(field instanceof HTMLElement)) continue;
    const name = field.dataset['field'] ?? '';
    const title = TITLES[name];
    if (title !== undefined) field.title = view[title];
    if (field instanceof HTMLAnchorElement)
      field.href = name === 'useHref' ? `${view.buildHref}#use` : view.buildHref;
    else field.textContent = view[name as keyof RowView];
    if (field instanceof HTMLTimeElement && view.date !== '') field.dateTime = view.date;
  }
  const seal = find('.seal', HTMLElement, row);
  seal.className = `seal ${view.level}`;
  find('.word', HTMLElement, seal).textContent = view.levelWord;
  const [url, digest] = row.querySelectorAll('button');
  fillCopy(url, view.url, `Copy the URL of ${view.file}`);
  fillCopy(digest, view.hex, `Copy the digest of ${view.file}`);
  return row;
}

function fillCopy(button: HTMLButtonElement | undefined, text: string, label: string): void {
  button?.setAttribute('data-copy', text);
  button?.setAttribute('aria-label', label);
}
