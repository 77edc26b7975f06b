import { z } from 'zod';
import { Digest } from '../../core/digest.ts';
import { IsoTime } from '../../core/names.ts';
import { FACETS } from '../../core/selector.ts';
import type { Facet } from '../../core/selector.ts';

/**
 * What is known of a file: `proven` its bytes were found to have the digest on record; `unknown` they were hashed, and
 * nobody has a digest for them; `bad` they were found to be others; `missing` it is not where it was.
 */
export const FILE_STATES = ['proven', 'unknown', 'bad', 'missing'] as const;
export type FileState = (typeof FILE_STATES)[number];

/** A file of a repository, as its inventory keeps it. What is not known is absent. */
export const InventoryFile = z.strictObject({
  /** Below the repository, with slashes. */
  path: z.string(),
  sizeBytes: z.int().nonnegative(),
  /** When its bytes were last written, in ms since 1970, and which file of the disk it is: told apart without reading. */
  modifiedMs: z.number(),
  inode: z.string(),
  /** Of the bytes as they were when they were read: first the one on record, where there is one. */
  digests: z.array(Digest),
  state: z.enum(FILE_STATES),
  /** Of what is missing or bad: what it was before, and is again where it comes back as it was. */
  was: z.enum(FILE_STATES).optional(),
  /** Of the catalog's image, where it is one. */
  id: z.string().optional(),
  /** That a person gave it. */
  name: z.string().optional(),
  /** Values by facet, as the catalog had them or the file told; by these it is selected. */
  facets: z.partialRecord(z.enum(FACETS as unknown as [Facet, ...Facet[]]), z.string()),
  /** What its own bytes say, as readStructure found it. */
  structure: z.record(z.string(), z.unknown()).optional(),
  /** What comes out of it, where osdex compressed it; its own digests are those of what lies there. */
  inside: z
    .strictObject({
      compression: z.literal('zstd'),
      /** Before it was compressed. */
      path: z.string(),
      id: z.string().optional(),
      sizeBytes: z.int().nonnegative(),
      digests: z.array(Digest),
    })
    .optional(),
  /** Of the image that it was made from. */
  parent: Digest.optional(),
  /** Where it came from: an address, `import`, `scan`. */
  origin: z.string().optional(),
  addedAt: IsoTime,
  /** When all of its bytes were last read. */
  checkedAt: IsoTime.optional(),
});
export type InventoryFile = z.infer<typeof InventoryFile>;
