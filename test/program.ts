import { spawnSync } from 'node:child_process';

/**
 * Why a test that drives a program is skipped where the program is not installed; false where it is.
 *
 * @param name of the program; Debian's package is `of` where that has another name.
 */
export function absent(name: string, of = name): string | false {
  const { error } = spawnSync(name, ['--version'], { stdio: 'ignore' });
  return error === undefined ? false : `${name} is not installed (Debian: ${of})`;
}
