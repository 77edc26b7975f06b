import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { OsdexError } from '../../core/error.ts';
import { takeLock } from '../../core/files/lock.ts';
import { writeSampleCatalog } from './sample.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where builds are kept from one test file, and one run, to the next; cleared with node_modules by `npm ci`. */
const CACHE = join(root, 'node_modules/.cache/osdex/sites');

/** All that a site is made of besides its catalog. */
const MADE_OF = ['core', 'scripts', 'site', 'astro.config.mjs', 'package-lock.json', 'tsconfig.json'];

const KEPT_MS = 24 * 60 * 60 * 1000;
const LOOK_AGAIN_MS = 100;

/** What the site of the sample is called; a name that must never become markup. */
export const SITE_NAME = 'Ours & <theirs>';
export const SITE_URL = 'https://images.example';
export const BASE = '/osdex/';

/** A built site and what it was built from, both for reading only. */
export interface BuiltSite {
  out: string;
  catalog: string;
}

/** The site of the sample catalog. */
export function builtSample(): Promise<BuiltSite> {
  return builtSite(writeSampleCatalog);
}

/**
 * The site of a catalog. A build takes seconds and several test files look at the same one, so it is kept under what
 * it was made of: another byte anywhere makes another build.
 *
 * @param writeCatalog writes the catalog into the folder that it is given, the same each time.
 */
export async function builtSite(writeCatalog: (directory: string) => Promise<void>): Promise<BuiltSite> {
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, 'draft-'));
  try {
    await writeCatalog(join(draft, 'catalog'));
    const place = join(CACHE, await madeOf(join(draft, 'catalog')));
    const unlock = await lock(`${place}.lock`);
    try {
      if (!(await isThere(place))) {
        await dropOld();
        await build(draft);
        await rename(draft, place);
      }
      await utimes(place, new Date(), new Date());
      return { out: join(place, 'out'), catalog: join(place, 'catalog') };
    } finally {
      await unlock();
    }
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** In a process of its own, since it is built on a day of its own. */
async function build(draft: string): Promise<void> {
  const options = {
    catalog: join(draft, 'catalog'),
    out: join(draft, 'out'),
    url: SITE_URL,
    base: BASE,
    name: SITE_NAME,
    description: 'Made for a test.',
    revision: '0123456789abcdef0123456789abcdef01234567',
  };
  const module = pathToFileURL(join(root, 'scripts/site-build.ts')).href;
  const code = `const { buildSite } = await import(${JSON.stringify(module)}); await buildSite(${JSON.stringify(options)});`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', SOURCE_DATE_EPOCH: '1785100000' },
  });
}

/** A name for what a build is made of: our code, the packages, Node, this file, and the catalog. */
async function madeOf(catalog: string): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  hash.update(await readFile(fileURLToPath(import.meta.url)));
  for (const part of MADE_OF) await hashTree(join(root, part), part, hash);
  await hashTree(catalog, 'catalog', hash);
  return hash.digest('hex').slice(0, 32);
}

async function hashTree(path: string, name: string, hash: ReturnType<typeof createHash>): Promise<void> {
  if ((await stat(path)).isDirectory()) {
    for (const entry of (await readdir(path)).toSorted())
      await hashTree(join(path, entry), `${name}/${entry}`, hash);
  } else {
    const bytes = await readFile(path);
    hash.update(`${name}\n${bytes.length}\n`).update(bytes);
  }
}

/** Waits for another test file that builds the same. */
async function lock(path: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      return await takeLock(path, 'build of this site');
    } catch (error) {
      if (!(error instanceof OsdexError) || error.code !== 'catalog-locked') throw error;
      await passed(LOOK_AGAIN_MS);
    }
  }
}

async function dropOld(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const path = join(CACHE, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > KEPT_MS)
      await rm(path, { recursive: true, force: true });
  }
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
