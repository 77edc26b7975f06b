import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { OsdexError, reasonOf } from '../core/error.ts';
import type { ExportFile } from '../core/formats/format.ts';

type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/**
 * Writes a file piece by piece, or to standard output where none is named. It is written beside the file first, so that
 * what was there stays until the whole of the new is.
 *
 * @throws OsdexError `write-failed`.
 */
export async function saveExport(output: string | undefined, pieces: Pieces): Promise<void> {
  if (output === undefined) {
    for await (const piece of pieces) {
      if (!process.stdout.write(piece)) await new Promise((done) => process.stdout.once('drain', done));
    }
    return;
  }
  const part = `${output}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(output), { recursive: true });
    await pipeline(pieces, createWriteStream(part));
    await rename(part, output);
  } catch (cause) {
    await rm(part, { force: true });
    if (cause instanceof OsdexError) throw cause;
    throw new OsdexError('write-failed', `expected to write ${output}, found: ${reasonOf(cause)}`, {
      path: output,
      cause,
    });
  }
}

/** @throws OsdexError `write-failed`. */
export async function saveFiles(folder: string, files: readonly ExportFile[]): Promise<void> {
  for (const { path, content } of files) await saveExport(join(folder, path), [content].values());
}
