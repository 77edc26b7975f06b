import { FACETS } from '../../core/selector.ts';
import type { Facet, Selector } from '../../core/selector.ts';
import { withDay, withFacet } from '../browse/address.ts';
import type { FacetCounts } from '../browse/match.ts';
import { say } from '../words/say.ts';
import { numberWords } from '../words/numbers.ts';
import { find } from './dom.mts';
import { currentLanguage, spoken } from './language.mts';

const { count } = numberWords(currentLanguage());

/** One value of a facet on the page. */
interface RailValue {
  facet: Facet;
  input: HTMLInputElement;
  label: HTMLElement;
  count: HTMLElement;
  /** What the build counted for the bare page. */
  bare: number;
}

/** The facet rail: shows a selector and its counts, and tells what the reader chose. */
export function createRail(onChoice: (change: (selector: Selector) => Selector) => void): {
  show(selector: Selector, counts: FacetCounts): void;
  rest(): void;
  /** What the rail calls a value, in the reader's language; one that it does not have is called as it is written. */
  wordOf(facet: Facet, value: string): string;
} {
  const form = find('[data-rail-form]', HTMLFormElement);
  const latest = find('input[name=latest]', HTMLInputElement, form);
  const days = [...form.querySelectorAll<HTMLInputElement>('input[type=date]')];
  const groups = readGroups(form);
  openWhereWide(find('[data-rail]', HTMLDetailsElement));

  form.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return;
    const { name, checked, value } = target;
    if (target === latest) onChoice(({ latest: _, ...rest }) => (checked ? { ...rest, latest: 1 } : rest));
    else if (name === 'since' || name === 'until') onChoice((selector) => withDay(selector, name, value));
    else if (target.type === 'checkbox')
      onChoice((selector) => withFacet(selector, name as Facet, chosenValues(form, name)));
  });
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement && target.dataset['narrow'] !== undefined) narrow(target);
  });
  form.addEventListener('submit', (event) => event.preventDefault());

  const showConditions = (selector: Selector, countOf: (value: RailValue) => number): void => {
    latest.checked = selector.latest === 1;
    for (const input of days) input.value = selector[input.name as 'since' | 'until'] ?? '';
    for (const group of groups) showGroup(group, selector, countOf);
    const chosen = FACETS.reduce((sum, facet) => sum + (selector.facets[facet]?.length ?? 0), 0);
    find('[data-rail-state]', HTMLElement).textContent =
      chosen === 0 ? '' : spoken(say('browse.chosen', { count: chosen }));
  };

  return {
    show: (selector, counts) =>
      showConditions(selector, ({ facet, input }) => counts[facet].get(input.value) ?? 0),
    rest: () => showConditions({ facets: {}, latest: 1 }, ({ bare }) => bare),
    wordOf: (facet, value) => {
      const found = groups
        .flatMap(({ values }) => values)
        .find((one) => one.facet === facet && one.input.value === value);
      return found === undefined ? value : wordIn(found.label);
    },
  };
}

/** The values of a facet, which fold together; those that stand by themselves are a group that is always open. */
interface RailGroup {
  fold: HTMLDetailsElement | undefined;
  values: RailValue[];
  /** Shows what was left out while the group was folded. */
  due: (() => void) | undefined;
}

function readGroups(form: HTMLFormElement): RailGroup[] {
  const labels = [...form.querySelectorAll<HTMLElement>('[data-value]')];
  const folds = Map.groupBy(labels, (label) => label.closest<HTMLDetailsElement>('.group') ?? undefined);
  return [...folds].map(([fold, of]) => {
    const group: RailGroup = { fold, values: of.map(readValue), due: undefined };
    fold?.addEventListener('toggle', () => {
      if (fold.open) group.due?.();
    });
    return group;
  });
}

/**
 * Facets of hundreds of values are folded at first: nobody sees their counts then, and to write them at every letter
 * takes the browser longer than all the rest. Only whether anything is in there at all, and what is chosen, is shown.
 */
function showGroup(group: RailGroup, selector: Selector, countOf: (value: RailValue) => number): void {
  const { fold, values } = group;
  const showAll = (): void => {
    for (const value of values) showValue(value, selector, countOf(value));
    group.due = undefined;
  };
  const isChosen = (value: RailValue): boolean =>
    selector.facets[value.facet]?.includes(value.input.value) ?? false;
  if (fold !== undefined) {
    const hidden = !values.some((value) => countOf(value) > 0 || isChosen(value));
    if (fold.hidden !== hidden) fold.hidden = hidden;
  }
  const isSeen = fold?.open ?? true;
  if (isSeen || values.some((value) => value.input.checked !== isChosen(value))) showAll();
  else group.due = showAll;
}

function readValue(label: HTMLElement): RailValue {
  const input = find('input', HTMLInputElement, label);
  const counted = find('[data-count]', HTMLElement, label);
  const bare = Number((counted.textContent ?? '').replaceAll(/\D/g, ''));
  return { facet: input.name as Facet, input, label, count: counted, bare };
}

/** Hundreds of values are shown at every letter that is typed: only what changes is touched. */
function showValue(
  { facet, input, label, count: counted }: RailValue,
  { facets }: Selector,
  files: number,
): void {
  const checked = facets[facet]?.includes(input.value) ?? false;
  if (input.checked !== checked) input.checked = checked;
  const hidden = files === 0 && !checked;
  if (label.hidden !== hidden) label.hidden = hidden;
  const text = count(files);
  if (!hidden && counted.textContent !== text) counted.textContent = text;
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
    label.toggleAttribute('data-narrowed', !isChosen && !wordIn(label).toLowerCase().includes(wanted));
  }
}

function wordIn(label: HTMLElement): string {
  return find('.word', HTMLElement, label).textContent.trim();
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
