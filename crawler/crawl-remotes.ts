import { counted } from '../core/counted.ts';
import type { CatalogChange } from '../core/change.ts';
import { OsdexError } from '../core/error.ts';
import type { Format } from '../core/formats/format.ts';
import { findFormat, READ_FORMATS, recogniseFormat } from '../core/formats/registry.ts';
import type { Health } from '../core/health.ts';
import type { Fetcher } from '../core/http/fetcher.ts';
import { intervalMs } from '../core/source/remote-catalog.ts';
import type { RemoteCatalog } from '../core/source/remote-catalog.ts';
import { errorEntry } from './crawl-error.ts';
import type { SourceOutcome } from './health.ts';
import { takeTold } from './import-images.ts';
import type { TakenReport, Told } from './import-images.ts';

export interface RemoteMeans {
  catalog: string;
  fetcher: Fetcher;
  now: Date;
  health: Health;
  dryRun?: boolean | undefined;
}

/** What the remote catalogs that were asked came to. */
export interface RemotesResult {
  outcomes: SourceOutcome[];
  changes: CatalogChange[];
  files: string[];
}

/** So many entries that were not taken are named; who wrote the catalog sees them all with `osdex import`. */
const NAMED = 5;

/**
 * Takes what is new in the remote catalogs that are due, those of higher priority first. One that fails is reported;
 * the others go on. The lock of the catalog is the caller's.
 *
 * @param remotes all there are: who overrules whom does not depend on who is due.
 * @throws OsdexError `catalog-invalid`, `write-failed`, `stopped`.
 */
export async function crawlRemotes(
  remotes: readonly RemoteCatalog[],
  means: RemoteMeans,
): Promise<RemotesResult> {
  const due = remotes.filter((remote) => isDue(remote, means));
  if (due.length === 0) return { outcomes: [], changes: [], files: [] };
  const outcomes: SourceOutcome[] = [];
  const told: { remote: RemoteCatalog; told: Told }[] = [];
  for (const remote of due) {
    try {
      told.push({ remote, told: await readRemote(remote, means.fetcher) });
    } catch (error) {
      if (error instanceof OsdexError && error.code === 'stopped') throw error;
      outcomes.push(outcomeOf(remote, [error]));
    }
  }
  const { reports, files } = await takeTold(
    told.map((one) => one.told),
    { ...means, priorities: new Map(remotes.map(({ url, priority }) => [url, priority])) },
  );
  for (const [index, report] of reports.entries()) {
    const remote = told[index]?.remote;
    if (remote !== undefined) outcomes.push(outcomeOf(remote, notTaken(remote, report)));
  }
  return {
    outcomes,
    changes: reports.flatMap((report, index) => changesOf(report, told[index]?.told)),
    files,
  };
}

/** From a recording nothing has a time, so that all is read. */
function isDue(remote: RemoteCatalog, { health, now, fetcher }: RemoteMeans): boolean {
  const known = health.sources.find(({ source }) => source === remote.catalog);
  if (fetcher.recorded || known?.lastGood === undefined || (known.errors ?? []).length > 0) return true;
  const age = now.getTime() - Date.parse(known.lastGood);
  return age < 0 || age >= intervalMs(remote);
}

async function readRemote({ url, format: name }: RemoteCatalog, fetcher: Fetcher): Promise<Told> {
  const { bytes } = await fetcher.get(url, { remember: true, keep: false });
  const file = {
    name: new URL(url).pathname.split('/').at(-1) ?? '',
    bytes,
    text: new TextDecoder().decode(bytes),
    url,
  };
  const format = name === undefined ? recogniseFormat(file) : readableFormat(name);
  if (format?.read === undefined) {
    throw new OsdexError(
      'page-unreadable',
      `expected a catalog of a known form, found none; say which it is with format:, ${url}`,
      { url },
    );
  }
  return { ...(await format.read.read(file)), from: url };
}

/** @throws OsdexError `source-invalid` for one that nothing can be read from. */
export function readableFormat(name: string): Format {
  const format = findFormat(name);
  if (format?.read !== undefined) return format;
  const names = READ_FORMATS.map((one) => one.name).join(', ');
  throw new OsdexError('source-invalid', `format: expected one of ${names}, found "${name}"`);
}

function notTaken({ url }: RemoteCatalog, report: TakenReport): OsdexError[] {
  const { added, known, overruled } = report;
  const refused = report.notTaken.length;
  if (refused === 0) return [];
  const all = refused + added.length + known.length + overruled.length;
  const named = report.notTaken.slice(0, NAMED).map(({ at, reason }) => `${at}: ${reason}`);
  const more = refused > NAMED ? [`and ${refused - NAMED} more`] : [];
  const sentence = `expected to take ${counted(all, 'entry', 'entries')}, found ${refused} that cannot be: ${[...named, ...more].join('; ')}, ${url}`;
  return [new OsdexError('page-unreadable', sentence, { url })];
}

function outcomeOf({ catalog }: RemoteCatalog, errors: readonly unknown[]): SourceOutcome {
  return { source: catalog, errors: errors.map(errorEntry), stale: undefined, whole: true, asked: [] };
}

function changesOf({ added, overruled }: TakenReport, told: Told | undefined): CatalogChange[] {
  const builds = Map.groupBy(added.map(placeOf), (place) => Object.values(place).join('/'));
  const to = told?.from ?? '';
  return [
    ...[...builds.values()].flatMap(([place, ...others]): CatalogChange[] =>
      place === undefined ? [] : [{ kind: 'files-added', ...place, artifacts: others.length + 1 }],
    ),
    ...overruled.map(({ id, from }): CatalogChange => ({
      kind: 'build-overruled',
      ...placeOf(id),
      from,
      to,
    })),
  ];
}

function placeOf(id: string) {
  const [product = '', release = '', stream = '', serial = ''] = id.split('/');
  return { product, release, stream, serial };
}
