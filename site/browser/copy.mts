import { announce } from './dom.mts';

const CONFIRM_MS = 1500;

/** Makes every button with `data-copy` copy its text, and say so. */
export function startCopying(): void {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('[data-copy]') : null;
    if (button instanceof HTMLButtonElement) void copy(button);
  });
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const text = button.dataset['copy'] ?? '';
  try {
    await navigator.clipboard.writeText(text);
    confirm(button, 'copied');
  } catch {
    // Without a secure context or permission there is no clipboard; the text is shown to be taken by hand.
    window.prompt('Your browser does not allow copying; take it from here:', text);
  }
}

/** The button keeps its width, so that nothing beside it moves. */
function confirm(button: HTMLButtonElement, word: string): void {
  announce(`${button.getAttribute('aria-label') ?? 'Copy'}: ${word}`);
  button.dataset['copied'] = '';
  setTimeout(() => delete button.dataset['copied'], CONFIRM_MS);
}
