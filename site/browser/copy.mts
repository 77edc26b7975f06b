import { announce } from './dom.mts';
import { spoken } from './language.mts';
import { say } from '../words/say.ts';

const CONFIRM_MS = 1500;

/** Makes every button with `data-copy` or `data-copy-of` copy its text, and say so. */
export function startCopying(): void {
  document.addEventListener('click', (event) => {
    const button =
      event.target instanceof Element ? event.target.closest('[data-copy], [data-copy-of]') : null;
    if (button instanceof HTMLButtonElement) void copyFor(button, button.dataset['copy'] ?? copiedOf(button));
  });
}

/** Copies a text, which may still be on its way, and confirms it on the button that asked for it. */
export async function copyFor(button: HTMLButtonElement, text: string | Promise<string>): Promise<void> {
  try {
    await write(text);
    confirm(button, spoken(say('copy.done')));
  } catch {
    await offer(text);
  }
}

/** Browsers let a page copy only right after a click; what is not there by then is promised to the clipboard. */
async function write(text: string | Promise<string>): Promise<void> {
  if (typeof text === 'string') return navigator.clipboard.writeText(text);
  const blob = text.then((loaded) => new Blob([loaded], { type: 'text/plain' }));
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
}

/** Without a secure context or permission there is no clipboard; the text is shown to be taken by hand. */
async function offer(text: string | Promise<string>): Promise<void> {
  try {
    window.prompt(spoken(say('copy.by-hand')), await text);
  } catch {
    window.alert(spoken(say('copy.not-loaded')));
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
