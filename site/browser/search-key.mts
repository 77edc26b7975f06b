import { find } from './dom.mts';

/** `/` and Ctrl-K go to the search box, unless something is being typed. */
export function startSearchKey(): void {
  const search = find('#search', HTMLInputElement);
  document.addEventListener('keydown', (event) => {
    const slash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey;
    const controlK = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);
    if (!(controlK || (slash && !isTyping(event.target)))) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}

/** Whether keys are letters of a text there. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const box = target instanceof HTMLInputElement && target.type !== 'checkbox';
  return (
    box ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    target.isContentEditable
  );
}
