import { DAY_MS } from '../../core/day.ts';
import type { InventoryFile } from './inventory-file.ts';

/** Which files are read again. */
export type Choice =
  | { kind: 'all' }
  /** So many of a hundred files, each as likely as the others. */
  | { kind: 'sample'; percent: number; random: () => number }
  | { kind: 'older-than'; ms: number }
  /** As many as one run must take so that all are read once within this time. */
  | { kind: 'rotation'; withinMs: number; lastRun: Date | undefined };

/**
 * The files that a run reads again, those first whose last reading is the longest ago.
 *
 * The rotation takes the share of all bytes that the time since the last run is of the time within which all are to be
 * read, and whatever was not read for that time. Of the first run it is believed that there will be one each day.
 */
export function chooseFiles(files: readonly InventoryFile[], choice: Choice, now: Date): InventoryFile[] {
  const longestAgo = files
    .filter(({ state }) => state !== 'missing')
    .toSorted((a, b) => readAt(a) - readAt(b) || (a.path < b.path ? -1 : 1));
  const ageMs = (file: InventoryFile): number => now.getTime() - readAt(file);
  switch (choice.kind) {
    case 'all':
      return longestAgo;
    case 'older-than':
      return longestAgo.filter((file) => ageMs(file) > choice.ms);
    case 'sample':
      return sampleOf(longestAgo, choice);
    case 'rotation': {
      const sinceMs = choice.lastRun === undefined ? DAY_MS : now.getTime() - choice.lastRun.getTime();
      const share = Math.min(1, Math.max(0, sinceMs / choice.withinMs));
      const wantedBytes = share * longestAgo.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      let bytes = 0;
      return longestAgo.filter((file) => {
        const isWanted = bytes < wantedBytes || ageMs(file) > choice.withinMs;
        if (isWanted) bytes += file.sizeBytes;
        return isWanted;
      });
    }
  }
}

function readAt({ checkedAt }: InventoryFile): number {
  return checkedAt === undefined ? 0 : Date.parse(checkedAt);
}

/** At least one, where there is any. */
function sampleOf(
  files: readonly InventoryFile[],
  { percent, random }: { percent: number; random: () => number },
): InventoryFile[] {
  const count = Math.ceil((files.length * percent) / 100);
  const drawn = files
    .map((file) => ({ file, lot: random() }))
    .toSorted((a, b) => a.lot - b.lot)
    .slice(0, count);
  const chosen = new Set(drawn.map(({ file }) => file));
  return files.filter((file) => chosen.has(file));
}
