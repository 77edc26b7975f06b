import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS } from '../core/day.ts';
import { HEALTH_FILE } from '../core/catalog/catalog.ts';
import { OsdexError } from '../core/error.ts';
import { isoTime } from '../core/names.ts';

/** Clocks and time zones may differ by so much. */
const TOLERANCE_MS = DAY_MS;

const TIME = /^ +(?:lastTry|lastGood|signedAt): "?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"?$/gm;

/**
 * Refuses to crawl with a clock that is more than a day behind what is on record: all that it would say of today would
 * be wrong, and it would refuse every signature made since.
 *
 * @throws OsdexError `clock-behind`.
 */
export async function refuseClockBehind(catalog: string, now: Date): Promise<void> {
  const newest = await newestTime(catalog);
  if (newest === undefined || now.getTime() >= Date.parse(newest.time) - TOLERANCE_MS) return;
  const { time, path } = newest;
  throw new OsdexError(
    'clock-behind',
    `expected a clock after ${time}, which is in ${path}, found ${isoTime(now)}; set the clock, or, if it is right, take out what a clock that was wrong wrote there`,
    { path },
  );
}

interface Known {
  time: string;
  path: string;
}

/** The newest time in the health record; where that has none, as after a recording, in the releases' own files. */
async function newestTime(catalog: string): Promise<Known | undefined> {
  let newest = await newestIn(join(catalog, HEALTH_FILE));
  if (newest !== undefined) return newest;
  const entries = await readdir(catalog, { withFileTypes: true }).catch(() => []);
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const files = await readdir(join(catalog, name)).catch(() => []);
    for (const file of files.filter((one) => one.endsWith('.yaml')))
      newest = later(newest, await newestIn(join(catalog, name, file)));
  }
  return newest;
}

/** Looked for in the text, which takes a tenth of the time of reading it as a record; mistakes are told later. */
async function newestIn(path: string): Promise<Known | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const [time] = Array.from(text.matchAll(TIME), (match) => match[1] ?? '')
    .toSorted()
    .slice(-1);
  return time === undefined ? undefined : { time, path };
}

function later(one: Known | undefined, other: Known | undefined): Known | undefined {
  return (other?.time ?? '') > (one?.time ?? '') ? other : one;
}
