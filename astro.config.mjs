import { mkdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'astro/config';

const { OSDEX_SITE_URL, OSDEX_BASE, OSDEX_OUT, OSDEX_CATALOG } = process.env;
const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

const folders = { srcDir: './site', publicDir: './site/public' };

// Paths are the caller's; from here on the working directory is another one.
const outDir = resolve(OSDEX_OUT || 'dist-site');
process.env.OSDEX_CATALOG = resolve(OSDEX_CATALOG || 'catalog');

// What a build needs on the way lies in a folder of its own: Astro keeps such things below its root and below the
// working directory, where two builds at one time would spoil each other. It is within the package, because the
// modules that Astro puts there look for their packages upwards. (`--root` on Astro's command line would win over it.)
const ownDirectory = here(`./.astro/build-${process.pid}/`);
const callerDirectory = process.cwd();
mkdirSync(ownDirectory, { recursive: true });
process.chdir(ownDirectory);
process.once('exit', () => {
  process.chdir(callerDirectory);
  rmSync(ownDirectory, { recursive: true, force: true });
});

export default defineConfig({
  root: ownDirectory,
  cacheDir: ownDirectory,
  srcDir: here(folders.srcDir),
  publicDir: here(folders.publicDir),
  outDir,
  site: OSDEX_SITE_URL || 'https://osdex.example',
  base: OSDEX_BASE || '/',
  trailingSlash: 'always',
  // Nothing inline: the content security policy of the pages allows files of the site only.
  build: { concurrency: 4, format: 'directory', inlineStylesheets: 'never', assets: '_site' },
  vite: {
    build: { assetsInlineLimit: 0, cssTarget: ['chrome123', 'firefox120', 'safari17.5'] },
    server: { fs: { allow: [here('./')] } },
  },
  devToolbar: { enabled: false },
});
