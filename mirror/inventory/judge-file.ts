import { isoDay } from '../../core/day.ts';
import type { Image } from '../../core/image.ts';
import { isoTime } from '../../core/names.ts';
import type { NewRecord } from '../record-log.ts';
import type { FileFacts } from './file-facts.ts';
import { backAgain, goneBad, goodAgain, isVouchedFor } from './file-state.ts';
import { factsOfImage } from './image-index.ts';
import type { InventoryFile } from './inventory-file.ts';
import type { ReadBytes } from './read-bytes.ts';

/** What is decided by: a file that was read, and what was known of it and of its bytes. */
export interface Case {
  path: string;
  bytes: ReadBytes;
  /** What is on record for this path. */
  file: InventoryFile | undefined;
  facts: FileFacts;
  /** Of the catalog, with these bytes. */
  image: Image | undefined;
  /** Of the image that it was made of, where a note beside it says so. */
  madeOf: InventoryFile['parent'];
  /** A missing file with these bytes. */
  gone: InventoryFile | undefined;
  now: Date;
}

/** What a file is from now on, and what is recorded of that; `from` is the path of the record that it takes over. */
export type Verdict =
  | { kind: 'added' | 'changed' | 'bad'; file: InventoryFile; record: NewRecord | undefined }
  | { kind: 'moved'; from: string; file: InventoryFile; record: NewRecord };

/**
 * What becomes of a file by its bytes. One that the catalog or whoever fetched it vouched for, and that has other
 * bytes now, is bad, unless these are another image of the catalog; a person's own file is simply another one.
 */
export function judgeFile({ path, bytes, file, facts, image, madeOf, gone, now }: Case): Verdict {
  const { digests, stamp } = bytes;
  const checked = { ...stamp, path, checkedAt: isoTime(now) };
  const told = image && factsOfImage(image, digests, isoDay(now));
  const event = { path, digest: digests[0], sizeBytes: bytes.sizeBytes };
  if (file !== undefined && file.digests.length > 0) {
    if (file.digests.every((digest) => digests.includes(digest))) {
      const record: NewRecord = { event: 'repaired', ...event, reason: 'found good again by a scan' };
      const good = { ...goodAgain(file), ...told, ...checked };
      return { kind: 'changed', file: good, record: file.state === 'bad' ? record : undefined };
    }
    if (told === undefined && isVouchedFor(file)) {
      const reason = `it was changed: found ${digests.join(', ')}`;
      const record: NewRecord = { event: 'found-bad', ...event, digest: file.digests[0], reason };
      return { kind: 'bad', file: { ...goneBad(file), ...checked }, record };
    }
  } else if (gone !== undefined) {
    const moved = { ...goodAgain(gone), ...told, ...checked };
    return {
      kind: 'moved',
      from: gone.path,
      file: moved,
      record: { event: 'moved', ...event, from: gone.path },
    };
  }
  const { name, parent, origin = 'scan', addedAt = isoTime(now) } = file === undefined ? {} : backAgain(file);
  const made = madeOf ?? parent;
  return {
    kind: file === undefined ? 'added' : 'changed',
    file: {
      ...facts,
      ...(name === undefined ? {} : { name }),
      ...(made === undefined ? {} : { parent: made }),
      ...{ digests, state: 'unknown', origin, addedAt },
      ...told,
      ...checked,
    },
    record: { event: 'added', ...event, reason: file === undefined ? 'found by a scan' : 'it was changed' },
  };
}
