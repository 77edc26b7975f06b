import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { OsdexError } from '../core/error.ts';
import { textOf, writeFileAtomic } from '../core/files/write-file.ts';
import { readYaml, writeYaml } from '../core/files/yaml.ts';
import { HttpsUrl, Name } from '../core/names.ts';
import type { Repository } from './repository.ts';

/** Below the records of a repository. People may edit it too; their comments stay. */
export const PLACE_SOURCES_FILE = 'sources.yaml';
export const PLACE_SOURCES_SCHEMA = 'osdex/place-sources/1';

const Base = HttpsUrl.regex(/^[^?#]*\/$/, { error: 'expected the address of a folder, which ends in /' });

/** A mirror that has what a publisher has below an address. */
export const PlaceSource = z.strictObject({
  name: Name,
  of: Base.describe('Of the publisher, as the catalog has it.'),
  at: Base.describe('What the mirror has in its place.'),
  priority: z
    .int()
    .min(-1000)
    .max(1000)
    .default(1)
    .describe('The highest is asked first. Above 0 before the publisher, else after him.'),
});
export type PlaceSource = z.infer<typeof PlaceSource>;

const PlaceSources = z.strictObject({
  schema: z.literal(PLACE_SOURCES_SCHEMA),
  sources: z.array(PlaceSource).superRefine((sources, context) => {
    const names = sources.map(({ name }) => name);
    const again = names.find((name, index) => names.indexOf(name) < index);
    if (again !== undefined)
      context.addIssue(`expected a name of its own for each source, found "${again}" twice`);
  }),
});

const HEADING = ['Mirrors that this repository fetches from; see "osdex mirror sources --help".'];

/**
 * Where a file is asked for, each address once: the given ones in their order, and the listed mirrors of them before or
 * after by their priority.
 */
export function orderPlaces(
  urls: readonly string[],
  sources: readonly Pick<PlaceSource, 'of' | 'at' | 'priority'>[],
): string[] {
  const priorities = new Map(urls.map((url) => [url, 0]));
  for (const { of, at, priority } of sources) {
    for (const url of urls) if (url.startsWith(of)) priorities.set(at + url.slice(of.length), priority);
  }
  return [...priorities].toSorted(([, a], [, b]) => b - a).map(([url]) => url);
}

/** Where the mirrors answer, which may be in a network of one's own. */
export function originsOf(sources: readonly Pick<PlaceSource, 'at'>[]): string[] {
  return [...new Set(sources.map(({ at }) => new URL(at).origin))];
}

/**
 * The listed mirrors of a repository, the most preferred first.
 *
 * @throws OsdexError `usage` with the line and what was expected there.
 */
export async function readPlaceSources(repository: Pick<Repository, 'records'>): Promise<PlaceSource[]> {
  const { sources } = await open(repository);
  return sources.toSorted((a, b) => b.priority - a.priority);
}

/**
 * Lists one more.
 *
 * @throws OsdexError `usage` where the name is taken or the file is not as expected, `write-failed`.
 */
export async function addPlaceSource(
  repository: Pick<Repository, 'records'>,
  source: PlaceSource,
): Promise<void> {
  const { path, text, sources } = await open(repository);
  if (sources.some(({ name }) => name === source.name)) {
    const message = `expected a name that no source has yet, found "${source.name}"; remove that one first`;
    throw new OsdexError('usage', message, { path });
  }
  const entry = writeYaml([source]).replaceAll(/^(?=.)/gm, '  ');
  const listed = text.replace(/^sources: *\[ *\] *$/m, 'sources:');
  await save(path, `${listed.replace(/\n*$/, '\n')}${entry}`, [...sources, source]);
}

/** @throws OsdexError `usage` where it is not listed or the file is not as expected, `write-failed`. */
export async function removePlaceSource(
  repository: Pick<Repository, 'records'>,
  name: string,
): Promise<void> {
  const { path, text, sources } = await open(repository);
  requireListed(sources, [name], path);
  const lines = text.split('\n');
  const entry = entriesOf(lines)[sources.findIndex((source) => source.name === name)];
  if (entry !== undefined) lines.splice(entry.from, entry.to - entry.from);
  const rest = sources.filter((source) => source.name !== name);
  const left = lines.join('\n');
  await save(path, rest.length > 0 ? left : left.replace(/^sources:/m, 'sources: []'), rest);
}

/**
 * Puts these before all others and before the publisher, in this order.
 *
 * @throws OsdexError `usage` where one is not listed or the file is not as expected, `write-failed`.
 */
export async function preferPlaceSources(
  repository: Pick<Repository, 'records'>,
  names: readonly string[],
): Promise<void> {
  const { path, text, sources } = await open(repository);
  requireListed(sources, names, path);
  const others = sources.filter(({ name }) => !names.includes(name));
  const least = Math.max(0, ...others.map(({ priority }) => priority)) + 1;
  const lines = text.split('\n');
  const entries = entriesOf(lines);
  const wanted = sources.map((source) => {
    const rank = names.indexOf(source.name);
    return rank === -1 ? source : { ...source, priority: least + names.length - 1 - rank };
  });
  // From the last to the first, so that a line more moves none that is still to be found.
  for (const [index, { priority }] of [...wanted.entries()].toReversed()) {
    const entry = entries[index];
    if (entry === undefined || sources[index]?.priority === priority) continue;
    const at = lines.findIndex(
      (line, number) => number >= entry.from && number < entry.to && /^\s*(?:- +)?priority:/.test(line),
    );
    if (at !== -1) lines[at] = (lines[at] ?? '').replace(/(priority: *)-?\d+/, `$1${priority}`);
    else lines.splice(entry.to, 0, `${' '.repeat(entry.indent)}priority: ${priority}`);
  }
  await save(path, lines.join('\n'), wanted);
}

interface Opened {
  path: string;
  text: string;
  sources: PlaceSource[];
}

async function open({ records }: Pick<Repository, 'records'>): Promise<Opened> {
  const path = join(records, PLACE_SOURCES_FILE);
  const text = (await textOf(path)) ?? writeYaml({ schema: PLACE_SOURCES_SCHEMA, sources: [] }, HEADING);
  return { path, text, sources: readYaml(text, PlaceSources, path, 'usage').sources };
}

/** Writes what says just what it should; what people wrote in a way of their own is theirs to change. */
async function save(path: string, text: string, wanted: readonly PlaceSource[]): Promise<void> {
  let found: unknown;
  try {
    found = readYaml(text, PlaceSources, path, 'usage').sources;
  } catch (error) {
    // A mistake of the whole, such as a priority that no longer fits, is told as it is.
    if (!(error instanceof OsdexError) || !PlaceSources.shape.sources.safeParse(wanted).success) throw error;
  }
  if (!isDeepStrictEqual(found, wanted)) {
    const message = `expected ${path} to list its sources one field a line, found it written otherwise; change it by hand`;
    throw new OsdexError('usage', message, { path });
  }
  await writeFileAtomic(path, text);
}

function requireListed(sources: readonly PlaceSource[], names: readonly string[], path: string): void {
  const unknown = names.find((name) => sources.every((source) => source.name !== name));
  if (unknown === undefined) return;
  const known = sources.map(({ name }) => name).join(', ') || 'none';
  const message = `expected a listed source (${known}), found ${JSON.stringify(unknown)}`;
  throw new OsdexError('usage', message, { path });
}

/** Lines of an entry: the index of the first, of the one behind its last field, and how far its fields are indented. */
interface Entry {
  from: number;
  to: number;
  indent: number;
}

/** The entries below `sources:`, in their order. Comments and blank lines behind an entry are no part of it. */
function entriesOf(lines: readonly string[]): Entry[] {
  const head = lines.findIndex((line) => line.startsWith('sources:'));
  const starts = lines.flatMap((line, at) => (at > head && /^ *- /.test(line) ? [at] : []));
  return starts.map((from, index) => {
    const next = starts[index + 1] ?? lines.length;
    const indent = /^ *- +/.exec(lines[from] ?? '')?.[0].length ?? 0;
    const last = lines.findLastIndex(
      (line, at) => at >= from && at < next && /^\s*[^\s#]/.test(line) && (at === from || /^\s/.test(line)),
    );
    return { from, to: last + 1, indent };
  });
}
