import { chmod, lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { OsdexError, reasonOf } from '../core/error.ts';
import { quote } from '../core/formats/mirror-file.ts';
import { runTool } from './run-tool.ts';
import { listIso } from './structure/iso-files.ts';

export interface ExtractMeans {
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
}

const XORRISO = { command: 'xorriso', debian: 'xorriso' };

/**
 * Takes the files out of a disc (ISO 9660) into a folder, which appears when all of them are there. Links are taken as
 * the links they are, and never followed.
 *
 * @returns how many files.
 * @throws OsdexError `digest-conflict` where the folder is there already, `page-unreadable` for what is no disc,
 *   `name-refused` for a disc with names that lead out of it, `not-found` without xorriso, `tool-failed`, `stopped`.
 */
export async function extractIso(disc: string, folder: string, means: ExtractMeans): Promise<number> {
  const to = resolve(folder);
  if ((await lstat(to).catch(() => undefined)) !== undefined) {
    throw new OsdexError(
      'digest-conflict',
      `expected nothing at ${to}, found something; choose another folder`,
      {
        path: to,
      },
    );
  }
  const files = await listIso(disc);
  if (files === undefined) {
    throw new OsdexError('page-unreadable', `expected a disc (ISO 9660) at ${disc}, found none`, {
      path: disc,
    });
  }
  const wrong = files.find(({ path }) => path.split('/').some((name) => name === '..' || name === '.'));
  if (wrong !== undefined) {
    throw new OsdexError(
      'name-refused',
      `expected names that stay within ${disc}, found ${quote(wrong.path)}`,
      {
        path: disc,
      },
    );
  }
  await mkdir(dirname(to), { recursive: true });
  const work = await mkdtemp(`${to}.part-`);
  try {
    const from = resolve(disc);
    await runTool(
      XORRISO,
      [
        ...['-no_rc', '-abort_on', 'FAILURE', '-osirrox', 'on', '-indev', `stdio:${from}`],
        ...['-extract', '/', join(work, basename(to))],
        '-rollback_end',
      ],
      { ...means, cwd: work },
    );
    await rename(join(work, basename(to)), to);
  } catch (cause) {
    if (cause instanceof OsdexError) throw cause;
    throw new OsdexError('write-failed', `expected to write ${to}, found: ${reasonOf(cause)}`, {
      path: to,
      cause,
    });
  } finally {
    await makeRemovable(work);
    await rm(work, { recursive: true, force: true });
  }
  return files.length;
}

/** Folders of a disc are often written by nobody. */
async function makeRemovable(folder: string): Promise<void> {
  await chmod(folder, 0o755).catch(() => undefined);
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => []))
    if (entry.isDirectory()) await makeRemovable(join(folder, entry.name));
}
