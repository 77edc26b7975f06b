import { simpleGit } from 'simple-git';
import { changedBy } from '../core/catalog/revisions.ts';
import type { Revision } from '../core/catalog/revisions.ts';

/** Some days of a busy catalog; who asks more seldom reads it whole. */
const MOST = 100;

/** The last changes of a catalog, newest first; none where it is not under git. */
export async function catalogRevisions(catalog: string): Promise<Revision[]> {
  const git = simpleGit(catalog);
  try {
    const log = await git.raw([
      ...['log', `--max-count=${MOST}`, '--format=%x00%h%n%cI', '--abbrev=12'],
      ...['--name-only', '--no-renames', '--relative', '--', '.'],
    ]);
    const revisions = log.split('\0').slice(1).map(readRevision);
    const isShallow = (await git.revparse(['--is-shallow-repository'])).trim() === 'true';
    // What was before the first commit of a clone that is cut off nobody knows: it seems to have brought all.
    return isShallow && revisions.length < MOST ? revisions.slice(0, -1) : revisions;
  } catch {
    return [];
  }
}

function readRevision(text: string): Revision {
  const [revision = '', time = '', ...files] = text.split('\n').filter((line) => line !== '');
  return { revision, time, ...changedBy(files) };
}
