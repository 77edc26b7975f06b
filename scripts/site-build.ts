import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simpleGit } from 'simple-git';
import { readCatalog } from '../core/catalog/catalog.ts';
import { OsdexError } from '../core/error.ts';
import { PACKAGE_ROOT } from './context.ts';

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
  { catalog, out, name, description, url, base }: SiteOptions,
  onOutput?: (text: string) => void,
): Promise<void> {
  const manifest = fileURLToPath(`file://${createRequire(import.meta.url).resolve('astro/package.json')}`);
  const revision = await revisionOf(catalog);
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
  // A build that ends before it has read all says itself why.
  child.stdin.on('error', () => undefined);
  try {
    child.stdin.end(JSON.stringify(await readCatalog(catalog)));
  } catch (error) {
    child.kill();
    await ended;
    throw error;
  }
  const status = await ended;
  if (status !== 0) {
    throw new OsdexError(
      'catalog-invalid',
      `expected the site to build from ${catalog}, found:\n${printed.trim().split('\n').slice(-20).join('\n')}`,
    );
  }
}

async function revisionOf(catalog: string): Promise<string | undefined> {
  try {
    return (await simpleGit(catalog).revparse(['--short=12', 'HEAD'])).trim();
  } catch {
    return undefined;
  }
}
