import type { Command } from 'commander';
import { rebuildInventory } from '../../mirror/inventory/rebuild.ts';
import type { Rebuilt } from '../../mirror/inventory/rebuild.ts';
import { showDownload } from '../download-progress.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { untilStopped } from '../run-fetcher.ts';
import {
  everyImage,
  requireRepository,
  withCatalogOption,
  withRepositoryOptions,
} from './repository-flags.ts';
import type { CatalogFlags, RepositoryFlags } from './repository-flags.ts';
import { toldScan } from './scan.ts';
import { whileLocked } from './while-locked.ts';

const EXAMPLES = `
Examples:
  osdex mirror rebuild -r /srv/images

Every file is read and looked up in the catalog. Of the old inventory, which is put aside, is kept what files cannot
tell: the names that people gave, where files are from, since when they are here, and what a bad one should be.

Exit code 0: done. 1: files are bad or cannot be read. 2: used wrongly.`;

/** `osdex mirror rebuild`. */
export function addRebuildCommand(mirror: Command): void {
  withCatalogOption(
    withRepositoryOptions(
      mirror.command('rebuild').description('make the inventory anew from the files alone'),
    ),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (flags: RepositoryFlags & CatalogFlags) => {
      const rebuilt = await rebuild(flags);
      if (flags.json) printJson(rebuilt);
      else process.stdout.write(told(rebuilt));
      if (rebuilt.scan.bad.length + rebuilt.scan.unreadable.length > 0) process.exitCode = 1;
    });
}

async function rebuild(flags: RepositoryFlags & CatalogFlags): Promise<Rebuilt> {
  const repository = await requireRepository(flags);
  const progress = openProgress(flags.json);
  try {
    return await untilStopped((signal) =>
      whileLocked(repository, 'rebuild of this repository', () =>
        rebuildInventory(repository, {
          ...{ images: () => everyImage(flags), now: () => new Date(), signal },
          onProgress: showDownload(progress),
        }),
      ),
    );
  } finally {
    progress.end();
  }
}

function told({ scan, aside, unreadable }: Rebuilt): string {
  const kept = aside === undefined ? '' : `The old inventory is .osdex/${aside} now.\n`;
  const lost = unreadable === undefined ? '' : `Nothing could be taken over from it: ${unreadable}\n`;
  return toldScan(scan) + kept + lost;
}
