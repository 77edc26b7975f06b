import { z } from 'zod';
import { OsdexError } from '../error.ts';

/**
 * Where something lies in a document of objects and lists: keys from the outside in, written with dots between them,
 * or as a list where a key has a dot itself. `*` is any key or place, `**` any number of levels, and `{name}` any key,
 * which is remembered under that name.
 */
export const RecordPath = z
  .union([z.string(), z.array(z.string().min(1)).min(1)], {
    error: 'expected a path of keys such as releases.*.version',
  })
  .transform((path) => (typeof path === 'string' ? path.split('.') : path))
  .refine((keys) => keys.every((key) => key !== ''), { error: 'expected a path without an empty key' })
  .refine((keys) => keys.filter((key) => key === ANY_DEPTH).length <= 1, {
    error: 'expected at most one ** in a path',
  });
export type RecordPath = z.infer<typeof RecordPath>;

/** Something that a path led to, with the keys that were remembered on the way. */
export interface FoundRecord {
  value: unknown;
  keys: Readonly<Record<string, string>>;
}

const ANY_DEPTH = '**';

/** A document is walked once; one that has more than this was made to be walked for ever. */
const MAX_STEPS = 2_000_000;

/**
 * Everything in a document that a path leads to, in the order of the document.
 *
 * @throws OsdexError `too-large` for a document of more than two million parts.
 */
export function findRecords(document: unknown, path: RecordPath): FoundRecord[] {
  const found: FoundRecord[] = [];
  let steps = 0;

  function walk(value: unknown, depth: number, keys: FoundRecord['keys']): void {
    if (++steps > MAX_STEPS) {
      throw new OsdexError('too-large', `expected at most ${MAX_STEPS} parts in a document, found more`);
    }
    const key = path[depth];
    if (key === undefined) {
      found.push({ value, keys });
      return;
    }
    const name = /^\{([a-zA-Z]+)\}$/.exec(key)?.[1];
    if (key === ANY_DEPTH) walk(value, depth + 1, keys);
    for (const [own, below] of entriesOf(value)) {
      if (key === ANY_DEPTH) walk(below, depth, keys);
      else if (name !== undefined) walk(below, depth + 1, { ...keys, [name]: own });
      else if (key === '*' || key === own) walk(below, depth + 1, keys);
    }
  }

  walk(document, 0, {});
  return found;
}

/** The one text or number that a path leads to, as text; undefined where there is none. */
export function findText(document: unknown, path: RecordPath): string | undefined {
  for (const { value } of findRecords(document, path)) {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  }
  return undefined;
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
