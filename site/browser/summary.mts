import { FACETS } from '../../core/selector.ts';
import type { Facet, Selector } from '../../core/selector.ts';
import { NEWEST, withoutCondition } from '../browse/address.ts';
import { conditionWord } from '../browse/facet-words.ts';
import type { Found } from '../browse/finder-messages.ts';
import { say } from '../words/say.ts';
import { find } from './dom.mts';
import { saidBy, spoken } from './language.mts';

type Go = (selector: Selector) => void;

/** What a value of a facet is called in the reader's language. */
type WordOf = (facet: Facet, value: string) => string;

/** A condition with what it asks for, in words. */
type Describe = (condition: string) => string;

/** The line above the list: how much was found, or what kept everything out and how to drop it. */
export function createSummary(
  go: Go,
  wordOf: WordOf,
): {
  show(selector: Selector, matches: Found, refused: string[]): void;
  rest(): void;
} {
  const line = find('[data-summary]', HTMLElement);
  const conditions = find('[data-conditions]', HTMLUListElement);
  const resting = saidBy(line) ?? '';
  return {
    show(selector, matches, refused) {
      const describe: Describe = (condition) => describeCondition(selector, condition, wordOf);
      line.textContent = [
        foundSentence(selector, matches, describe),
        ...[...matches.taken].map(([word, taken]) => spoken(say('browse.taken', { word, taken }))),
        ...refused.map((name) => spoken(say('browse.refused', { name }))),
      ].join(' ');
      const buttons =
        matches.total > 0 ? dropButtons(selector, describe) : wayOutButtons(selector, matches, describe);
      conditions.replaceChildren(...buttons.map(({ word, to }) => createButton(word, () => go(to))));
      conditions.hidden = buttons.length === 0;
    },
    rest() {
      line.textContent = spoken(resting);
      conditions.hidden = true;
    },
  };
}

interface Choice {
  word: string;
  to: Selector;
}

function foundSentence(selector: Selector, { total, builds, keptOut }: Found, describe: Describe): string {
  const newest = selector.latest === 1;
  if (total > 0) return spoken(say('browse.found-of', { files: total, builds, newest }));
  const blamed = [...keptOut.keys()].map(describe);
  return spoken(
    blamed.length === 0
      ? say('browse.none-together', { newest })
      : say('browse.kept-out', { conditions: blamed }),
  );
}

/** Drops one of the conditions in force. */
function plainDrops(selector: Selector, describe: Describe): Choice[] {
  return activeConditions(selector).map((condition) => ({
    word: `${describe(condition)} ×`,
    to: withoutCondition(selector, condition),
  }));
}

/** A button for each condition in force. */
function dropButtons(selector: Selector, describe: Describe): Choice[] {
  const drops = plainDrops(selector, describe);
  return drops.length > 1 ? [...drops, { word: spoken(say('browse.drop-all')), to: NEWEST }] : drops;
}

/** When nothing is found: drop what emptied the list, look further back, or start again. */
function wayOutButtons(selector: Selector, { keptOut }: Found, describe: Describe): Choice[] {
  const ranked = [...keptOut].sort(([, a], [, b]) => b - a);
  const drops = ranked.map(([condition, files]) => ({
    word: spoken(say('browse.drop', { condition: describe(condition), count: files })),
    to: withoutCondition(selector, condition),
  }));
  const { latest, ...every } = selector;
  const further = latest === undefined ? [] : [{ word: spoken(say('browse.older-too')), to: every }];
  return [
    ...(drops.length > 0 ? drops : plainDrops(selector, describe)),
    ...further,
    { word: spoken(say('browse.drop-all')), to: NEWEST },
  ];
}

function activeConditions({ facets, since, until, text }: Selector): string[] {
  const chosen: string[] = FACETS.filter((facet) => (facets[facet]?.length ?? 0) > 0);
  if (since !== undefined) chosen.push('since');
  if (until !== undefined) chosen.push('until');
  return text?.trim() ? [...chosen, 'q'] : chosen;
}

/** `architecture: amd64, arm64`, in the words of the rail. */
function describeCondition(selector: Selector, condition: string, wordOf: WordOf): string {
  const facet = FACETS.find((name) => name === condition);
  if (facet === undefined) {
    const value = selector[condition === 'q' ? 'text' : (condition as 'since' | 'until')] ?? '';
    return named(condition, [value]);
  }
  const values = selector.facets[facet] ?? [];
  const words = values.map((value) => (value === 'false' ? spoken(say('browse.no')) : wordOf(facet, value)));
  // `Long-term support` says all by itself.
  return String(values) === 'true' ? words.join('') : named(condition, words);
}

function named(condition: string, values: string[]): string {
  return spoken(say('browse.condition', { word: spoken(conditionWord(condition)), values }));
}

function createButton(word: string, onClick: () => void): HTMLLIElement {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = word;
  button.addEventListener('click', onClick);
  item.append(button);
  return item;
}
