import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { OsdexError } from '../error.ts';
import { Source } from './source.ts';
import { readYaml } from '../files/yaml.ts';

/** Folder of the pinned keys within the sources. */
export const KEYS_FOLDER = 'keys';

/** What a folder of sources holds: those that can be read, and why the others cannot. */
export interface LoadedSources {
  sources: Source[];
  errors: { source: string; error: OsdexError }[];
}

/**
 * Reads every `*.yaml` of a folder, in the order of the names. A file with a mistake does not stop the others.
 *
 * @throws OsdexError `usage` when the folder cannot be read or has no sources.
 */
export async function loadSources(directory: string): Promise<LoadedSources> {
  const names = await readdir(directory).catch((cause: unknown) => {
    throw new OsdexError('usage', `expected a folder of sources at ${directory}, found none`, {
      path: directory,
      cause,
    });
  });
  const files = names.filter((name) => name.endsWith('.yaml')).sort();
  if (files.length === 0) {
    throw new OsdexError('usage', `expected *.yaml files in ${directory}, found none`, { path: directory });
  }
  const loaded: LoadedSources = { sources: [], errors: [] };
  for (const file of files) {
    try {
      loaded.sources.push(await loadSource(join(directory, file)));
    } catch (error) {
      if (!(error instanceof OsdexError)) throw error;
      loaded.errors.push({ source: basename(file, '.yaml'), error });
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
