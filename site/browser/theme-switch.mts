import { find } from './dom.mts';

const THEMES = ['system', 'light', 'dark'];

/** Lets the reader choose the theme; the choice is remembered where the browser allows it. */
export function startThemeSwitch(): void {
  const root = document.documentElement;
  const button = find('[data-theme-switch]', HTMLButtonElement);
  const show = (): void => {
    find('[data-theme-name]', HTMLElement, button).textContent = root.dataset['theme'] ?? 'system';
  };
  button.addEventListener('click', () => {
    const next = THEMES[(THEMES.indexOf(root.dataset['theme'] ?? 'system') + 1) % THEMES.length] ?? 'system';
    if (next === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = next;
    remember(next);
    show();
  });
  show();
}

function remember(theme: string): void {
  try {
    localStorage.setItem('osdex-theme', theme);
  } catch {
    // Storage may be forbidden; the choice then lasts for this page.
  }
}
