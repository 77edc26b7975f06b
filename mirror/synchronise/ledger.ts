import { openInventory } from '../inventory/inventory.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { InventoryFile } from '../inventory/inventory-file.ts';
import { addRecord } from '../record-log.ts';
import type { NewRecord } from '../record-log.ts';
import { lockRepository } from '../repository.ts';
import type { Repository } from '../repository.ts';
import { openRemoteInventory } from '../remote/remote-inventory.ts';
import type { RemotePlace } from '../remote/remote-place.ts';

/** What a side knows of its files, and where it keeps it. */
export interface Ledger extends Pick<Inventory, 'all' | 'get' | 'put' | 'move' | 'forget'> {
  /** Whether it keeps what nobody scanned: a folder's files enter its inventory by a scan, which tells what they are. */
  readonly takesUnscanned: boolean;
  record(entry: NewRecord): Promise<void>;
  /** Now and then, so that what was done is known after a crash. */
  save(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Of a repository on this machine, which is taken for this process until it is closed.
 *
 * @throws OsdexError `catalog-locked`, `catalog-invalid`, `write-failed`.
 */
export async function openLocalLedger(repository: Repository, now: () => Date): Promise<Ledger> {
  const unlock = await lockRepository(repository, `change of ${repository.root}`);
  try {
    const inventory = openInventory(repository);
    return {
      ...inventory,
      takesUnscanned: false,
      record: (entry) => addRecord(repository, entry, now()),
      save: () => Promise.resolve(),
      async close() {
        inventory.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/**
 * Of a repository at a remote: a file beside its files, written anew when it is saved. Who else changes the remote at the
 * same time is not seen.
 *
 * @returns with it, whether osdex was there before.
 * @throws OsdexError as rclone does.
 */
export async function openRemoteLedger(
  place: RemotePlace,
  signal: AbortSignal | undefined,
): Promise<Ledger & { isNew: boolean }> {
  const inventory = await openRemoteInventory(place, signal);
  const files = new Map(inventory.files.map((file) => [file.path, file]));
  let isSaved = true;
  const change = <T>(value: T): T => {
    isSaved = false;
    return value;
  };
  const ledger = {
    isNew: inventory.isNew,
    takesUnscanned: true,
    all: () => [...files.values()],
    get: (path: string) => files.get(path),
    put: (file: InventoryFile) => void change(files.set(file.path, file)),
    move(from: string, to: string) {
      const file = files.get(from);
      if (file === undefined) return;
      ledger.forget(from);
      ledger.put({ ...file, path: to });
    },
    forget: (path: string) => void change(files.delete(path)),
    record: () => Promise.resolve(),
    async save() {
      if (isSaved) return;
      await inventory.write([...files.values()]);
      isSaved = true;
    },
    close: () => Promise.resolve(),
  };
  return ledger;
}

/** Of a folder in which osdex keeps nothing yet, and of which only is told what would be. */
export const EMPTY_LEDGER: Ledger = {
  takesUnscanned: false,
  all: () => [],
  get: () => undefined,
  put: () => undefined,
  move: () => undefined,
  forget: () => undefined,
  record: () => Promise.resolve(),
  save: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
