import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OsdexError, reasonOf } from '../core/error.ts';
import { isoTime } from '../core/names.ts';
import type { Repository } from './repository.ts';

/** What was done in a repository, one JSON object a line, the newest last; nothing is ever taken out of it. */
export const RECORD_LOG = 'records.jsonl';

/** What can happen to a file. */
export const EVENTS = [
  ...(['fetched', 'moved', 'copied', 'linked', 'added', 'built'] as const),
  ...(['trashed', 'restored', 'deleted', 'archived', 'compressed'] as const),
  ...(['found-bad', 'found-missing', 'repaired'] as const),
] as const;

export const RecordEntry = z.looseObject({
  time: z.string(),
  event: z.enum(EVENTS),
  path: z.string(),
  digest: z.string().optional(),
  sizeBytes: z.number().optional(),
  /** Where it came from or went: an address or a path. */
  from: z.string().optional(),
  to: z.string().optional(),
  reason: z.string().optional(),
});
export type RecordEntry = z.infer<typeof RecordEntry>;

/** What is recorded; the time is set here. */
export type NewRecord = Omit<RecordEntry, 'time'>;

/**
 * Adds to the records of a repository. Each line is written in one go, so that two who write do not mix theirs.
 *
 * @throws OsdexError `write-failed`.
 */
export async function addRecord(
  { records }: Pick<Repository, 'records'>,
  entry: NewRecord,
  now: Date,
): Promise<void> {
  const path = join(records, RECORD_LOG);
  await appendFile(path, `${JSON.stringify({ time: isoTime(now), ...entry })}\n`).catch((cause: unknown) => {
    throw new OsdexError('write-failed', `expected to write ${path}, found: ${reasonOf(cause)}`, {
      path,
      cause,
    });
  });
}

/** All that was recorded, oldest first. A line that a crash cut off is passed over. */
export async function readRecords({ records }: Pick<Repository, 'records'>): Promise<RecordEntry[]> {
  const text = await readFile(join(records, RECORD_LOG), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    try {
      return RecordEntry.safeParse(JSON.parse(line)).data ?? [];
    } catch {
      return [];
    }
  });
}
