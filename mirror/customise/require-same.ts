import { digestOf } from '../../core/digest.ts';
import { OsdexError } from '../../core/error.ts';
import type { BuiltFile } from './recipe.ts';

/** @throws OsdexError `digest-mismatch` where what was read back is not what was put there. */
export function requireSame(path: string, put: Uint8Array, found: Uint8Array): BuiltFile {
  const digest = digestOf(put);
  if (digestOf(found) === digest) return { path, digest };
  throw new OsdexError(
    'digest-mismatch',
    `expected ${path} of the new image to be what was put there, found other bytes; nothing was kept`,
    { path },
  );
}
