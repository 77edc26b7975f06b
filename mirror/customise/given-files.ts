import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { quote } from '../../core/formats/mirror-file.ts';
import type { GivenFile, Recipe } from './recipe.ts';
import { fillTemplate } from './template.ts';

/** More than any configuration a person wrote. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Files as they were given: by their name in the recipe, where they lie. */
export type GivenPaths = ReadonlyMap<string, string>;

/** A file that was read and found sound. */
export interface ReadFile {
  name: string;
  text: string;
}

/**
 * Reads the files that a recipe takes, fills them in and checks them, before anything is built.
 *
 * @returns the files, and what is to be warned of.
 * @throws OsdexError `usage` with file and line, `not-found`.
 */
export async function readGivenFiles(
  recipe: Recipe,
  paths: GivenPaths,
  values: ReadonlyMap<string, string>,
): Promise<{ files: ReadFile[]; warnings: string[] }> {
  requireKnown(recipe, paths);
  const used = new Set<string>();
  const files: ReadFile[] = [];
  const warnings: string[] = [];
  for (const { name, check } of recipe.takes) {
    const path = paths.get(name);
    if (path === undefined) continue;
    const text = fillTemplate(await readText(path), path, values, used);
    warnings.push(...check(text, path));
    files.push({ name, text });
  }
  const unused = [...values.keys()].find((name) => !used.has(name));
  if (unused !== undefined)
    throw new OsdexError(
      'usage',
      `expected {{${unused}}} in one of the files, found it in none; mind its spelling`,
    );
  return { files, warnings };
}

function requireKnown({ name, takes }: Recipe, paths: GivenPaths): void {
  const unknown = [...paths.keys()].find((given) => !takes.some((taken) => taken.name === given));
  if (unknown !== undefined)
    throw new OsdexError(
      'usage',
      `expected one of ${takes.map((taken) => taken.name).join(', ')} for ${name}, found ${quote(unknown)}`,
    );
  const lacking = takes.find(({ isRequired, name: taken }) => isRequired && !paths.has(taken));
  if (lacking !== undefined)
    throw new OsdexError(
      'usage',
      `expected --${lacking.name} FILE for ${name}, found none: ${lacking.describe}`,
    );
}

async function readText(path: string): Promise<string> {
  const bytes = await readSmall(path);
  const text = decode(bytes, path);
  const wrong: [sign: string, found: string][] = [
    ['\uFEFF', 'a byte order mark; save it as UTF-8 without one'],
    ['\r', String.raw`one that ends with CR LF, as Windows writes them; convert it (sed -i 's/\r$//' FILE)`],
    ['\0', 'a zero byte; this is no text'],
  ];
  for (const [sign, found] of wrong) {
    const at = text.indexOf(sign);
    if (at < 0) continue;
    const line = text.slice(0, at).split('\n').length;
    throw new OsdexError('usage', `${path}:${line}: expected lines that end with LF, found ${found}`, {
      path,
    });
  }
  return text;
}

async function readSmall(path: string): Promise<Buffer> {
  try {
    const info = await stat(path);
    if (info.size > MAX_BYTES)
      throw new OsdexError('usage', `expected at most ${MAX_BYTES} bytes at ${path}, found ${info.size}`, {
        path,
      });
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof OsdexError) throw cause;
    throw new OsdexError('not-found', `expected a readable file at ${path}, found: ${reasonOf(cause)}`, {
      path,
      cause,
    });
  }
}

function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new OsdexError('usage', `expected UTF-8 text at ${path}, found other bytes`, { path, cause });
  }
}

/** Writes copies for the programs, which only this user can read. @param folder in which they work. */
export async function writeGivenFiles(
  files: readonly ReadFile[],
  folder: string,
): Promise<ReadonlyMap<string, GivenFile>> {
  await mkdir(join(folder, 'given'), { mode: 0o700 });
  const written = new Map<string, GivenFile>();
  for (const { name, text } of files) {
    const path = `given/${name}`;
    await writeFile(join(folder, path), text, { mode: 0o600 });
    written.set(name, { text, path });
  }
  return written;
}
