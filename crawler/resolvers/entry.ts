import { compileTemplate, placeholdersOf } from '../../core/source/template.ts';
import type { Patterns, Scope } from '../../core/source/template.ts';
import type { Discovered } from './resolver.ts';

/** How a feed reads the names that a page lists. */
export interface EntryReader {
  entry: string;
  sums: string;
  patterns?: Patterns | undefined;
}

/**
 * What names tell of builds by a feed's `entry`, each once; names of another form are passed over. No two names tell
 * the same, since what is read of a name fills the template to that name again.
 */
export function readEntries(names: readonly string[], feed: EntryReader, scope: Scope): Discovered[] {
  const read = compileTemplate(feed.entry, scope, feed.patterns);
  const usesName = feed.sums.includes('{entry}');
  const others = placeholdersOf(feed.entry).filter(
    (name) => name !== 'serial' && !Object.hasOwn(scope, name),
  );
  return [...new Set(names)].flatMap((entry) => {
    const captured = read(entry);
    const serial = captured?.serial;
    if (serial === undefined) return [];
    if (others.length === 0 && !usesName) return [{ serial }];
    const told: Scope = Object.fromEntries(others.map((name) => [name, captured?.[name] ?? '']));
    return [{ serial, told: usesName ? { ...told, entry } : told }];
  });
}

/** The feed's `sums` with the form of an entry in place of `{entry}`. */
export function sumsOfEntry({ entry, sums }: EntryReader): string {
  return sums.replaceAll('{entry}', () => entry);
}
