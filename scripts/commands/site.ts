import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { readCatalogSettings, SETTINGS_FILE } from '../../core/source/catalog-settings.ts';
import { dataRoot, withCommonOptions } from '../context.ts';
import type { CommonOptions } from '../context.ts';
import { openProgress } from '../progress.ts';
import { buildSite } from '../site-build.ts';
import { showSiteBuild } from '../site-progress.ts';
import { serveSite } from '../site-server.ts';

interface BuildFlags extends CommonOptions {
  out: string;
  url?: string;
  base?: string;
}

interface ServeFlags extends CommonOptions {
  out: string;
  base: string;
  port: string;
}

/** Beside the built JavaScript of the package, never in it. */
const OUT_FOLDER = 'dist-site';

/** `osdex site build` and `osdex site serve`. */
export function addSiteCommand(program: Command): void {
  const defaultOut = join(dataRoot(), OUT_FOLDER);
  const site = program.command('site').description('the catalog as a web site of plain files');

  withCommonOptions(site.command('build').description('build the site from the catalog'))
    .option('--out <dir>', 'folder to write', defaultOut)
    .option(
      '--url <url>',
      `where it will be published, for feeds and canonical links (default: as ${SETTINGS_FILE} says)`,
    )
    .option('--base <path>', `path below which it will lie (default: as ${SETTINGS_FILE} says, or /)`)
    .action(async (flags: BuildFlags) => {
      const settings = await readCatalogSettings(flags.sources);
      const { name, description } = settings ?? {};
      const shown = showSiteBuild(openProgress(flags.json));
      try {
        await buildSite({ name, description, base: '/', ...settings?.site, ...flags }, shown.take);
      } finally {
        shown.end();
      }
      process.stdout.write(
        flags.json ? `${JSON.stringify({ out: flags.out })}\n` : `The site is in ${flags.out}.\n`,
      );
    });

  withCommonOptions(site.command('serve').description('show a built site on this machine'))
    .option('--out <dir>', 'folder of the built site', defaultOut)
    .option('--base <path>', 'path below which it was built', '/')
    .option('--port <number>', 'port to listen on', '4321')
    .action(async (flags: ServeFlags) => {
      await requireSite(flags.out);
      const port = requirePort(flags.port);
      const { url } = await serveSite(flags.out, { port, base: flags.base }).catch((cause: unknown) => {
        throw new OsdexError(
          'usage',
          `expected port ${port} to be free, found: ${reasonOf(cause)}; choose another with --port`,
        );
      });
      process.stdout.write(
        flags.json ? `${JSON.stringify({ url })}\n` : `The site is at ${url} (Ctrl-C stops it).\n`,
      );
    });
}

async function requireSite(directory: string): Promise<void> {
  await access(join(directory, 'index.html')).catch((cause: unknown) => {
    throw new OsdexError(
      'usage',
      `expected a built site in ${directory}, found none; run "osdex site build" first`,
      { path: directory, cause },
    );
  });
}

function requirePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) < 65536) return Number(text);
  throw new OsdexError('usage', `expected --port as a number up to 65535, found "${text}"`);
}
