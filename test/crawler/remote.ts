import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { simpleGit } from 'simple-git';
import { openClone } from '../../crawler/clone.ts';
import { commitCatalog, pushCatalog } from '../../crawler/repository.ts';
import type { Repository } from '../../crawler/repository.ts';
import { temporaryFolder } from '../temporary-folder.ts';

export const AUTHOR = { name: 'A Crawler', email: 'crawler@example.org' };

/** A bare repository that already has a commit on main. */
export async function makeRemote(t: TestContext): Promise<string> {
  const folder = await temporaryFolder(t);
  const remote = join(folder, 'remote.git');
  await simpleGit().init(['--bare', '--initial-branch', 'main', remote]);
  const seed = await openClone(remote, 'main', join(folder, 'seed'), AUTHOR);
  await write(seed, 'catalog/a/1.yaml', 'first: true\n');
  await commitCatalog(seed, () => 'catalog: start', AUTHOR);
  await pushCatalog(seed, 'main', AUTHOR);
  return remote;
}

export async function write({ directory }: Repository, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), text);
}

export async function subjects(repository: string): Promise<string[]> {
  return (await simpleGit(repository).raw(['log', '--format=%s', 'main'])).trim().split('\n');
}
