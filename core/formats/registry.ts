import type { Format } from './format.ts';
import { json } from './json.ts';
import { jsonl } from './jsonl.ts';

/** Every format that images can be exported to or imported from, in the order in which people are shown them. */
export const FORMATS: readonly Format[] = [json, jsonl];

/** The format of this name, if there is one. */
export function findFormat(name: string): Format | undefined {
  return FORMATS.find((format) => format.name === name);
}

/** Those that a site publishes: what must lie beside its images is of no use there. */
export const PUBLISHED_FORMATS: readonly Format[] = FORMATS.filter(
  ({ write, beside }) => write !== undefined && beside !== true,
);

/** Those that images can be read from. */
export const READ_FORMATS: readonly Format[] = FORMATS.filter(({ read }) => read !== undefined);
