import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OsdexError } from '../error.ts';
import { readYaml } from '../files/yaml.ts';
import { nearestWord } from '../nearest-word.ts';
import { ALL_PRODUCTS, readCatalogSettings, settingsFile } from './catalog-settings.ts';
import { loadRemoteCatalogs } from './remote-catalog.ts';
import type { RemoteCatalog } from './remote-catalog.ts';
import { productsIn, shippedSources } from './shipped-sources.ts';
import { Source } from './source.ts';

/** Folder of the pinned keys within the sources. */
export const KEYS_FOLDER = 'keys';

/** What a folder of sources holds: those that can be read, and why the others cannot. */
export interface LoadedSources {
  sources: Source[];
  /** The highest priority first. */
  remotes: RemoteCatalog[];
  errors: { source: string; error: OsdexError }[];
}

/**
 * Reads every `*.yaml` of a folder and, where an `osdex.yaml` lies beside the folder, the products of which that says
 * that they are taken from osdex itself; in the order of the names. Remote catalogs lie in a folder within. A file with
 * a mistake does not stop the others.
 *
 * @param shipped folder of the sources that osdex brings.
 * @throws OsdexError `usage` when the folder cannot be read or there are no sources, `source-invalid` when the
 *   `osdex.yaml` cannot be read.
 */
export async function loadSources(directory: string, shipped = shippedSources()): Promise<LoadedSources> {
  const settings = await readCatalogSettings(directory);
  const own = await productsIn(directory).catch((cause: unknown): string[] => {
    // Whoever takes all sources from osdex needs no folder, and git keeps none that is empty.
    if (settings !== undefined) return [];
    throw new OsdexError('usage', `expected a folder of sources at ${directory}, found none`, {
      path: directory,
      cause,
    });
  });
  const brought = settings === undefined ? [] : await productsIn(shipped);
  const chosen: readonly string[] =
    settings?.products === ALL_PRODUCTS ? brought : (settings?.products ?? []);
  const products = [...new Set([...own, ...chosen])].toSorted();
  const { remotes, errors } = await loadRemoteCatalogs(directory);
  if (products.length + remotes.length + errors.length === 0) {
    const or = settings === undefined ? '' : `, or products: in ${settingsFile(directory)}`;
    throw new OsdexError('usage', `expected *.yaml files in ${directory}${or}, found none`, {
      path: directory,
    });
  }

  async function load(product: string): Promise<Source> {
    if (!chosen.includes(product)) return loadSource(join(directory, `${product}.yaml`));
    if (own.includes(product)) throw chosenTwice(product, directory);
    if (!brought.includes(product)) throw notBrought(product, brought, settingsFile(directory));
    return loadSource(join(shipped, `${product}.yaml`));
  }

  const loaded: LoadedSources = { sources: [], remotes, errors };
  for (const product of products) {
    try {
      loaded.sources.push(await load(product));
    } catch (error) {
      if (!(error instanceof OsdexError)) throw error;
      loaded.errors.push({ source: product, error });
    }
  }
  return loaded;
}

/**
 * Reads one source file.
 *
 * @throws OsdexError `source-invalid` with file, line and field.
 */
export async function loadSource(path: string): Promise<Source> {
  const source = readYaml(await readFile(path, 'utf8'), Source, path, 'source-invalid');
  const expected = basename(path, '.yaml');
  if (source.product === expected) return source;
  throw new OsdexError(
    'source-invalid',
    `${path}:1: product: expected "${expected}", as the file is named, found "${source.product}"`,
    {
      path,
    },
  );
}

/** Neither wins: with ours what the person wrote would do nothing, with theirs our fixes would no longer arrive. */
function chosenTwice(product: string, directory: string): OsdexError {
  const path = join(directory, `${product}.yaml`);
  const settings = settingsFile(directory);
  const message = `expected one source of ${product}, found two: ${path}, and the one that osdex brings, which ${settings} takes; name the products in ${settings} without ${product} to crawl by yours, rename yours (the file and its product:) to have both, or remove it to crawl by the other`;
  return new OsdexError('source-invalid', message, { path });
}

/** A product that this osdex has no source of. */
export function notBrought(product: string, brought: readonly string[], path?: string): OsdexError {
  const near = nearestWord(product, brought);
  const advice =
    near === undefined
      ? `there are ${brought.join(', ')}`
      : `did you mean "${near}"? ("osdex init --help" lists all)`;
  const where = path === undefined ? '' : `${path}: products: `;
  return new OsdexError(
    'source-invalid',
    `${where}expected a product that this osdex has a source of, found "${product}"; ${advice}`,
    { path },
  );
}
