import { spawnSync } from 'node:child_process';

/**
 * Why a test that drives a module of Python is skipped where the module is not installed; false where it is.
 *
 * @param of Debian's package.
 */
export function absentModule(name: string, of: string): string | false {
  const { status } = spawnSync('python3', ['-c', `import ${name}`], { stdio: 'ignore' });
  return status === 0 ? false : `Python's ${name} is not installed (Debian: ${of})`;
}
