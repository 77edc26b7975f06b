import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Headers by the paths that they are for: a path from the root, which may end in `*` for all below it. */
export interface HeaderRule {
  path: string;
  headers: [name: string, value: string][];
}

/**
 * Reads the site's `_headers` as hosts that know that file do: a path at the start of a line, its headers indented
 * below it. A site without the file has no rules.
 */
export async function readHeaderRules(directory: string): Promise<HeaderRule[]> {
  const text = await readFile(join(directory, '_headers'), 'utf8').catch(() => '');
  const rules: HeaderRule[] = [];
  for (const line of text.split('\n')) {
    const [, name, value] = /^\s+([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) rules.at(-1)?.headers.push([name, value]);
    else if (line.startsWith('/')) rules.push({ path: line.trim(), headers: [] });
  }
  return rules;
}

/** The headers of every rule that a path falls under. */
export function headersFor(rules: readonly HeaderRule[], pathname: string): Record<string, string> {
  return Object.fromEntries(
    rules
      .filter(({ path }) => (path.endsWith('*') ? pathname.startsWith(path.slice(0, -1)) : pathname === path))
      .flatMap(({ headers }) => headers),
  );
}
