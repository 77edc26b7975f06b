import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { DAY_MS } from '../day.ts';
import { OsdexError } from '../error.ts';
import { readYaml } from '../files/yaml.ts';
import { HttpsUrl, Name } from '../names.ts';

/** Folder of the remote catalogs within the sources. */
export const REMOTE_CATALOGS_FOLDER = 'catalogs';
export const REMOTE_CATALOG_SCHEMA = 'osdex/remote-catalog/1';

const INTERVAL = /^([1-9][0-9]{0,3})(h|d|w)$/;
const INTERVAL_MS: Readonly<Record<string, number>> = { h: DAY_MS / 24, d: DAY_MS, w: 7 * DAY_MS };

/** `sources/catalogs/<catalog>.yaml`: another catalog whose images are taken at level `imported`. */
export const RemoteCatalog = z.strictObject({
  schema: z.literal(REMOTE_CATALOG_SCHEMA),
  catalog: Name.describe('As the file is called.'),
  title: z.string().trim().min(1).max(100).optional(),
  url: HttpsUrl.describe('Of its file.'),
  format: Name.optional().describe('One that can be imported; by default what the file looks like.'),
  priority: z
    .int()
    .min(1)
    .max(1000)
    .describe('Of what several tell of the same image, the word of the higher one is taken. Each its own.'),
  every: z
    .string()
    .regex(INTERVAL, { error: 'expected hours, days or weeks such as 12h, 1d or 2w' })
    .describe('It is not asked again before, once all of it was read.'),
});
export type RemoteCatalog = z.infer<typeof RemoteCatalog>;

/** How long a catalog is not asked again, in milliseconds. */
export function intervalMs({ every }: Pick<RemoteCatalog, 'every'>): number {
  const [, count, unit = 'd'] = INTERVAL.exec(every) ?? [];
  return Number(count) * (INTERVAL_MS[unit] ?? DAY_MS);
}

/** The remote catalogs of a folder of sources, the highest priority first, and why others cannot be read. */
export async function loadRemoteCatalogs(
  sources: string,
): Promise<{ remotes: RemoteCatalog[]; errors: { source: string; error: OsdexError }[] }> {
  const folder = join(sources, REMOTE_CATALOGS_FOLDER);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.yaml')).toSorted();
  const remotes: RemoteCatalog[] = [];
  const errors: { source: string; error: OsdexError }[] = [];
  for (const name of names) {
    try {
      remotes.push(await loadRemoteCatalog(join(folder, name), remotes));
    } catch (error) {
      if (!(error instanceof OsdexError)) throw error;
      errors.push({ source: basename(name, '.yaml'), error });
    }
  }
  return { remotes: remotes.toSorted((a, b) => b.priority - a.priority), errors };
}

async function loadRemoteCatalog(path: string, others: readonly RemoteCatalog[]): Promise<RemoteCatalog> {
  const remote = readYaml(await readFile(path, 'utf8'), RemoteCatalog, path, 'source-invalid');
  const expected = basename(path, '.yaml');
  if (remote.catalog !== expected) {
    const sentence = `catalog: expected "${expected}", as the file is named, found "${remote.catalog}"`;
    throw new OsdexError('source-invalid', `${path}:1: ${sentence}`, { path });
  }
  const equal = others.find(({ priority, url }) => priority === remote.priority || url === remote.url);
  if (equal === undefined) return remote;
  const sentence = `expected a priority and a url of its own, found one that ${equal.catalog} has`;
  throw new OsdexError('source-invalid', `${path}:1: ${sentence}`, { path });
}
