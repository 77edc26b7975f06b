import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseDigest } from './digest-text.ts';
import { OsdexError } from './error.ts';
import type { ExportContext, ExportFile } from './formats/format.ts';
import { isLayout, layOut, LAYOUTS } from './formats/mirror-layout.ts';
import { writeImageTorrent } from './formats/torrent.ts';
import { chosenFileOf } from './image.ts';
import type { Image } from './image.ts';
import { hashPieces } from './piece-hashes.ts';
import type { PieceHashes } from './piece-hashes.ts';

/** What came of an image: its torrent, or why there is none. */
export type TorrentResult =
  | { image: Image; file: ExportFile }
  /** `file-missing` where no file is at hand, `digest-mismatch` where none of those that are is the image. */
  | { image: Image; error: OsdexError };

/**
 * Makes the torrents of images whose files lie below a folder, as any layout of a mirror names them: by the whole id, or
 * by the file's name alone. A torrent is made only of the bytes that the catalog vouches for.
 *
 * @param images that the format `torrent` takes.
 */
export async function* torrentsOf(
  images: Iterable<Image> | AsyncIterable<Image>,
  folder: string,
  context: ExportContext,
): AsyncGenerator<TorrentResult, void, void> {
  for await (const image of images) {
    try {
      const pieces = await proveImage(image, folder);
      yield { image, file: writeImageTorrent(image, pieces, context) };
    } catch (error) {
      if (!(error instanceof OsdexError)) throw error;
      yield { image, error };
    }
  }
}

/**
 * The pieces of the first file that is the image: in most layouts a newer build may have taken the place of this one.
 *
 * @throws OsdexError `file-missing`, `digest-mismatch`.
 */
async function proveImage(image: Image, folder: string): Promise<PieceHashes> {
  const { id, artifact } = image;
  const { algorithm } = parseDigest(artifact.digest) ?? {};
  let other: { path: string; digest: string } | undefined;
  for (const path of placesOf(image, folder)) {
    if (algorithm === undefined || !(await isFile(path))) continue;
    const hashes = await hashPieces(path, algorithm);
    if (hashes.digest === artifact.digest) return hashes;
    other ??= { path, digest: hashes.digest };
  }
  if (other === undefined) {
    const path = join(folder, id);
    throw new OsdexError('file-missing', `expected ${path}, or its file alone, in ${folder}; found neither`, {
      path,
    });
  }
  const { path, digest: found } = other;
  throw new OsdexError(
    'digest-mismatch',
    `expected ${artifact.digest}, found ${found}: ${path} is not ${id}`,
    {
      path,
      found,
    },
  );
}

/** Where layouts put it, and under the publisher's own name as a browser saves it. */
function placesOf(image: Image, folder: string): Set<string> {
  const file = chosenFileOf(image);
  const laidOut = Object.keys(LAYOUTS)
    .filter(isLayout)
    .map((layout) => layOut(file, layout));
  return new Set([...laidOut, basename(image.artifact.file)].map((path) => join(folder, path)));
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}
