import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import { parseSelector } from '../../core/selector.ts';
import { indexImages } from '../../mirror/inventory/image-index.ts';
import { repairFiles } from '../../mirror/inventory/repair.ts';
import type { RepairReport } from '../../mirror/inventory/repair.ts';
import { selectFiles } from '../../mirror/inventory/select-files.ts';
import { orderPlaces, originsOf, readPlaceSources } from '../../mirror/place-sources.ts';
import { withNetworkOptions } from '../context.ts';
import type { NetworkOptions } from '../context.ts';
import { showDownload } from '../download-progress.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { withFetcher } from '../run-fetcher.ts';
import { everyImage, withCatalogOption, withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { CatalogFlags, RepositoryFlags } from './repository-flags.ts';
import { whileLocked } from './while-locked.ts';

type RepairFlags = RepositoryFlags & CatalogFlags & NetworkOptions;

const NOTES = `
Files that are bad or missing are fetched again from their publisher, then from its mirrors: only the bad pieces where
these are known and the place answers with parts of a file, else the whole. A file is proven before the bad one goes to
the trash.

Examples:
  osdex mirror repair
  osdex mirror repair "product=debian"

Exit code 0: nothing is bad or missing any more. 1: some could not be had. 2: used wrongly.`;

/** `osdex mirror repair`. */
export function addRepairCommand(mirror: Command): void {
  withNetworkOptions(
    withCatalogOption(
      withRepositoryOptions(
        mirror.command('repair').description('fetch bad and missing files again, and prove them'),
      ),
    ),
  )
    .argument('[selector]', 'only files that it finds (default: all)')
    .addHelpText('after', NOTES)
    .action(async (selector: string | undefined, flags: RepairFlags) => {
      const { repaired, failed } = await repair(selector, flags);
      if (flags.json) {
        const told = failed.map(({ path, error }) => ({ path, code: error.code, message: error.message }));
        printJson({ repaired, failed: told });
      } else {
        for (const { path, how, from, trashed } of repaired) {
          const gone = trashed === undefined ? '' : `; the bad one is ${trashed} now`;
          process.stdout.write(`repaired  ${path} (${how}, from ${from})${gone}\n`);
        }
        if (repaired.length + failed.length === 0) process.stdout.write('Nothing is bad or missing.\n');
      }
      const [first] = failed;
      if (first === undefined) return;
      for (const { error } of failed) process.stderr.write(`osdex: ${error.message}\n`);
      const all = failed.length + repaired.length;
      throw new OsdexError(
        first.error.code === 'usage' ? 'not-found' : first.error.code,
        `${counted(failed.length, 'file')} of ${all} could not be repaired`,
      );
    });
}

async function repair(selector: string | undefined, flags: RepairFlags): Promise<RepairReport> {
  const progress = openProgress(flags.json);
  try {
    return await withInventory(flags, (repository, inventory) =>
      whileLocked(repository, 'repair of this repository', async () => {
        const files = selectFiles(inventory.all(), parseSelector(selector ?? ''), ['bad', 'missing']);
        if (files.length === 0) return { repaired: [], failed: [] };
        const images = indexImages(await everyImage(flags));
        const sources = await readPlaceSources(repository);
        const work = (fetcher: Fetcher, signal: AbortSignal): Promise<RepairReport> => {
          let current = { path: '', show: showDownload(progress) };
          return repairFiles(repository, inventory, files, {
            ...{ images, fetcher, signal, now: () => new Date() },
            orderPlaces: (urls) => orderPlaces(urls, sources),
            onProgress: (path, done, total) => {
              if (path !== current.path) current = { path, show: showDownload(progress) };
              current.show(done, total);
            },
            onTrouble: (path, { message }) => progress.milestone(`${path}: ${message}`),
          });
        };
        return withFetcher(flags, work, { ownOrigins: originsOf(sources) });
      }),
    );
  } finally {
    progress.end();
  }
}
