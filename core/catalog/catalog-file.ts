import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { takeBreath } from '../breath.ts';
import { OsdexError, reasonOf } from '../error.ts';
import { readYaml } from '../files/yaml.ts';

/**
 * Reads one file of the catalog and says of damage what it is.
 *
 * @param named what the file's place in the catalog says that it holds.
 * @returns what the schema says, or undefined when there is no such file.
 * @throws OsdexError `catalog-invalid` with file, line and field: bytes that are no UTF-8, an end that was cut off, a
 *   merge conflict that nobody settled, a file of a newer osdex, a file in the wrong place.
 */
export async function readCatalogFile<S extends z.ZodType<object>>(
  path: string,
  schema: S,
  named: { product?: string; release?: string } = {},
): Promise<z.output<S> | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  await takeBreath('asks-more');
  // A number that is cut off is still a number: only the end of the last line tells that the file is whole.
  if (!text.endsWith('\n')) {
    const line = text.split('\n').length;
    throw invalid(path, line, `expected the end of a line, found the end of the file: it was cut off`);
  }
  const value = readOrExplain(text, schema, path);
  const stated = new Map(Object.entries(value));
  for (const [field, name] of Object.entries(named)) {
    const found: unknown = stated.get(field);
    if (found === name) continue;
    const line = lineAt(text, text.search(new RegExp(`^${field}:`, 'm')));
    throw invalid(path, line, `${field}: expected "${name}", as the file is named, found "${String(found)}"`);
  }
  return value;
}

function readOrExplain<S extends z.ZodType<object>>(text: string, schema: S, path: string): z.output<S> {
  try {
    return readYaml(text, schema, path, 'catalog-invalid');
  } catch (error) {
    throw explain(text, path) ?? error;
  }
}

/** The text of a file, or undefined when there is none. */
async function readText(path: string): Promise<string | undefined> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    if (isMissing(cause)) return undefined;
    throw unreadable(path, cause);
  });
  if (bytes === undefined || isUtf8(bytes)) return bytes?.toString();
  const line = bytes.subarray(0, lengthOfUtf8(bytes)).toString().split('\n').length;
  throw invalid(path, line, `expected UTF-8, found other bytes`);
}

/** How many bytes from the start on are UTF-8. */
function lengthOfUtf8(bytes: Buffer): number {
  // What is replaced by U+FFFD becomes other bytes, so that both agree up to the first wrong one.
  const mended = Buffer.from(bytes.toString());
  const at = mended.findIndex((byte, index) => byte !== bytes[index]);
  return at < 0 ? bytes.length : at;
}

/** Why a text is no catalog file, where the first mistake in it would not say. */
function explain(text: string, path: string): OsdexError | undefined {
  const marker = /^(?:<{7}|>{7}|\|{7}) .*$/m.exec(text);
  if (marker !== null) {
    return invalid(
      path,
      lineAt(text, marker.index),
      `expected YAML, found a merge conflict ("${marker[0]}"); settle it, or take the file of one side`,
    );
  }
  const schema = /^schema: *"?osdex\/[a-z]+\/(\d+)"?/m.exec(text);
  if (schema !== null && Number(schema[1]) > 1) {
    return invalid(
      path,
      lineAt(text, schema.index),
      `schema: expected version 1, found ${schema[1]}, which a newer osdex wrote; update osdex`,
    );
  }
  return undefined;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function invalid(path: string, line: number, sentence: string): OsdexError {
  return new OsdexError('catalog-invalid', `${path}:${line}: ${sentence}`, { path });
}

/** For what is there and cannot be read. */
export function unreadable(path: string, cause: unknown): OsdexError {
  const message = `expected to read ${path}, found: ${reasonOf(cause)}`;
  return new OsdexError('catalog-invalid', message, { path, cause });
}

/** Whether nothing is there. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
