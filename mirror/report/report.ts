import { DAY_MS, isoDay } from '../../core/day.ts';
import { isoTime } from '../../core/names.ts';
import type { DiskUse } from '../disk-use.ts';
import type { InventoryFile } from '../inventory/inventory-file.ts';
import { statisticsOf, tallyBy } from '../inventory/statistics.ts';
import type { Statistics, Tally } from '../inventory/statistics.ts';
import type { RecordEntry } from '../record-log.ts';

export const REPORT_SCHEMA = 'osdex/mirror-report/1';

/** A file that stands out. */
export interface ReportFile {
  path: string;
  name?: string | undefined;
  sizeBytes: number;
  state: InventoryFile['state'];
  /** On which its build was published, where that is known, else on which it came here. */
  day: string;
}

/** Bytes that came and went on a day. */
export interface ReportDay {
  day: string;
  fetchedBytes: number;
  removedBytes: number;
}

/** What a repository is and how it is doing, as of now. Field by field: `osdex mirror report --help`. */
export interface Report extends Omit<Statistics, 'total'> {
  schema: typeof REPORT_SCHEMA;
  generated: string;
  /** Whole path of the folder. */
  repository: string;
  totalFiles: number;
  totalBytes: number;
  /** By product and release: `ubuntu 24.04`. */
  byRelease: Record<string, Tally>;
  /** By how old the builds are, and by how large the files; each step is there, empty or not. */
  byBuildAge: Record<string, Tally>;
  bySize: Record<string, Tally>;
  oldest: ReportFile | undefined;
  newest: ReportFile | undefined;
  /** The first of those that were found bad or missing; `byState` has how many there are. */
  wrong: ReportFile[];
  largest: ReportFile[];
  /** The last days up to this one, those without anything too. */
  history: ReportDay[];
  disk: Pick<DiskUse, 'linkedBytes' | 'trash' | 'archive' | 'usedBytes' | 'disk'>;
}

export interface ReportMeans {
  repository: string;
  files: readonly InventoryFile[];
  records: readonly RecordEntry[];
  disk: DiskUse;
  now: Date;
  /** `YYYY-MM-DD` on which the file's build was published, where the catalog knows. */
  dayOf: (file: InventoryFile) => string | undefined;
}

const SHOWN = 10;
const SHOWN_WRONG = 100;
const HISTORY_DAYS = 60;

/** Up to so many days; the last is all that is older. */
const BUILD_AGES: readonly [days: number, name: string][] = [
  [7, '1 week'],
  [31, '1 month'],
  [92, '3 months'],
  [183, '6 months'],
  [366, '1 year'],
  [731, '2 years'],
  [Infinity, 'older'],
];

/** Below so many bytes, as sizes are told. */
const SIZES: readonly [bytes: number, name: string][] = [
  [100 * 1024 ** 2, '100 MiB'],
  [500 * 1024 ** 2, '500 MiB'],
  [1024 ** 3, '1 GiB'],
  [2 * 1024 ** 3, '2 GiB'],
  [4 * 1024 ** 3, '4 GiB'],
  [8 * 1024 ** 3, '8 GiB'],
  [Infinity, 'more'],
];

/** What makes a repository's bytes more, and what makes them fewer; what leaves the trash had gone before. */
const CAME = new Set<RecordEntry['event']>(['fetched', 'copied', 'built', 'restored']);
const WENT = new Set<RecordEntry['event']>(['trashed', 'deleted', 'archived']);

export function makeReport({ repository, files, records, disk, now, dayOf }: ReportMeans): Report {
  const { total, ...statistics } = statisticsOf(files, now);
  const there = files.filter(({ state }) => state !== 'missing');
  const described = (file: InventoryFile): ReportFile => ({
    path: file.path,
    name: file.name,
    sizeBytes: file.sizeBytes,
    state: file.state,
    day: dayOf(file) ?? file.addedAt.slice(0, 10),
  });
  const byDay = there.map(described).toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const { linkedBytes, trash, archive, usedBytes } = disk;
  return {
    schema: REPORT_SCHEMA,
    generated: isoTime(now),
    repository,
    totalFiles: total.files,
    totalBytes: total.bytes,
    ...statistics,
    byRelease: tallyBy(there, ({ facets: { product, release } }) =>
      product === undefined ? '?' : `${product} ${release ?? '?'}`,
    ),
    byBuildAge: stepped(byDay, BUILD_AGES, ({ day }) => (now.getTime() - Date.parse(day)) / DAY_MS),
    bySize: stepped(byDay, SIZES, ({ sizeBytes }) => sizeBytes),
    oldest: byDay[0],
    newest: byDay.at(-1),
    wrong: files
      .filter(({ state }) => state === 'bad' || state === 'missing')
      .slice(0, SHOWN_WRONG)
      .map(described),
    largest: byDay.toSorted((a, b) => b.sizeBytes - a.sizeBytes).slice(0, SHOWN),
    history: historyOf(records, now),
    disk: { linkedBytes, trash, archive, usedBytes, disk: disk.disk },
  };
}

function stepped(
  files: readonly ReportFile[],
  steps: readonly [upTo: number, name: string][],
  valueOf: (file: ReportFile) => number,
): Record<string, Tally> {
  const last = steps.at(-1)?.[1] ?? '';
  const found = tallyBy(files, (file) => steps.find(([upTo]) => valueOf(file) < upTo)?.[1] ?? last);
  return Object.fromEntries(steps.map(([, name]) => [name, found[name] ?? { files: 0, bytes: 0 }]));
}

function historyOf(records: readonly RecordEntry[], now: Date): ReportDay[] {
  const days = new Map<string, ReportDay>();
  for (let back = HISTORY_DAYS - 1; back >= 0; back--) {
    const day = isoDay(new Date(now.getTime() - back * DAY_MS));
    days.set(day, { day, fetchedBytes: 0, removedBytes: 0 });
  }
  for (const { time, event, sizeBytes = 0, from } of records) {
    const day = days.get(time.slice(0, 10));
    if (day === undefined) continue;
    if (CAME.has(event)) day.fetchedBytes += sizeBytes;
    // What is deleted from the trash is told with its place there.
    else if (WENT.has(event) && !(event === 'deleted' && from !== undefined)) day.removedBytes += sizeBytes;
  }
  return [...days.values()];
}
