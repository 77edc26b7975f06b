import { announce } from './dom.mts';

const CONFIRM_MS = 1500;

/** Makes every button with `data-copy` or `data-copy-of` copy its text, and say so. */
export function startCopying(): void {
  document.addEventListener('click', (event) => {
    const button =
      event.target instanceof Element ? event.target.closest('[data-copy], [data-copy-of]') : null;
    if (button instanceof HTMLButtonElement) void copy(button);
  });
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const text = button.dataset['copy'] ?? copiedOf(button);
  try {
    await navigator.clipboard.writeText(text);
    confirm(button, 'copied');
  } catch {
    // Without a secure context or permission there is no clipboard; the text is shown to be taken by hand.
    window.prompt('Your browser does not allow copying; take it from here:', text);
  }
}

/** What stands beside the button already is not in the page twice: pages of many files stay small. */
function copiedOf(button: HTMLButtonElement): string {
  const row = button.closest('li');
  const { copyOf } = button.dataset;
  if (copyOf === 'url') return row?.querySelector('a')?.href ?? '';
  if (copyOf === 'digest') return row?.querySelector('.digest')?.textContent.trim().split(':')[1] ?? '';
  return button.parentElement?.querySelector('pre')?.textContent ?? '';
}

/** The button keeps its width, so that nothing beside it moves. */
function confirm(button: HTMLButtonElement, word: string): void {
  announce(`${button.getAttribute('aria-label') ?? button.textContent.trim()}: ${word}`);
  button.dataset['copied'] = '';
  setTimeout(() => delete button.dataset['copied'], CONFIRM_MS);
}
