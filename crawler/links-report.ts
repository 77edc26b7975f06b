import type { CatalogChange } from '../core/change.ts';
import { counted } from '../core/counted.ts';
import type { LoadedSources } from '../core/source/source-files.ts';
import { errorEntry } from './crawl-error.ts';
import type { BuildCheck, RecordedBuild } from './links-build.ts';
import type { DoubtError } from './links-doubt.ts';
import { changeOf } from './links-mark.ts';

/** What a check has to tell, and of what: a build, or all of a product. */
interface LinksEntry {
  product: string;
  release?: string;
  stream?: string;
  serial?: string;
  code: string;
  message: string;
  url?: string;
}

/** What a check did. `files` are the catalog files that changed. */
export interface LinksReport {
  /** Builds by what became of them; together all that were checked. */
  counts: Record<'there' | 'moved' | 'withdrawn' | 'goneBefore' | 'unknown' | 'faulty', number>;
  /** Builds that are selected. */
  selected: number;
  /** Folders whose turn it was and that wait for the next run. */
  foldersLeft: number;
  /** Addresses that were asked. */
  asked: number;
  changes: CatalogChange[];
  errors: LinksEntry[];
  /** Why nothing is known of builds. */
  unknown: LinksEntry[];
  files: string[];
}

/** Builds by what became of them; what is gone and not believed to be is unknown. */
export function countChecks(
  checks: readonly BuildCheck[],
  doubted: ReadonlySet<BuildCheck>,
): LinksReport['counts'] {
  const counts = { there: 0, moved: 0, withdrawn: 0, goneBefore: 0, unknown: 0, faulty: 0 };
  for (const check of checks) {
    const { state } = check.whereabouts;
    const change = changeOf(check)?.kind;
    if (doubted.has(check)) counts.unknown += 1;
    else if (change === 'build-moved') counts.moved += 1;
    else if (state === 'gone') counts[change === undefined ? 'goneBefore' : 'withdrawn'] += 1;
    else counts[state] += 1;
  }
  return counts;
}

/** What became of the builds, in one sentence or two. */
export function linksSentence({ counts, selected, foldersLeft }: LinksReport): string {
  const checked = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const besides = [
    counts.goneBefore > 0 ? `, ${counts.goneBefore} withdrawn before` : '',
    counts.faulty > 0 ? `, ${counts.faulty} at fault` : '',
  ];
  const left =
    foldersLeft > 0 ? ` ${counted(foldersLeft, 'folder')} over the limit: the next run begins there.` : '';
  return `${counts.there} there, ${counts.moved} moved, ${counts.withdrawn} withdrawn, ${counts.unknown} unknown${besides.join('')}: ${checked} of ${counted(selected, 'build')}.${left}`;
}

/** What a person should look at. */
export function errorsOf(
  loaded: LoadedSources,
  selected: readonly RecordedBuild[],
  checks: readonly BuildCheck[],
  doubts: readonly DoubtError[],
): LinksEntry[] {
  return [
    ...loaded.errors.map(({ source, error }) => ({ product: source, ...told(error) })),
    ...withoutSource(selected, loaded),
    ...doubts.map(({ product, error }) => ({ product, ...told(error) })),
    ...checks.flatMap((check) => check.errors.map((error) => ({ ...nameOf(check), ...told(error) }))),
  ];
}

/** Why nothing is known of builds. */
export function unknownOf(checks: readonly BuildCheck[]): LinksEntry[] {
  return checks.flatMap((check) =>
    check.whereabouts.state === 'unknown' ? { ...nameOf(check), ...told(check.whereabouts.error) } : [],
  );
}

/** What is on record of a product that no source is about cannot be followed, nor written. */
function withoutSource(selected: readonly RecordedBuild[], { sources, errors }: LoadedSources): LinksEntry[] {
  const known = new Set([...sources.map(({ product }) => product), ...errors.map(({ source }) => source)]);
  const missing = new Set(selected.map(({ release }) => release.product)).difference(known);
  return [...missing].map((product) => {
    const message = `expected a source ${product}.yaml, since the catalog has ${product}, found none; its builds are not checked`;
    return { product, code: 'not-found', message };
  });
}

function told(error: unknown): Pick<LinksEntry, 'code' | 'message' | 'url'> {
  const { code, message, url } = errorEntry(error);
  return { code, message, ...(url === undefined ? {} : { url }) };
}

function nameOf({ release, build }: BuildCheck): Omit<LinksEntry, 'code' | 'message'> {
  const { product, release: name } = release;
  return { product, release: name, stream: build.stream, serial: build.serial };
}
