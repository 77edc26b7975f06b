import { readRecords } from './record-log.ts';
import type { RecordEntry } from './record-log.ts';
import type { Repository } from './repository.ts';

/** Of what these are told the path is the new one, and `from` the one before. */
const GIVES_A_NAME: ReadonlySet<RecordEntry['event']> = new Set(['moved', 'compressed'] as const);

/** What was recorded of the file at a path, oldest first: also under the paths that it had before. */
export async function historyOf(
  repository: Pick<Repository, 'records'>,
  path: string,
): Promise<RecordEntry[]> {
  const history: RecordEntry[] = [];
  let at = path;
  for (const entry of (await readRecords(repository)).toReversed()) {
    if (entry.path !== at) continue;
    history.push(entry);
    if (GIVES_A_NAME.has(entry.event) && entry.from !== undefined) at = entry.from;
  }
  return history.toReversed();
}
