import { createReadStream } from 'node:fs';
import {
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { digestOfStream } from '../../core/digest.ts';
import type { Digest } from '../../core/digest.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { takeLock } from '../../core/files/lock.ts';
import { requireTools, runTool } from '../run-tool.ts';
import type { ToolMeans } from '../run-tool.ts';
import { readBaseImage } from './base-image.ts';
import { readGivenFiles, writeGivenFiles } from './given-files.ts';
import type { GivenPaths, ReadFile } from './given-files.ts';
import { NOTE_ENDING } from './note.ts';
import type { Note } from './note.ts';
import type { BuiltFile, Means, Recipe } from './recipe.ts';

/** What is to be made of what. */
export interface Order {
  base: string;
  output: string;
  files: GivenPaths;
  /** What stands for the placeholders of the files. */
  values: ReadonlyMap<string, string>;
  choices: ReadonlyMap<string, string>;
  /** Whether an output that is there may be written over. */
  force?: boolean | undefined;
}

export interface CustomiseMeans {
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  /** Told what is being done. */
  onStep?: (now: string) => void;
  /** Bytes read of so many, while a digest is computed. */
  onProgress?: (doneBytes: number, totalBytes: number) => void;
}

/** The image that was made, and of what. */
export interface Customised {
  path: string;
  digest: Digest;
  sizeBytes: number;
  parent: { path: string; digest: Digest };
  recipe: string;
  /** What was put into it: digests, never contents. */
  files: BuiltFile[];
  warnings: string[];
}

/**
 * Makes an image into one's own. The base is only read; the output appears under its name when it is whole and was read
 * back, with a note beside it; whatever else happens, nothing of it stays.
 *
 * @throws OsdexError `usage` where something given is wrong or the output is there, `not-found`, `tool-failed`,
 *   `digest-mismatch`, `write-failed`, `stopped`, `catalog-locked` where another process makes the same.
 */
export async function customise(recipe: Recipe, order: Order, means: CustomiseMeans): Promise<Customised> {
  const output = resolve(order.output);
  const given = await readGivenFiles(recipe, order.files, order.values);
  // Read before anything is made, so that nothing is left where it is none.
  await readBaseImage(order.base, order.base);
  await requireFree(output, order);
  const unlock = await takeLock(`${output}.lock`, `making of ${output}`);
  try {
    await clearRests(output);
    const folder = await mkdtemp(restOf(output)).catch((cause: unknown) => {
      throw writeFailed(output, cause);
    });
    try {
      return await make(recipe, { ...order, output }, given, folder, means);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  } finally {
    await unlock();
  }
}

const BASE = 'base';
const OUTPUT = 'output';
const NOTE_DRAFT = 'note.json';

async function make(
  recipe: Recipe,
  { base: shown, output, choices, force }: Order,
  { files, warnings }: { files: ReadFile[]; warnings: string[] },
  folder: string,
  means: CustomiseMeans,
): Promise<Customised> {
  const { env, signal, onStep = () => undefined } = means;
  const toolMeans: ToolMeans = { cwd: folder, env: { ...env, ...NO_SETTINGS }, signal };
  const work: Means = {
    folder,
    signal,
    run: (tool, args, input = '') => runTool(tool, args, { ...toolMeans, input }),
    require: (tools) => requireTools(tools, toolMeans),
    onStep,
  };
  await work.require(recipe.needs);
  await symlink(await realpath(shown), join(folder, BASE));
  const base = await readBaseImage(shown, BASE);
  onStep('reading the base');
  const parent = await digestOfFile(shown, means);
  const written = await writeGivenFiles(files, folder);
  const built = await recipe.build(base, OUTPUT, { files: written, choices }, work);
  onStep('reading the image');
  const made = join(folder, OUTPUT);
  const digest = await digestOfFile(made, means);
  const { size: sizeBytes } = await stat(made);
  const customised: Customised = {
    path: output,
    digest,
    sizeBytes,
    parent: { path: resolve(shown), digest: parent },
    recipe: recipe.name,
    files: built,
    warnings,
  };
  await place(customised, folder, force);
  return customised;
}

/** Settings of the user are for the user's own runs of these programs. */
const NO_SETTINGS = { MTOOLSRC: '/dev/null', MTOOLS_SKIP_CHECK: '1' };

/** Gives the image its name at last, and the note its own. */
async function place(made: Customised, folder: string, force: boolean | undefined): Promise<void> {
  const { path, digest, sizeBytes, parent, recipe, files } = made;
  const note: Note = {
    schema: 'osdex/customised/1',
    file: basename(path),
    digest,
    sizeBytes,
    parent: { file: basename(parent.path), digest: parent.digest },
    recipe,
    files,
  };
  try {
    await writeFile(join(folder, NOTE_DRAFT), `${JSON.stringify(note, null, 2)}\n`);
    const file = await open(join(folder, OUTPUT), 'r+');
    await file.sync();
    await file.close();
    await requireFree(path, { base: parent.path, force });
    await rename(join(folder, OUTPUT), path);
    await rename(join(folder, NOTE_DRAFT), `${path}${NOTE_ENDING}`);
  } catch (cause) {
    throw cause instanceof OsdexError ? cause : writeFailed(path, cause);
  }
}

async function requireFree(output: string, { base, force }: Pick<Order, 'base' | 'force'>): Promise<void> {
  const there = await lstat(output).catch(() => undefined);
  if (there === undefined) return;
  if ((await realpath(output).catch(() => output)) === (await realpath(base)))
    throw refusedOutput(output, 'the base itself, which is never changed');
  if (there.isDirectory()) throw refusedOutput(output, 'a folder; name the file');
  if (!force)
    throw refusedOutput(output, 'something there; choose another name, or write over it with --force');
}

function refusedOutput(output: string, found: string): OsdexError {
  return new OsdexError('usage', `expected to make ${output}, found ${found}`, { path: output });
}

/** The folder in which an output is made lies beside it, so that it only has to be renamed. */
function restOf(output: string): string {
  return join(dirname(output), `.${basename(output)}.osdex-`);
}

/** Removes what a process that was killed left; whoever has the lock knows that nobody works there. */
async function clearRests(output: string): Promise<void> {
  const prefix = restOf(output);
  await mkdir(dirname(output), { recursive: true }).catch((cause: unknown) => {
    throw writeFailed(output, cause);
  });
  for (const name of await readdir(dirname(prefix)))
    if (name.startsWith(basename(prefix)))
      await rm(join(dirname(prefix), name), { recursive: true, force: true });
}

async function digestOfFile(path: string, { signal, onProgress }: CustomiseMeans): Promise<Digest> {
  const { size } = await stat(path);
  return digestOfStream(readAll(path, size, signal, onProgress));
}

async function* readAll(
  path: string,
  size: number,
  signal: AbortSignal | undefined,
  onProgress: CustomiseMeans['onProgress'],
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Uint8Array>) {
    if (signal?.aborted) throw new OsdexError('stopped', `stopped while ${path} was read; nothing was kept`);
    done += chunk.length;
    onProgress?.(done, size);
    yield chunk;
  }
}

function writeFailed(path: string, cause: unknown): OsdexError {
  return new OsdexError('write-failed', `expected to write ${path}, found: ${reasonOf(cause)}`, {
    path,
    cause,
  });
}
