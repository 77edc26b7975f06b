import type { z } from 'zod';
import type { NotTaken, ReadImages } from './format.ts';

/**
 * An image as another catalog tells of it, in that catalog's words: nothing of it was checked. What it does not say is
 * absent.
 */
export interface ForeignImage {
  /** Where it stands in its file, for people: `line 12`, `isos[3]`. */
  at: string;
  /** The system's name, or ours for it. */
  product?: string | undefined;
  vendor?: string | undefined;
  description?: string | undefined;
  homepage?: string | undefined;
  /** Its version: `24.04`. */
  release?: string | undefined;
  codename?: string | undefined;
  /** What else tells the images of a release apart: an edition, a variant. */
  stream?: string | undefined;
  kind?: string | undefined;
  /** Of the build. */
  serial?: string | undefined;
  /** A day or a time, as ISO 8601 or with a blank between the two. */
  published?: string | undefined;
  arch?: string | undefined;
  format?: string | undefined;
  compression?: string | undefined;
  language?: string | undefined;
  /** Where the address does not end in it. */
  file?: string | undefined;
  /** Where its file lies on the other's disk, and what it is called there. */
  path?: string | undefined;
  title?: string | undefined;
  url?: string | undefined;
  sizeBytes?: number | undefined;
  /** `sha256:<hex>` and its like, in lower case. */
  digest?: string | undefined;
}

/** What is one of many in a document: those that have the form, and why the others have not. */
export function readEach<T>(
  entries: readonly unknown[],
  schema: z.ZodType<T>,
  at: (index: number) => string,
  read: (entry: T, at: string) => ForeignImage | readonly ForeignImage[],
): ReadImages {
  const images: ForeignImage[] = [];
  const notTaken: NotTaken[] = [];
  for (const [index, entry] of entries.entries()) {
    const parsed = schema.safeParse(entry);
    if (parsed.success) images.push(...[read(parsed.data, at(index))].flat());
    else notTaken.push({ at: at(index), reason: reasonIn(parsed.error) });
  }
  return { images, notTaken };
}

/** The first mistake: where it is, and what was expected. */
function reasonIn({ issues: [first] }: z.ZodError): string {
  const field = first?.path.map(String).join('.') ?? '';
  const message = (first?.message ?? 'expected another form')
    .replace(/^Invalid input: /, '')
    .replace(/, received /, ', found ');
  return field === '' ? message : `${field}: ${message}`;
}
