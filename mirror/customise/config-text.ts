import { z } from 'zod';
import { OsdexError } from '../../core/error.ts';
import { readYaml } from '../../core/files/yaml.ts';

/** A mapping at the top, whatever is in it. */
const Mapping = z.record(z.string(), z.unknown()).nullable();
export type Mapping = Record<string, unknown>;

/**
 * Reads YAML whose top is a mapping; a text of nothing but comments is one of nothing.
 *
 * @throws OsdexError `usage` with the line.
 */
export function readMapping(text: string, path: string): Mapping {
  if (/^(?:\s*(?:#.*)?(?:\n|$))*$/.test(text)) return {};
  return readYaml(text, Mapping, path, 'usage') ?? {};
}

/** @throws OsdexError `usage`. @param line counted from 1. */
export function refuse(path: string, line: number, expected: string, found: string): never {
  throw new OsdexError('usage', `${path}:${line}: expected ${expected}, found ${found}`, { path });
}

/** A warning for each line that has a password for everybody to read; the line itself is not told. */
export function warnOfClearText(
  text: string,
  path: string,
  isClear: (line: string) => boolean,
  how: string,
): string[] {
  return text
    .split('\n')
    .flatMap((line, at) =>
      isClear(line)
        ? [`${path}:${at + 1}: has a password in clear text, which whoever has the image can read; ${how}`]
        : [],
    );
}

export const HASH_IT = 'give its hash instead (openssl passwd -6)';
