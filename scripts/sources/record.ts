import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { compareText } from '../../core/catalog/catalog.ts';
import { counted } from '../../core/counted.ts';
import { isoDay } from '../../core/day.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { writeFileAtomic } from '../../core/files/write-file.ts';
import { MANIFEST_FILE, readRedirects, REDIRECTS_FILE } from '../../core/http/recording.ts';
import { loadSources } from '../../core/source/source-files.ts';
import type { Source } from '../../core/source/source.ts';
import { openKeyStore } from '../../core/trust/keyring.ts';
import { keyPlaces, openFetcher, withCommonOptions, withNetworkOptions } from '../context.ts';
import type { CommonOptions, NetworkOptions } from '../context.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { checkSource } from './check-crawl.ts';
import type { SourceCheck } from './check-source.ts';
import { requireSource } from './choose-source.ts';
import { createKeepingFetcher } from './record-fetcher.ts';
import type { KeepingFetcher, KeptFile } from './record-fetcher.ts';

const NOTES = `
The source is crawled as if nothing were known yet, and every page, sums file and signature that it asks for is saved
as the publisher sent it: https://HOST/PATH at DIR/HOST/PATH, with ${MANIFEST_FILE} (path, url, recorded, sha256) and
${REDIRECTS_FILE} (where redirects led). Then "--replay DIR" gives the same builds without the network.

Images are neither read nor saved, also where they are signed themselves: such builds cannot be replayed. Sizes that
a crawl asks servers for are no part of a recording either.

With --json: schema osdex/recording/1, the files with their digests, the redirects, the images that were left out,
and what was "refused" or could not be written.

Exit code 0: saved. 1: something that the source asks for could not be had, or be saved; the rest is. 2: used wrongly.

Example:
  osdex sources record debian --out recording && osdex sources check debian --replay recording`;

const HEADING = 'path\turl\trecorded\tsha256';

interface RecordFlags extends CommonOptions, NetworkOptions {
  out: string;
  force?: boolean;
}

/** `osdex sources record`. */
export function addRecordCommand(sources: Command): void {
  withNetworkOptions(
    withCommonOptions(
      sources.command('record').description('save every page that a source asks for, for --replay'),
    ),
  )
    .argument('<name>', 'the source')
    .requiredOption('--out <dir>', 'folder of the recording, which must be empty or new')
    .option('--force', 'add to what is there, and replace what is recorded again')
    .addHelpText('after', NOTES)
    .action(recordSource);
}

async function recordSource(name: string, flags: RecordFlags): Promise<void> {
  const source = requireSource(await loadSources(flags.sources), name);
  const out = resolve(flags.out);
  await requireFree(out, flags);
  await mkdir(out, { recursive: true });
  const fetcher = await openFetcher(flags);
  const keeping = createKeepingFetcher(fetcher, out);
  const progress = openProgress(flags.json);
  const catalog = await mkdtemp(join(tmpdir(), 'osdex-record-'));
  try {
    const total = source.feeds.reduce((sum, feed) => sum + (feed.releases ?? source.releases).length, 0);
    let done = 0;
    const check = await checkSource(source, {
      fetcher: keeping,
      keys: openKeyStore(keyPlaces(flags)),
      catalog,
      now: () => new Date(),
      onEvent: (event) => {
        if (event.kind === 'feed-done') progress.update(++done, total, `${event.feed} ${event.release}`);
      },
    });
    await writeTables(out, keeping);
    progress.end();
    tell(source, check, keeping, out, flags);
  } finally {
    progress.end();
    await rm(catalog, { recursive: true, force: true });
    await fetcher.close();
  }
}

async function requireFree(out: string, { force }: RecordFlags): Promise<void> {
  const found = await readdir(out).catch((cause: unknown): string[] => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new OsdexError('usage', `expected a folder at ${out}, found: ${reasonOf(cause)}`, {
      path: out,
      cause,
    });
  });
  if (found.length === 0) return;
  if (force) return requireOwnTable(join(out, MANIFEST_FILE));
  const message = `expected an empty folder at ${out}, found ${found.slice(0, 3).join(', ')}; --force adds to it and replaces what is recorded again`;
  throw new OsdexError('usage', message, { path: out });
}

/** Other recordings may keep other things in a file of this name. */
async function requireOwnTable(path: string): Promise<void> {
  const [heading = ''] = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  if (heading === '' || heading === HEADING) return;
  const message = `expected ${path} to begin with the columns ${HEADING.replaceAll('\t', ', ')}, found another file; record into a folder of its own`;
  throw new OsdexError('usage', message, { path });
}

/** What was there before and was not asked for again stays in the tables. */
async function writeTables(out: string, { kept, led }: KeepingFetcher): Promise<void> {
  const today = isoDay(new Date());
  const rows = new Map(
    (await rowsOf(join(out, MANIFEST_FILE))).map((row) => [row.split('\t')[0] ?? '', row]),
  );
  for (const { path, url, sha256 } of kept.values()) rows.set(path, [path, url, today, sha256].join('\t'));
  await writeTable(join(out, MANIFEST_FILE), HEADING, [...rows.values()]);
  const redirects = new Map([...(await readRedirects(out)), ...led]);
  if (redirects.size === 0) return;
  const lines = [...redirects].map(([from, to]) => `${from}\t${to}`);
  await writeTable(join(out, REDIRECTS_FILE), 'url\tleads to', lines);
}

async function rowsOf(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').slice(1).filter(Boolean);
}

async function writeTable(path: string, heading: string, rows: readonly string[]): Promise<void> {
  await writeFileAtomic(path, `${[heading, ...rows.toSorted(compareText)].join('\n')}\n`);
}

function tell(
  { product }: Source,
  { feeds }: SourceCheck,
  { kept, led, images, lost }: KeepingFetcher,
  out: string,
  { json }: RecordFlags,
): void {
  const left = [...images].toSorted(compareText);
  const missing = [...new Set(feeds.flatMap(({ notRecorded }) => notRecorded.map(({ url }) => url)))];
  const absent = missing.filter((url) => !images.has(url)).map((url) => `not recorded there: ${url}`);
  const refused = feeds
    .flatMap((check) => check.refused.filter(({ url }) => url === undefined || !images.has(url)))
    .map(({ code, message }) => `${code}: ${message}`);
  const wrong = [...new Set([...absent, ...refused, ...lost.map(({ message }) => message)])];
  if (wrong.length > 0) process.exitCode = 1;
  const files: KeptFile[] = [...kept.values()].toSorted((a, b) => compareText(a.path, b.path));
  if (json) {
    const redirects = Object.fromEntries(led);
    printJson({
      schema: 'osdex/recording/1',
      source: product,
      out,
      files,
      redirects,
      images: left,
      refused: wrong,
    });
    return;
  }
  const redirected = led.size === 0 ? '' : ` and ${counted(led.size, 'redirect')}`;
  process.stdout.write(
    [
      `${counted(files.length, 'file')}${redirected} of ${product} saved in ${out}.\n`,
      ...(left.length === 0
        ? []
        : [
            `Not read, and not to be replayed, ${counted(left.length, 'image')} with a signature over the whole: ${left.join(' ')}\n`,
          ]),
      ...wrong.map((line) => `not saved: ${line}\n`),
    ].join(''),
  );
}
