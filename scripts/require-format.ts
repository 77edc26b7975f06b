import { OsdexError } from '../core/error.ts';
import type { Format } from '../core/formats/format.ts';
import { findFormat, FORMATS, READ_FORMATS } from '../core/formats/registry.ts';
import { nearestWord } from '../core/nearest-word.ts';

/** Those that images can be written in. */
export const WRITTEN_FORMATS: readonly Format[] = FORMATS.filter(({ write }) => write !== undefined);

/** @throws OsdexError `usage` that names the nearest one. */
export function requireWritten(name: string): Format {
  return requireFormat(name, WRITTEN_FORMATS, 'written');
}

/** @throws OsdexError `usage` that names the nearest one. */
export function requireRead(name: string): Format {
  return requireFormat(name, READ_FORMATS, 'read');
}

function requireFormat(name: string, among: readonly Format[], done: string): Format {
  const format = findFormat(name);
  if (format !== undefined && among.includes(format)) return format;
  const names = among.map((one) => one.name);
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? `one of ${names.join(', ')}` : `did you mean ${nearest}?`;
  throw new OsdexError('usage', `expected a format that can be ${done}, found "${name}"; ${hint}`);
}
