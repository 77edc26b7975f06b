import { FACETS } from '../../core/selector.ts';
import type { Selector } from '../../core/selector.ts';
import { NEWEST, withoutCondition } from '../browse/address.ts';
import { conditionWord } from '../browse/facet-words.ts';
import type { Found } from '../browse/finder-messages.ts';
import { say } from '../words/say.ts';
import { find } from './dom.mts';
import { saidBy, spoken } from './language.mts';

type Go = (selector: Selector) => void;

/** The line above the list: how much was found, or what kept everything out and how to drop it. */
export function createSummary(go: Go): {
  show(selector: Selector, matches: Found, refused: string[]): void;
  rest(): void;
} {
  const line = find('[data-summary]', HTMLElement);
  const conditions = find('[data-conditions]', HTMLUListElement);
  const resting = saidBy(line) ?? '';
  return {
    show(selector, matches, refused) {
      line.textContent = [
        foundSentence(selector, matches),
        ...[...matches.taken].map(([word, taken]) => spoken(say('browse.taken', { word, taken }))),
        ...refused.map((name) => spoken(say('browse.refused', { name }))),
      ].join(' ');
      const buttons = matches.total > 0 ? dropButtons(selector) : wayOutButtons(selector, matches);
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

function foundSentence(selector: Selector, { total, builds, keptOut }: Found): string {
  const newest = selector.latest === 1;
  if (total > 0) return spoken(say('browse.found-of', { files: total, builds, newest }));
  const blamed = [...keptOut.keys()].map((condition) => describe(selector, condition));
  return spoken(
    blamed.length === 0
      ? say('browse.none-together', { newest })
      : say('browse.kept-out', { conditions: blamed }),
  );
}

/** A button for each condition in force. */
function dropButtons(selector: Selector): Choice[] {
  const drops = activeConditions(selector).map((condition) => ({
    word: `${describe(selector, condition)} ×`,
    to: withoutCondition(selector, condition),
  }));
  return drops.length > 1 ? [...drops, { word: spoken(say('browse.drop-all')), to: NEWEST }] : drops;
}

/** When nothing is found: drop what emptied the list, look further back, or start again. */
function wayOutButtons(selector: Selector, { keptOut }: Found): Choice[] {
  const ranked = [...keptOut].sort(([, a], [, b]) => b - a);
  const drops = ranked.map(([condition, files]) => ({
    word: spoken(say('browse.drop', { condition: describe(selector, condition), count: files })),
    to: withoutCondition(selector, condition),
  }));
  const { latest, ...every } = selector;
  const further = latest === undefined ? [] : [{ word: spoken(say('browse.older-too')), to: every }];
  return [...drops, ...further, { word: spoken(say('browse.drop-all')), to: NEWEST }];
}

function activeConditions({ facets, since, until, text }: Selector): string[] {
  const chosen: string[] = FACETS.filter((facet) => (facets[facet]?.length ?? 0) > 0);
  if (since !== undefined) chosen.push('since');
  if (until !== undefined) chosen.push('until');
  return text?.trim() ? [...chosen, 'q'] : chosen;
}

function describe(selector: Selector, condition: string): string {
  const facet = FACETS.find((name) => name === condition);
  const values =
    facet === undefined
      ? [selector[condition === 'q' ? 'text' : (condition as 'since' | 'until')]]
      : selector.facets[facet];
  const texts = (values ?? []).filter((value) => value !== undefined);
  return spoken(say('browse.condition', { word: spoken(conditionWord(condition)), values: texts }));
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
