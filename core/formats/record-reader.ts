import { z } from 'zod';
import { OsdexError, reasonOf } from '../error.ts';
import { readEach } from './foreign-image.ts';
import type { ForeignImage } from './foreign-image.ts';
import type { ReadImages } from './format.ts';

const text = z.string().optional();

/** Of an image's record, the texts that others may tell us; how far they trust it is their affair. */
export const RECORD_TEXTS = {
  product: text,
  release: text,
  stream: text,
  kind: text,
  serial: text,
  published: text,
  arch: text,
  format: text,
  language: text,
  compression: text,
  digest: text,
  url: text,
};

const Told = z.object({ ...RECORD_TEXTS, size: z.int().nonnegative().optional() });

/** Reads images in the stable form that `osdex list --json` prints. */
export function readRecords(records: readonly unknown[], at: (index: number) => string): ReadImages {
  return readEach(records, Told, at, ({ size, ...told }, place): ForeignImage => ({
    at: place,
    ...told,
    sizeBytes: size,
  }));
}

/** @throws OsdexError `usage` where it is no JSON. */
export function parseJson(content: string, name: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new OsdexError('usage', `expected JSON in ${name}, found: ${reasonOf(cause)}`, { cause });
  }
}
