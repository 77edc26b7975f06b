import { FACETS } from '../../core/selector.ts';
import type { Facet, Selector } from '../../core/selector.ts';
import { withFacet } from '../browse/address.ts';
import type { Matches } from '../browse/match.ts';
import { count } from '../words/size.ts';
import { find } from './dom.mts';

/** The facet rail: shows a selector and its counts, and tells what the reader chose. */
export function createRail(onChoice: (change: (selector: Selector) => Selector) => void): {
  show(selector: Selector, counts: Matches['counts']): void;
} {
  const form = find('[data-rail-form]', HTMLFormElement);
  openWhereWide(find('[data-rail]', HTMLDetailsElement));

  form.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.type !== 'checkbox') return;
    const { name, checked } = target;
    if (name === 'latest') onChoice(({ latest: _, ...rest }) => (checked ? { ...rest, latest: 1 } : rest));
    else onChoice((selector) => withFacet(selector, name as Facet, chosenValues(form, name)));
  });
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement && target.dataset['narrow'] !== undefined) narrow(target);
  });
  form.addEventListener('submit', (event) => event.preventDefault());

  return {
    show(selector, counts) {
      for (const input of form.querySelectorAll<HTMLInputElement>('input[type=checkbox]'))
        showInput(input, selector, counts);
      const chosen = FACETS.reduce((sum, facet) => sum + (selector.facets[facet]?.length ?? 0), 0);
      find('[data-rail-state]', HTMLElement).textContent = chosen === 0 ? '' : ` (${chosen} chosen)`;
    },
  };
}

function showInput(input: HTMLInputElement, { facets, latest }: Selector, counts: Matches['counts']): void {
  if (input.name === 'latest') {
    input.checked = latest === 1;
    return;
  }
  const facet = input.name as Facet;
  input.checked = facets[facet]?.includes(input.value) ?? false;
  const files = counts[facet].get(input.value) ?? 0;
  const label = input.closest('label');
  if (label === null) return;
  label.hidden = files === 0 && !input.checked;
  find('[data-count]', HTMLElement, label).textContent = count(files);
}

function chosenValues(form: HTMLFormElement, name: string): string[] {
  return [...form.querySelectorAll('input')]
    .filter((input) => input.name === name && input.checked)
    .map(({ value }) => value);
}

/** Hides what has other names; what is chosen stays in sight. */
function narrow(box: HTMLInputElement): void {
  const wanted = box.value.trim().toLowerCase();
  for (const label of box.closest('fieldset')?.querySelectorAll<HTMLElement>('[data-value]') ?? []) {
    const isChosen = label.querySelector('input')?.checked ?? false;
    const word = find('.word', HTMLElement, label).textContent ?? '';
    label.toggleAttribute('data-narrowed', !isChosen && !word.toLowerCase().includes(wanted));
  }
}

/** Browsers without ::details-content can only show what is open. */
function openWhereWide(rail: HTMLDetailsElement): void {
  if (CSS.supports('selector(::details-content)')) return;
  const wide = matchMedia('(min-width: 64.01rem)');
  const follow = (): void => {
    rail.open = wide.matches;
  };
  wide.addEventListener('change', follow);
  follow();
}
