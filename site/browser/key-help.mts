import { find } from './dom.mts';
import { isTyping } from './search-key.mts';

/** `?` and its button show the keys; Escape leaves, as in every dialog. */
export function startKeyHelp(): void {
  const dialog = find('[data-keys]', HTMLDialogElement);
  const open = (): void => {
    if (!dialog.open) dialog.showModal();
  };
  find('[data-open-keys]', HTMLButtonElement).addEventListener('click', open);
  document.addEventListener('keydown', (event) => {
    if (event.key !== '?' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    open();
  });
}
