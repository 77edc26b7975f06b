import { readCatalog } from '../core/catalog/catalog.ts';
import { isoDay } from '../core/day.ts';
import { OsdexError } from '../core/error.ts';
import type { Fetcher } from '../core/http/fetcher.ts';
import { formatSelector } from '../core/selector.ts';
import type { Selector } from '../core/selector.ts';
import { movedUrls } from '../core/source/move.ts';
import type { LoadedSources } from '../core/source/source-files.ts';
import type { Source } from '../core/source/source.ts';
import { gatherAnswers } from './links-answers.ts';
import { checkBuild } from './links-build.ts';
import type { BuildCheck, RecordedBuild } from './links-build.ts';
import { doubt, pickWitnesses } from './links-doubt.ts';
import { changeOf, markRelease } from './links-mark.ts';
import { countChecks, errorsOf, unknownOf } from './links-report.ts';
import type { LinksReport } from './links-report.ts';
import { readRotation, recordRotation, takeTurn } from './links-rotation.ts';
import type { Rotation, Turn } from './links-rotation.ts';
import { foldersOf, recordedBuilds, selectedBuilds } from './links-selection.ts';
import type { Folder } from './links-selection.ts';
import { lockCatalog } from './lock-catalog.ts';
import { recordRelease } from './record.ts';
import { refuseClockBehind } from './refuse-clock.ts';

/** What a check tells while it runs. */
export type LinksEvent =
  | { kind: 'planned'; builds: number; folders: number; left: number }
  | { kind: 'build-done'; product: string; release: string; serial: string };

export interface LinksOptions {
  loaded: LoadedSources;
  /** Folder of the catalog; it is written unless `dryRun`. */
  catalog: string;
  fetcher: Fetcher;
  now: () => Date;
  select?: Selector | undefined;
  /** How long a round of the rotation takes. */
  everyMs: number;
  /** The most recorded addresses that a run asks for; where something is gone, others are asked besides. */
  limit: number;
  /** Checks all that is selected, whosever turn it is, and leaves the rotation where it is. */
  all?: boolean;
  /** A person's word that what seems to be gone all at once is gone. */
  acceptGone?: boolean;
  dryRun?: boolean;
  signal?: AbortSignal | undefined;
  onEvent?: (event: LinksEvent) => void;
}

/**
 * Checks whether recorded builds are still where they are recorded, follows those that moved, and marks those that are
 * gone. What cannot be asked is unknown and stays as it is; so does everything when the fetcher reads a recording.
 *
 * @throws OsdexError `catalog-locked`, `catalog-invalid`, `clock-behind`, `write-failed`, `stopped`.
 */
export async function checkLinks(options: LinksOptions): Promise<LinksReport> {
  if (options.dryRun) return checkAndMark(options);
  const unlock = await lockCatalog(options.catalog);
  try {
    return await checkAndMark(options);
  } finally {
    await unlock();
  }
}

async function checkAndMark(options: LinksOptions): Promise<LinksReport> {
  const { loaded, catalog, fetcher, select } = options;
  const now = options.now();
  // A recording leaves no marks, and is of whenever it is.
  if (!fetcher.recorded) await refuseClockBehind(catalog, now);
  const { products } = await readCatalog(catalog);
  const sources = new Map(loaded.sources.map((source) => [source.product, source]));
  const recorded = recordedBuilds(products);
  const selected = select === undefined ? recorded : selectedBuilds(products, select, isoDay(now));
  const withSource = selected.filter(({ release }) => sources.has(release.product));
  const turn = await turnOf(withSource, sources, options, now);

  const { checks, asked } = await checkAll(turn, recorded, sources, options);
  const { doubted, errors } = options.acceptGone ? NO_DOUBT : doubt(checks);
  const believed = checks.filter((check) => !doubted.has(check));
  const files: string[] = [];
  if (!options.dryRun && !fetcher.recorded) {
    files.push(...(await recordMarks(catalog, sources, believed, isoDay(now))));
    if (!options.all) files.push(...(await recordRotation(catalog, turn.next)));
  }
  return {
    counts: countChecks(checks, doubted),
    selected: selected.length,
    foldersLeft: turn.left,
    asked,
    changes: fetcher.recorded ? [] : believed.flatMap((check) => changeOf(check) ?? []),
    errors: errorsOf(loaded, selected, checks, errors),
    unknown: unknownOf(checks),
    files: files.toSorted(),
  };
}

const NO_DOUBT: ReturnType<typeof doubt> = { doubted: new Set(), errors: [] };

async function turnOf(
  builds: readonly RecordedBuild[],
  sources: ReadonlyMap<string, Source>,
  { catalog, select, all = false, everyMs, limit }: LinksOptions,
  now: Date,
): Promise<Turn<Folder>> {
  const folders = foldersOf(builds);
  const text = select === undefined ? '' : formatSelector(select);
  const name = text === '' ? {} : { select: text };
  const previous = await readRotation(catalog, name.select);
  const turn = takeTurn(folders, previous, { now, everyMs, limit });
  const next = { ...name, ...turn.next };
  if (all) return { due: folders, left: 0, next };
  // What a crawl finds gone may have moved: whoever wants it should not wait for its turn in the round.
  const early = folders.filter((folder) => folder.builds.some((one) => mayHaveMoved(one, sources, previous)));
  return { ...turn, due: [...new Set([...turn.due, ...early])], next };
}

/** Whether a build was withdrawn since the last run, by a publisher of whom a move is known. */
function mayHaveMoved(
  { release, build }: RecordedBuild,
  sources: ReadonlyMap<string, Source>,
  previous: Rotation | undefined,
): boolean {
  if (build.withdrawn === undefined || previous === undefined) return false;
  const isSince = build.withdrawn >= previous.doneTo.slice(0, 'YYYY-MM-DD'.length);
  return isSince && movedUrls(sources.get(release.product)?.moves ?? [], build.url).length > 0;
}

/** Checks what is due, and what shows whether that may be believed. */
async function checkAll(
  { due, left }: Turn<Folder>,
  recorded: readonly RecordedBuild[],
  sources: ReadonlyMap<string, Source>,
  { fetcher, acceptGone, signal, onEvent }: LinksOptions,
): Promise<{ checks: BuildCheck[]; asked: number }> {
  const answers = gatherAnswers(fetcher);
  const check = async (one: RecordedBuild): Promise<BuildCheck> => {
    const { product, release } = one.release;
    const checked = await checkBuild(one, sources.get(product)?.moves ?? [], answers);
    onEvent?.({ kind: 'build-done', product, release, serial: one.build.serial });
    return checked;
  };
  const builds = due.flatMap((folder) => folder.builds);
  onEvent?.({ kind: 'planned', builds: builds.length, folders: due.length, left });
  const checks = await Promise.all(builds.map(check));
  if (!acceptGone) checks.push(...(await Promise.all(pickWitnesses(checks, recorded).map(check))));
  if (signal?.aborted) {
    throw new OsdexError(
      'stopped',
      'stopped before the check was done; nothing is marked, the next one begins where this one did',
    );
  }
  return { checks, asked: answers.asked() };
}

async function recordMarks(
  catalog: string,
  sources: ReadonlyMap<string, Source>,
  checks: readonly BuildCheck[],
  today: string,
): Promise<string[]> {
  const files: string[] = [];
  const changed = checks.filter((check) => changeOf(check) !== undefined);
  for (const [release, marks] of Map.groupBy(changed, (check) => check.release)) {
    const source = sources.get(release.product);
    if (source !== undefined)
      files.push(...(await recordRelease(catalog, source, markRelease(release, marks, today))));
  }
  return files;
}
