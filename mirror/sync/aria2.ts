import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { digestOfStream } from '../../core/digest.ts';
import { parseDigest } from '../../core/digest-text.ts';
import { OsdexError } from '../../core/error.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import type { MirrorPlanFile } from '../../core/mirror-plan-file.ts';
import type { WantedFile } from '../fetch-file.ts';
import { runTool } from '../run-tool.ts';

/** Torrents and metalinks of the largest images have some hundred kilobytes. */
const MAX_DESCRIPTION_BYTES = 8 * 1024 * 1024;

/** Where publishers put what describes a file: beside it, with this ending. */
const ENDINGS = { bittorrent: ['.torrent'], metalink: ['.meta4', '.metalink'] } as const;

type Kind = keyof typeof ENDINGS;

/** A torrent that nobody gives any part of for so long is given up for another way. */
const IDLE_SECONDS = 60;

const WATCH_MS = 250;

export interface Aria2Means {
  fetcher: Fetcher;
  prefer: MirrorPlanFile['prefer'];
  bytesPerSecond: number | undefined;
  env: NodeJS.ProcessEnv;
  /** Process that aria2 ends with, however that ends. */
  pid: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((wanted: WantedFile, doneBytes: number) => void) | undefined;
  onTrouble?: ((error: OsdexError) => void) | undefined;
}

/**
 * Fetches files by what their publishers describe them with, where the plan prefers that to their addresses: a torrent
 * with its web seeds, or a metalink with its mirrors. aria2 does it, in a folder of its own, and goes on with what was
 * stopped; what it made is proven by the digest on record like everything else.
 *
 * @returns a function from a file and its place to where it came from; false where this is no way to it.
 */
export function createAria2Way(
  means: Aria2Means,
): (wanted: WantedFile, place: string) => Promise<string | false> {
  const before = means.prefer.slice(0, firstPlain(means.prefer));
  const kinds = before.filter((way): way is Kind => way in ENDINGS);
  let isMissing = false;
  return async (wanted, place) => {
    for (const kind of isMissing ? [] : kinds) {
      for (const url of wanted.urls.flatMap((one) => ENDINGS[kind].map((ending) => one + ending))) {
        try {
          const description = await means.fetcher.get(url, { maxBytes: MAX_DESCRIPTION_BYTES });
          await fetchBy(kind, description.bytes, wanted, place, means);
          return url;
        } catch (error) {
          if (!(error instanceof OsdexError) || error.code === 'stopped') throw error;
          // That a file has no torrent is no trouble.
          if (error.code === 'http-status' || error.code === 'not-recorded') continue;
          isMissing ||= error.code === 'not-found';
          means.onTrouble?.(error);
        }
      }
    }
    return false;
  };
}

/** What stands before the addresses in a plan's order is tried first; after them nobody needs it. */
function firstPlain(prefer: MirrorPlanFile['prefer']): number {
  const index = prefer.findIndex((way) => !(way in ENDINGS));
  return index < 0 ? prefer.length : index;
}

async function fetchBy(
  kind: Kind,
  description: Uint8Array,
  wanted: WantedFile,
  place: string,
  means: Aria2Means,
): Promise<void> {
  const work = `${place}.aria2`;
  await mkdir(work, { recursive: true });
  const file = join(work, kind === 'bittorrent' ? 'description.torrent' : 'description.meta4');
  await writeFile(file, description);
  const watching = watch(work, wanted, means);
  try {
    await runTool({ command: 'aria2c', debian: 'aria2' }, argumentsFor(basename(file), means), {
      cwd: work,
      env: means.env,
      signal: means.signal,
    });
  } finally {
    clearInterval(watching);
  }
  const made = await largestFile(work);
  const algorithm = parseDigest(wanted.digest)?.algorithm;
  const chunks = createReadStream(made) as AsyncIterable<Uint8Array>;
  const found = await digestOfStream(chunks, algorithm);
  if (found !== wanted.digest) {
    await rm(work, { recursive: true, force: true });
    const sentence = `expected ${wanted.digest}, found ${found} by ${kind}; nothing of it was kept`;
    throw new OsdexError('digest-mismatch', sentence, { found });
  }
  await rename(made, place);
  await rm(work, { recursive: true, force: true });
}

function argumentsFor(file: string, { bytesPerSecond, pid }: Aria2Means): string[] {
  return [
    ...['--no-conf=true', '--dir=.', '--allow-overwrite=true', '--auto-file-renaming=false'],
    ...['--continue=true', '--file-allocation=none', '--summary-interval=0', '--console-log-level=error'],
    ...['--download-result=hide', '--show-console-readout=false', '--follow-torrent=false'],
    // What was fetched is passed on to nobody: a mirror is asked for by its own readers.
    ...['--seed-time=0', `--bt-stop-timeout=${IDLE_SECONDS}`, `--stop-with-process=${pid}`],
    ...(bytesPerSecond === undefined ? [] : [`--max-overall-download-limit=${bytesPerSecond}`]),
    ...(file.endsWith('.torrent') ? [`--torrent-file=${file}`] : [`--metalink-file=${file}`]),
  ];
}

/** aria2 shows how far it is on a terminal alone; its file grows for everybody. */
function watch(work: string, wanted: WantedFile, { onProgress }: Aria2Means): NodeJS.Timeout {
  return setInterval(() => {
    largestFile(work)
      .then((path) => stat(path))
      .then(({ blocks }) => onProgress?.(wanted, blocks * 512))
      .catch(() => undefined);
  }, WATCH_MS);
}

/** What aria2 made, beside its notes and what it was told. */
async function largestFile(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !/^description\.|\.aria2$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  const sized = await Promise.all(files.map(async (path) => ({ path, size: (await stat(path)).size })));
  const [largest] = sized.toSorted((a, b) => b.size - a.size);
  if (largest !== undefined) return largest.path;
  throw new OsdexError('file-missing', 'expected aria2 to make a file, found none');
}
