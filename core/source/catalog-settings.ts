import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../files/yaml.ts';
import { HttpsUrl, Name } from '../names.ts';

/** File of a catalog of one's own, beside its folder of sources. */
export const SETTINGS_FILE = 'osdex.yaml';
export const SETTINGS_SCHEMA = 'osdex/settings/1';

/** What `products:` says where every source that osdex brings is wanted, those of later versions too. */
export const ALL_PRODUCTS = 'all';

/** `osdex.yaml`, by which a repository says what its catalog is made of and how its site presents itself. */
export const CatalogSettings = z.strictObject({
  schema: z.literal(SETTINGS_SCHEMA),
  name: z.string().trim().min(1, { error: 'expected a name, found none' }).max(100),
  description: z.string().trim().min(1, { error: 'expected a sentence, found none' }).optional(),
  products: z
    .union([z.literal(ALL_PRODUCTS), z.array(Name)], {
      error: `expected a list of products, or ${ALL_PRODUCTS}`,
    })
    .describe('Whose sources are taken from the osdex that is installed, beside those in sources/.'),
  site: z
    .strictObject({
      url: HttpsUrl.optional().describe('Where the site is published.'),
      base: z
        .string()
        .regex(/^\/(?:[\w.~-]+\/)*$/, { error: 'expected a path such as /images/' })
        .optional()
        .describe('The path below which it lies.'),
    })
    .default({}),
});
export type CatalogSettings = z.infer<typeof CatalogSettings>;

/** The whole address of a site, with a slash at the end; undefined where it is not known. */
export function siteAddress({ url, base = '/' }: CatalogSettings['site']): string | undefined {
  return url === undefined ? undefined : new URL(base, url).href.replace(/\/*$/, '/');
}

/** Where the settings lie that go with a folder of sources, whether they are there or not. */
export function settingsFile(sources: string): string {
  return join(dirname(resolve(sources)), SETTINGS_FILE);
}

/**
 * The settings that go with a folder of sources.
 *
 * @returns undefined where there are none: the folder is then all there is.
 * @throws OsdexError `source-invalid` with file, line and field.
 */
export async function readCatalogSettings(sources: string): Promise<CatalogSettings | undefined> {
  const path = settingsFile(sources);
  if (!existsSync(path)) return undefined;
  return readYaml(await readFile(path, 'utf8'), CatalogSettings, path, 'source-invalid');
}
