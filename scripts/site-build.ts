import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simpleGit } from 'simple-git';
import { readCatalog } from '../core/catalog/catalog.ts';
import { OsdexError } from '../core/error.ts';
import { siteAddress } from '../core/source/catalog-settings.ts';
import type { GivenCatalog } from '../site/catalog/site-catalog.ts';
import { readSettings } from '../site/settings.ts';
import { catalogRevisions } from './catalog-revisions.ts';
import { PACKAGE_ROOT, VERSION } from './context.ts';
import { EXPORTS_FOLDER, LATEST_FOLDER, writeSiteExports } from './site-exports.ts';
import type { SiteExportContext } from './site-exports.ts';

export interface SiteOptions {
  catalog: string;
  out: string;
  /** What the site is called, and in a sentence what it is. */
  name?: string | undefined;
  description?: string | undefined;
  /** Where the site will be published, such as `https://example.org/`. */
  url?: string | undefined;
  /** Path below which it will lie, such as `/osdex/`. */
  base?: string | undefined;
  /** Of the catalog, in git; by default that of the folder it lies in. */
  revision?: string | undefined;
}

/** Thousands of pages are garbage soon after they were made: with more room for the young, fewer are moved before. */
const MORE_YOUNG = '--max-semi-space-size=32';

/**
 * Builds the site into a folder. The catalog is read here while Astro bundles the pages, and handed over as JSON.
 *
 * @param onOutput what the build prints; what it printed is part of the error when it fails.
 * @throws OsdexError `catalog-invalid` when the catalog cannot be read or the build fails.
 */
export async function buildSite(
  { catalog, out, name, description, url, base, revision: given }: SiteOptions,
  onOutput?: (text: string) => void,
): Promise<void> {
  const manifest = fileURLToPath(`file://${createRequire(import.meta.url).resolve('astro/package.json')}`);
  const revisions = await catalogRevisions(catalog);
  const revision = given ?? revisions[0]?.revision ?? (await revisionOf(catalog));
  const astro = join(manifest, '..', 'bin', 'astro.mjs');
  const child = spawn(process.execPath, [MORE_YOUNG, astro, 'build'], {
    // The site's own project; Astro keeps its work files below the folder it runs in.
    cwd: PACKAGE_ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ASTRO_TELEMETRY_DISABLED: '1',
      OSDEX_CATALOG: resolve(catalog),
      OSDEX_CATALOG_READ: 'stdin',
      OSDEX_OUT: resolve(out),
      ...(name === undefined ? {} : { OSDEX_SITE_NAME: name }),
      ...(description === undefined ? {} : { OSDEX_SITE_DESCRIPTION: description }),
      ...(url === undefined ? {} : { OSDEX_SITE_URL: url }),
      ...(base === undefined ? {} : { OSDEX_BASE: base }),
      ...(revision === undefined ? {} : { OSDEX_REVISION: revision }),
    },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      onOutput?.(text);
    });
  }
  const ended = new Promise<number>((done, fail) =>
    child.once('error', fail).once('close', (code) => done(code ?? 1)),
  );
  // Awaited further down, where it may be too late to be seen as handled.
  ended.catch(() => undefined);
  // A build that ends before it has read all says itself why.
  child.stdin.on('error', () => undefined);
  // Beside the site, so that it only has to be moved.
  await mkdir(dirname(resolve(out)), { recursive: true });
  const work = await mkdtemp(`${resolve(out)}-`);
  try {
    const read = await readCatalog(catalog);
    child.stdin.end(JSON.stringify({ catalog: read, revisions } satisfies GivenCatalog));
    // Astro empties the folder first; until it is done the exports wait beside it.
    await writeSiteExports(read, work, exportContext({ name, url, base }));
    const status = await ended;
    if (status !== 0) throw buildFailed(catalog, printed);
    for (const folder of [EXPORTS_FOLDER, LATEST_FOLDER]) await move(join(work, folder), join(out, folder));
  } catch (error) {
    child.kill();
    await ended;
    throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The folder of the site may be a disk of its own, to which nothing can be renamed from outside. */
async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch(() => cp(from, to, { recursive: true }));
}

function exportContext({
  name = 'osdex',
  url,
  base,
}: Pick<SiteOptions, 'name' | 'url' | 'base'>): SiteExportContext {
  return {
    site: name,
    generator: `osdex ${VERSION}`,
    today: readSettings(process.env).today,
    siteUrl: siteAddress({ url, base }),
  };
}

function buildFailed(catalog: string, printed: string): OsdexError {
  const last = printed.trim().split('\n').slice(-20).join('\n');
  return new OsdexError('catalog-invalid', `expected the site to build from ${catalog}, found:\n${last}`);
}

async function revisionOf(catalog: string): Promise<string | undefined> {
  try {
    return (await simpleGit(catalog).revparse(['--short=12', 'HEAD'])).trim();
  } catch {
    return undefined;
  }
}
