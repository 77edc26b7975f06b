import { en } from './messages/en.ts';
import { tell } from './say.ts';
import type { Words } from './say.ts';

/** Attributes that are read to people; `data-title` is what a style sheet writes before a cell on a narrow screen. */
type SpokenAttribute = 'title' | 'aria-label' | 'placeholder' | 'alt' | 'content' | 'data-title';

/**
 * Attributes in English, with what a script says them in other languages from: `{...spokenAttributes({ title:
 * say('bar.theme-change') })}`. All of one element are made with the same arguments.
 */
export function spokenAttributes(said: Partial<Record<SpokenAttribute, Words>>): Record<string, string> {
  const entries = Object.entries(said);
  const args = entries.flatMap(([, one]) => (typeof one === 'string' ? [] : (one.args ?? [])))[0];
  const spoken = entries.flatMap(([name, one]): [string, string][] => [
    [name, tell(one, en)],
    ...(typeof one === 'string' ? [] : ([[`data-say-${name}`, one.id]] as [string, string][])),
  ]);
  return {
    ...Object.fromEntries(spoken),
    ...(args === undefined ? {} : { 'data-args': JSON.stringify(args) }),
  };
}

/**
 * What a script says the text of an element from in other languages; none of what is no message. For what repeats in a
 * page, beside its text by `tell(said, en)`: <Say> costs more time.
 */
export function saidAttributes(said: Words): Record<string, string> {
  if (typeof said === 'string') return {};
  return {
    'data-say': said.id,
    ...(said.args === undefined ? {} : { 'data-args': JSON.stringify(said.args) }),
  };
}
