import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { digestOf } from '../../core/digest.ts';
import { OsdexError } from '../../core/error.ts';
import { InventoryFile } from '../inventory/inventory-file.ts';
import { RECORDS_FOLDER } from '../repository.ts';
import { runRclone, writeRclone } from './rclone.ts';
import { tellRemotePlace } from './remote-place.ts';
import type { RemotePlace } from './remote-place.ts';
import { incomingPath } from './store.ts';

/** Of a repository at a remote, below its records: a line that says what it is, then a file a line, by path. */
const INVENTORY_LINES = `${RECORDS_FOLDER}/inventory.jsonl`;

const Header = z.looseObject({ schema: z.literal('osdex/inventory/1') });

export interface RemoteInventory {
  /** Nobody has written one there yet. */
  isNew: boolean;
  /** A line that a remote or a crash damaged is passed over: its file is asked anew. */
  files: InventoryFile[];
  /** Whoever reads it sees the old one or the new one. */
  write(files: readonly InventoryFile[]): Promise<void>;
}

/** @throws OsdexError `catalog-invalid` where a newer osdex wrote it; as rclone does. */
export async function openRemoteInventory(
  place: RemotePlace,
  signal?: AbortSignal,
): Promise<RemoteInventory> {
  const about = tellRemotePlace(place, INVENTORY_LINES);
  const text = await runRclone({ args: ['cat', about], about, code: 'network', signal }).catch(
    (error: unknown) => {
      if (error instanceof OsdexError && error.code === 'file-missing') return '';
      throw error;
    },
  );
  const lines = text.split('\n').map(parseLine);
  const [header] = lines;
  if (text !== '' && !Header.safeParse(header).success) {
    throw new OsdexError(
      'catalog-invalid',
      `expected an inventory of schema osdex/inventory/1 at ${about}, found another; use the osdex that wrote it, or move it away, so that all files are asked anew`,
      { path: about },
    );
  }
  return {
    isNew: text === '',
    files: lines.slice(1).flatMap((line) => InventoryFile.safeParse(line).data ?? []),
    async write(files) {
      const bytes = Buffer.from(writeLines(files));
      const mark = randomBytes(4).toString('hex');
      const staged = tellRemotePlace(
        place,
        incomingPath({ digest: digestOf(bytes), sizeBytes: bytes.length }, mark),
      );
      const code = 'write-failed';
      // Whoever stops a run wants it as well: else the next one asks for every file of this one.
      await writeRclone({ args: ['rcat', '--size', String(bytes.length), staged], about, code }, one(bytes));
      // One of the same size and time would be taken for the same.
      await runRclone({ args: ['moveto', '--ignore-times', staged, about], about, code });
    },
  };
}

function writeLines(files: readonly InventoryFile[]): string {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return [{ schema: 'osdex/inventory/1' }, ...sorted].map((line) => `${JSON.stringify(line)}\n`).join('');
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
