import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OsdexError } from '../../core/error.ts';
import type { BuiltFile, Means } from './recipe.ts';
import { requireSame } from './require-same.ts';
import { MCOPY, MDIR } from './tools.ts';

/** A FAT file system in an image, as mtools call it: `image` or `image@@<offset in bytes>`. */
export interface Fat {
  image: string;
  offsetBytes?: number;
}

function drive({ image, offsetBytes = 0 }: Fat): string {
  return offsetBytes === 0 ? image : `${image}@@${offsetBytes}`;
}

/** Whether there is such a file. @param path from its top, `EFI/BOOT/grub.cfg`. */
export async function hasFatFile(fat: Fat, path: string, means: Means): Promise<boolean> {
  try {
    await means.run(MDIR, ['-b', '-i', drive(fat), `::/${path}`]);
    return true;
  } catch (error) {
    if (error instanceof OsdexError && error.code === 'tool-failed') return false;
    throw error;
  }
}

/** The bytes of a file. @throws OsdexError `tool-failed` where there is none. */
export async function readFatFile(fat: Fat, path: string, means: Means): Promise<Buffer> {
  const copy = 'from-fat';
  // -n: over the copy of another one without a question.
  await means.run(MCOPY, ['-n', '-i', drive(fat), `::/${path}`, copy]);
  return readFile(join(means.folder, copy));
}

/**
 * Puts a file into it, over one of this name, and reads it back.
 *
 * @param from name in the folder of the means.
 * @throws OsdexError `tool-failed` where there is no room, `digest-mismatch`.
 */
export async function writeFatFile(fat: Fat, from: string, path: string, means: Means): Promise<BuiltFile> {
  await means.run(MCOPY, ['-o', '-i', drive(fat), from, `::/${path}`]);
  return requireSame(path, await readFile(join(means.folder, from)), await readFatFile(fat, path, means));
}
