import { OsdexError, reasonOf } from '../../core/error.ts';
import type { InventoryFile } from '../inventory/inventory-file.ts';
import { isSameStamp, stampAt } from '../inventory/file-stamp.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { codeOf } from '../move-file.ts';
import { placeOf } from '../repository.ts';
import type { Repository } from '../repository.ts';

/** Something that was done to a file, or would be: `folded` are duplicates that went to the trash. */
export interface Action {
  kind: 'linked' | 'folded' | 'trashed' | 'archived' | 'compressed' | 'deleted' | 'too-much';
  path: string;
  /** Where it is now, or the file that it shares its bytes with. */
  to?: string | undefined;
  sizeBytes: number;
  /** On the disk of the repository. */
  freedBytes: number;
}

/** What the steps of an optimization share. */
export interface Task {
  repository: Repository;
  inventory: Inventory;
  now: Date;
  isDryRun: boolean;
  signal: AbortSignal | undefined;
  /** Whether the catalog knows no newer build of the file's stream: such files stay as they are. */
  isNewest: (file: InventoryFile) => boolean;
  /** `YYYY-MM-DD` on which the file's build was published, where the catalog knows. */
  dayOf: (file: InventoryFile) => string | undefined;
  /** Told before something is done that takes its time. */
  onFile: (doing: string) => void;
  actions: Action[];
  errors: string[];
  warnings: string[];
  /** Files that were read, or changed, by path. */
  processed: Set<string>;
}

/** Does something to a file; what does not work is told, and the others go on. */
export async function attempt(task: Task, path: string, work: () => Promise<void>): Promise<void> {
  if (task.signal?.aborted) throw stopped();
  task.processed.add(path);
  try {
    await work();
  } catch (error) {
    if (error instanceof OsdexError && error.code === 'stopped') throw error;
    if (!(error instanceof OsdexError) && codeOf(error) === undefined) throw error;
    task.errors.push(error instanceof OsdexError ? error.message : `${path}: ${reasonOf(error)}`);
  }
}

export function stopped(): OsdexError {
  return new OsdexError('stopped', 'stopped; what was done is done whole, and the same command goes on');
}

/** Files whose bytes are known, and that no earlier step took away. */
export function knownFiles({ inventory, actions }: Pick<Task, 'inventory' | 'actions'>): InventoryFile[] {
  const gone = new Set(actions.filter(({ kind }) => kind !== 'linked').map(({ path }) => path));
  return inventory
    .all()
    .filter(({ state, path }) => (state === 'proven' || state === 'unknown') && !gone.has(path));
}

/** What came into the repository before a time, and is not the newest of its kind. */
export function oldFiles(task: Task, olderThanMs: number): InventoryFile[] {
  const before = task.now.getTime() - olderThanMs;
  return knownFiles(task).filter((file) => Date.parse(file.addedAt) < before && !task.isNewest(file));
}

/**
 * Where a file lies.
 *
 * @throws OsdexError `file-missing` where it is not the one that was looked at.
 */
export async function requireUnchanged(task: Task, file: InventoryFile): Promise<string> {
  const place = await placeOf(task.repository, file.path);
  const stamp = await stampAt(place);
  if (stamp !== undefined && isSameStamp(stamp, file)) return place;
  const found = stamp === undefined ? 'none' : 'another one';
  throw new OsdexError(
    'file-missing',
    `expected the file at ${place} that the inventory knows, found ${found}; "osdex mirror scan" looks at it`,
    { path: place },
  );
}
