import { en } from './messages/en.ts';
import { tell } from './say.ts';
import type { Said } from './say.ts';

/** Attributes that are read to people. */
type SpokenAttribute = 'title' | 'aria-label' | 'placeholder' | 'alt' | 'content';

/**
 * Attributes in English, with what a script says them in other languages from: `{...spokenAttributes({ title:
 * say('bar.theme-change') })}`. All of one element are made with the same arguments.
 */
export function spokenAttributes(said: Partial<Record<SpokenAttribute, Said>>): Record<string, string> {
  const entries = Object.entries(said);
  const args = entries.find(([, one]) => one.args !== undefined)?.[1].args;
  const spoken = entries.flatMap(([name, one]): [string, string][] => [
    [name, tell(one, en)],
    [`data-say-${name}`, one.id],
  ]);
  return {
    ...Object.fromEntries(spoken),
    ...(args === undefined ? {} : { 'data-args': JSON.stringify(args) }),
  };
}
