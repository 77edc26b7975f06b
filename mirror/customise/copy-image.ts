import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { OsdexError, reasonOf } from '../../core/error.ts';
import type { BaseImage } from './base-image.ts';
import type { Means } from './recipe.ts';

/** Copies the base to a new file, which can be changed then. @throws OsdexError `stopped`, `write-failed`. */
export async function copyImage(base: BaseImage, output: string, means: Means): Promise<void> {
  means.onStep('copying the image');
  const { folder, signal } = means;
  try {
    await pipeline(createReadStream(join(folder, base.link)), createWriteStream(join(folder, output)), {
      signal,
    });
  } catch (cause) {
    if (signal?.aborted)
      throw new OsdexError('stopped', 'stopped while the image was copied; nothing of it was kept');
    throw new OsdexError('write-failed', `expected to copy ${base.shown}, found: ${reasonOf(cause)}`, {
      path: base.shown,
      cause,
    });
  }
}
