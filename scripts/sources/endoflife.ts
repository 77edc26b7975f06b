import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isMissing } from '../../core/catalog/catalog-file.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { IsoDate } from '../../core/names.ts';

/** A day; or only whether it has come, where nobody states the day. */
const Day = z.union([IsoDate, z.boolean()], { error: 'expected a date as "YYYY-MM-DD", true or false' });

const KnownRelease = z.object({
  codename: z.string().min(1).optional(),
  releaseDate: Day.optional(),
  /** Since when, or whether, it is one with long-term support. */
  lts: Day.optional(),
  eol: Day.optional(),
  /** The end of extended support. */
  eoes: Day.optional(),
});
export type KnownRelease = z.infer<typeof KnownRelease>;

/** `{releases: {"13": {releaseDate, eol, eoes}}, versions: {"13.6": {date}}}`; each product has either or both. */
const ReleaseData = z.object({
  releases: z.record(z.string(), KnownRelease).default({}),
  versions: z.record(z.string(), z.object({ date: IsoDate })).default({}),
});

/** What endoflife.date collected of one product: lines of development, and the days of single versions. */
export interface KnownProduct {
  releases: ReadonlyMap<string, KnownRelease>;
  versions: ReadonlyMap<string, string>;
}

/** Folder of the products within a checkout of the repository. */
const RELEASES_FOLDER = 'releases';

/**
 * Where a checkout keeps the file of a product; a folder with the files alone will do as well.
 *
 * @see https://github.com/endoflife-date/release-data
 */
export function endoflifeFile(data: string, product: string): string {
  const folder = join(data, RELEASES_FOLDER);
  return join(existsSync(folder) ? folder : data, `${product}.json`);
}

/**
 * Reads what endoflife.date collected of a product.
 *
 * @returns undefined when there is no such file.
 * @throws OsdexError `page-unreadable` when it is not in the shape that endoflife.date writes.
 */
export async function readEndoflife(path: string): Promise<KnownProduct | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    return parseEndoflife(JSON.parse(text));
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    const found = cause instanceof z.ZodError ? z.prettifyError(cause) : reasonOf(cause);
    const message = `expected ${path} as endoflife.date's release-data has it, found: ${found}`;
    throw new OsdexError('page-unreadable', message, { path, cause });
  }
}

function parseEndoflife(json: unknown): KnownProduct {
  const { releases, versions } = ReleaseData.parse(json);
  return {
    releases: new Map(Object.entries(releases)),
    versions: new Map(Object.entries(versions).map(([name, { date }]) => [name, date])),
  };
}
