import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPlace } from '../../../mirror/synchronise/side.ts';
import { synchronise } from '../../../mirror/synchronise/synchronise.ts';
import type {
  Synchronised,
  SynchroniseMeans,
  SynchroniseOptions,
} from '../../../mirror/synchronise/synchronise.ts';

export const NOW = new Date('2026-08-01T04:00:00Z');

/** Synchronises two places as they are written on a command line. */
export async function synchroniseOnce(
  source: string,
  destination: string,
  options: SynchroniseOptions,
  means: Partial<SynchroniseMeans> = {},
): Promise<Synchronised> {
  return synchronise(await readPlace(source), await readPlace(destination), options, {
    now: () => NOW,
    ...means,
  });
}

/** What was done, a line a step, sorted: `move b.iso -> a.iso`. */
export function doneIn({ done }: Synchronised): string[] {
  return done
    .map(
      ({ kind, path, from, side }) =>
        `${kind} ${from === undefined ? '' : `${from} -> `}${path}${side === 'source' ? ' at the source' : ''}`,
    )
    .toSorted();
}

/** The files of a folder by path, with their text; those of osdex's own records only where they are asked for. */
export async function textsIn(root: string, below = ''): Promise<Record<string, string>> {
  const entries = await readdir(join(root, below), { recursive: true, withFileTypes: true }).catch(() => []);
  const texts: Record<string, string> = {};
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name).slice(root.length + 1);
    if (entry.isFile() && (below !== '' || !path.startsWith('.osdex/')))
      texts[path] = await readFile(join(root, path), 'utf8');
  }
  return texts;
}
