import { counted } from '../../core/counted.ts';
import type { Source } from '../../core/source/source.ts';
import { printable } from '../keys/text.ts';
import type { FactComparison, LifecycleComparison } from './lifecycle.ts';

/** So many releases that a source lacks are named, the newest; a product may have had a hundred. */
const LACKING_SHOWN = 8;

/** What came of one source, for people. `file` is what it was held against. */
export function describeComparison(source: Source, file: string, comparison: LifecycleComparison): string {
  const { facts, unknown, lacking } = comparison;
  const count = (state: FactComparison['state']): number => facts.filter((one) => one.state === state).length;
  const wrong = facts.filter(({ state }) => state === 'differs' || state === 'missing');
  const lines = [
    `${source.product}: ${counted(count('agrees'), 'fact')} as in ${file}, ${count('differs')} different, ${count('missing')} missing here, ${count('unknown')} unknown there`,
    ...wrong.map((one) => `  ${describeFact(one)}${statedAt(source, one)}`),
    ...unknownFacts(facts),
    ...(unknown.length === 0 ? [] : [`  not there: ${unknown.join(', ')}`]),
    ...(lacking.length === 0 ? [] : [`  not here: ${shorten(lacking)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function describeFact({ release, fact, state, here, there, version, latest }: FactComparison): string {
  const day = `${latest === true ? 'no later than ' : ''}${printable(String(there))}`;
  const from = version === undefined || version === release ? '' : `, the day of ${printable(version)}`;
  const found = state === 'missing' ? `${day} there` : `${String(here)} here, ${day} there`;
  return `${state.padEnd(8)} ${release} ${fact}: ${found}${from}`;
}

/** A person who has to decide is told where the publisher does. */
function statedAt({ lifecycle, releases }: Source, { release, state }: FactComparison): string {
  const own = releases.find((one) => one.release === release)?.lifecycle ?? lifecycle;
  return state === 'missing' || own === undefined ? '' : `; the publisher's word: ${own}`;
}

/** One line for each fact that only the source states. */
function unknownFacts(facts: readonly FactComparison[]): string[] {
  const unknown = Map.groupBy(
    facts.filter(({ state }) => state === 'unknown'),
    ({ fact }) => fact,
  );
  return [...unknown].map(
    ([fact, of]) => `  unknown  ${fact} of ${of.map(({ release }) => release).join(', ')}`,
  );
}

function shorten(releases: readonly string[]): string {
  const more = releases.length - LACKING_SHOWN;
  const shown = releases.slice(0, LACKING_SHOWN).map(printable).join(', ');
  return more > 0 ? `${shown} and ${more} older` : shown;
}
