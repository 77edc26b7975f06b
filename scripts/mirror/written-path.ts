import { isAbsolute, relative, sep } from 'node:path';
import type { Repository } from '../../mirror/repository.ts';

/** A path of a repository as people write it: whole, or with `./` before it, as shells complete it. */
export function writtenPath({ root }: Pick<Repository, 'root'>, written: string): string {
  if (isAbsolute(written)) return relative(root, written).split(sep).join('/');
  return written.replace(/^(?:\.\/)+/, '');
}
