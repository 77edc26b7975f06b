import { z } from 'zod';
import { OsdexError } from '../error.ts';
import type { ErrorCode } from '../error.ts';
import { readYaml } from '../files/yaml.ts';

/**
 * Reads a publisher's JSON or YAML document: YAML where its name ends in `.yaml` or `.yml`, JSON otherwise.
 *
 * @param code what it is when the text is neither.
 * @throws OsdexError `code`, with where in the text reading stopped.
 */
export function readDocument(text: string, name: string, code: ErrorCode): unknown {
  if (/\.ya?ml$/i.test(name)) return readYaml(text, z.unknown(), name, code);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new OsdexError(code, `expected a JSON document, found other text, ${name}`, { url: name, cause });
  }
}
