import { compileTemplate } from '../../core/source/template.ts';
import type { Patterns, Scope } from '../../core/source/template.ts';
import type { Discovered } from './resolver.ts';

/** How a feed reads the names that a page lists. */
export interface EntryReader {
  entry: string;
  sums: string;
  patterns?: Patterns | undefined;
}

/** What names tell of builds by a feed's `entry`, each once; names of another form are passed over. */
export function readEntries(names: readonly string[], feed: EntryReader, scope: Scope): Discovered[] {
  const read = compileTemplate(feed.entry, scope, feed.patterns);
  const usesName = feed.sums.includes('{entry}');
  const found = new Map<string, Discovered>();
  for (const entry of names) {
    const captured = read(entry);
    if (captured?.serial === undefined) continue;
    const { serial, ...rest } = captured;
    const told = {
      ...Object.fromEntries(Object.entries(rest).filter(([name]) => !Object.hasOwn(scope, name))),
      ...(usesName ? { entry } : {}),
    };
    const discovered = Object.keys(told).length === 0 ? { serial } : { serial, told };
    found.set(JSON.stringify(discovered), discovered);
  }
  return [...found.values()];
}

/** The feed's `sums` with the form of an entry in place of `{entry}`. */
export function sumsOfEntry({ entry, sums }: EntryReader): string {
  return sums.replaceAll('{entry}', () => entry);
}
