import { say } from '../words/say.ts';
import { find } from './dom.mts';
import { spoken } from './language.mts';

const THEMES = ['system', 'light', 'dark'] as const;

type Theme = (typeof THEMES)[number];

/** Lets the reader choose the theme; the choice is remembered where the browser allows it. */
export function startThemeSwitch(): void {
  const root = document.documentElement;
  const button = find('[data-theme-switch]', HTMLButtonElement);
  const current = (): Theme => THEMES.find((theme) => theme === root.dataset['theme']) ?? 'system';
  const show = (): void => {
    find('[data-theme-name]', HTMLElement, button).textContent = spoken(say(`bar.theme-${current()}`));
  };
  button.addEventListener('click', () => {
    const next = THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length] ?? 'system';
    if (next === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = next;
    remember(next);
    show();
  });
  show();
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem('osdex-theme', theme);
  } catch {
    // Storage may be forbidden; the choice then lasts for this page.
  }
}
