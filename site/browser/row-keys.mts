import { find } from './dom.mts';
import { takeFrom } from './row-copy.mts';
import { isTyping } from './search-key.mts';

/** Lists of files by keys: arrows move through the rows, letters copy from the row that has the focus. */
export function startRowKeys(): void {
  const search = find('#search', HTMLInputElement);
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const focused = event.target instanceof Element ? event.target : document.body;
    if (focused.closest('dialog') !== null) return;
    const isSearch = focused === search;
    if (isTyping(focused) && !isSearch) return;
    const act = actionOf(event.key, focused.closest<HTMLElement>('.row'), isSearch ? search : undefined);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });

  function actionOf(
    key: string,
    row: HTMLElement | null,
    typing: HTMLInputElement | undefined,
  ): (() => void) | undefined {
    if (typing !== undefined) {
      if (key === 'Escape') return () => typing.blur();
      return key === 'ArrowDown' ? stepTo(rows()[0]) : undefined;
    }
    switch (key) {
      case 'ArrowDown':
        return stepTo(row === null ? firstInSight() : neighbour(row, 1));
      case 'ArrowUp':
        return row === null ? undefined : (stepTo(neighbour(row, -1)) ?? (() => search.focus()));
      case 'Escape':
        return row === null ? undefined : () => search.focus();
      case 'c':
        return row === null ? undefined : () => takeFrom(row, 'digest');
      case 'u':
        return row === null ? undefined : () => takeFrom(row, 'URL');
      case 'd':
        return row === null ? undefined : () => takeFrom(row, 'command');
      default:
        return undefined;
    }
  }
}

/** The first row of the page. */
export function focusFirstRow(): void {
  stepTo(rows()[0])?.();
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.row')].filter((row) => row.offsetParent !== null);
}

function firstInSight(): HTMLElement | undefined {
  return rows().find((row) => row.getBoundingClientRect().top >= 0);
}

function neighbour(row: HTMLElement, step: 1 | -1): HTMLElement | undefined {
  const all = rows();
  return all[all.indexOf(row) + step];
}

/** The link of a row is what has the focus, so that Enter opens it as any link is opened. */
function stepTo(row: HTMLElement | undefined): (() => void) | undefined {
  const link = row?.querySelector<HTMLElement>('.what');
  if (link === null || link === undefined) return undefined;
  return () => {
    link.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  };
}
