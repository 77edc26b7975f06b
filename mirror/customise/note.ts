import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { Digest } from '../../core/digest.ts';

/** What stands behind the name of an image that was made of another: the note beside it. */
export const NOTE_ENDING = '.osdex.json';

/** What was made of what: digests, never contents. */
export const Note = z.object({
  schema: z.literal('osdex/customised/1'),
  file: z.string(),
  digest: Digest,
  sizeBytes: z.int().nonnegative(),
  parent: z.object({ file: z.string(), digest: Digest }),
  recipe: z.string(),
  files: z.array(z.object({ path: z.string(), digest: Digest })),
});
export type Note = z.infer<typeof Note>;

/** More than a note ever has. */
const MAX_BYTES = 1024 * 1024;

/**
 * The image that a file was made of, as the note beside it says; a note of other bytes says nothing of these.
 *
 * @param digests of the file's bytes.
 */
export async function readParent(place: string, digests: readonly string[]): Promise<Digest | undefined> {
  try {
    const path = `${place}${NOTE_ENDING}`;
    if ((await stat(path)).size > MAX_BYTES) return undefined;
    const { digest, parent } = Note.parse(JSON.parse(await readFile(path, 'utf8')));
    return digests.includes(digest) ? parent.digest : undefined;
  } catch {
    return undefined;
  }
}
