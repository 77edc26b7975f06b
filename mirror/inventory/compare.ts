import { isSameStamp } from './file-stamp.ts';
import type { FileStamp } from './file-stamp.ts';
import type { InventoryFile } from './inventory-file.ts';
import type { FoundFile } from './walk.ts';

/** A file at a path, with what is known of it. */
export interface Kept {
  file: InventoryFile;
  found: FoundFile;
}

/** What became of a repository's files since its inventory was written, as far as that is seen without reading. */
export interface Comparison {
  unchanged: Kept[];
  /** They were missing and are there again, as they were. */
  returned: Kept[];
  /** They lie at another path than the one on record. */
  moved: Kept[];
  /** Another name of a file that is known. */
  linked: Kept[];
  /** They have other marks than on record, or were never read. */
  changed: Kept[];
  appeared: FoundFile[];
  missing: InventoryFile[];
}

/** Compares what is known with what lies there, by size, time and place on the disk. */
export function compareFiles(known: readonly InventoryFile[], found: readonly FoundFile[]): Comparison {
  const result: Comparison = {
    ...{ unchanged: [], returned: [], moved: [], linked: [], changed: [], appeared: [], missing: [] },
  };
  const byPath = new Map(known.map((file) => [file.path, file]));
  const others: FoundFile[] = [];
  const settled = new Set<string>();
  for (const one of found) {
    const file = byPath.get(one.path);
    if (file === undefined || !isSameStamp(file, one)) {
      others.push(one);
      continue;
    }
    settled.add(file.path);
    if (file.state === 'missing') result.returned.push({ file, found: one });
    else result.unchanged.push({ file, found: one });
  }
  const byInode = Map.groupBy(known, ({ inode }) => inode);
  const changed: Kept[] = [];
  for (const one of others) {
    const same = (byInode.get(one.inode) ?? []).filter((file) => isSameStamp(file, one));
    const from = same.find(({ path }) => !settled.has(path));
    const file = byPath.get(one.path);
    if (from !== undefined) {
      settled.add(from.path);
      result.moved.push({ file: from, found: one });
    } else if (same[0] !== undefined) result.linked.push({ file: same[0], found: one });
    else if (file !== undefined) changed.push({ file, found: one });
    else result.appeared.push(one);
  }
  for (const one of changed) {
    // What was known of this path may have gone elsewhere, and something new has taken its place.
    if (settled.has(one.file.path)) result.appeared.push(one.found);
    else result.changed.push(one);
    settled.add(one.file.path);
  }
  // Where a file took the place of another, that one is gone.
  const taken = new Set(found.map(({ path }) => path));
  result.missing = known.filter(
    ({ path, state }) => !settled.has(path) && !taken.has(path) && state !== 'missing',
  );
  return result;
}

/** The marks of a found file, for its record. */
export function marksOf({ sizeBytes, modifiedMs, inode }: FoundFile): FileStamp {
  return { sizeBytes, modifiedMs, inode };
}
