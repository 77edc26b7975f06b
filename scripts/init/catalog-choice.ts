import { basename } from 'node:path';
import { OsdexError } from '../../core/error.ts';
import { ALL_PRODUCTS, CatalogSettings, SETTINGS_SCHEMA } from '../../core/source/catalog-settings.ts';
import { productsIn, shippedSources } from '../../core/source/shipped-sources.ts';
import { notBrought } from '../../core/source/source-files.ts';

/** What `osdex init` is told about the catalog. */
export interface CatalogChoice {
  /** Names with commas between; `none` for sources of one's own alone. */
  products?: string | undefined;
  name?: string | undefined;
  description?: string | undefined;
  /** Where the site will be, path included. */
  siteUrl?: string | undefined;
}

const NO_PRODUCTS = 'none';

/**
 * The settings that a choice amounts to: all products where none are named, the folder's name where there is no other.
 *
 * @throws OsdexError `usage` for a product that osdex has no source of, and for what is no name or address.
 */
export async function settingsOf(choice: CatalogChoice, folder: string): Promise<CatalogSettings> {
  const parsed = CatalogSettings.safeParse({
    schema: SETTINGS_SCHEMA,
    name: choice.name ?? basename(folder),
    description: choice.description,
    products: await chooseProducts(choice.products),
    site: choice.siteUrl === undefined ? {} : splitAddress(choice.siteUrl),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new OsdexError('usage', `--${issue?.path.join('.')}: ${issue?.message}`);
}

async function chooseProducts(named: string | undefined): Promise<string[] | typeof ALL_PRODUCTS> {
  if (named === undefined || named === ALL_PRODUCTS) return ALL_PRODUCTS;
  const products = named.split(',').map((name) => name.trim());
  const chosen = [...new Set(products)].filter((name) => name !== '' && name !== NO_PRODUCTS).toSorted();
  const brought = await productsIn(shippedSources());
  const unknown = chosen.find((name) => !brought.includes(name));
  if (unknown === undefined) return chosen;
  throw new OsdexError('usage', notBrought(unknown, brought).message);
}

/** The settings know the address and the path apart, as the site does. */
function splitAddress(address: string): { url: string; base?: string } {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new OsdexError(
      'usage',
      `expected --site-url as an address such as https://example.org/images/, found "${address}"`,
    );
  }
  const path = url.pathname.replace(/\/*$/, '/');
  return { url: url.origin, ...(path === '/' ? {} : { base: path }) };
}
