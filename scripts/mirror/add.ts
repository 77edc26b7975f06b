import { resolve } from 'node:path';
import type { Command } from 'commander';
import { OsdexError } from '../../core/error.ts';
import { facetValues, isClosedFacet, parseFacetValue } from '../../core/facet-values.ts';
import { formatSize } from '../../core/format-size.ts';
import type { Facet } from '../../core/selector.ts';
import { addFile } from '../../mirror/inventory/add-file.ts';
import type { InventoryFile } from '../../mirror/inventory/inventory-file.ts';
import { showDownload } from '../download-progress.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { untilStopped } from '../run-fetcher.ts';
import { everyImage, withCatalogOption, withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { CatalogFlags, RepositoryFlags } from './repository-flags.ts';
import { whileLocked } from './while-locked.ts';

/** What a person can say of a file. */
const TOLD = ['product', 'release', 'arch', 'kind', 'format', 'language'] as const satisfies Facet[];

interface AddFlags extends RepositoryFlags, CatalogFlags, Partial<Record<(typeof TOLD)[number], string>> {
  name: string;
  path?: string;
  move?: boolean;
}

const EXAMPLES = `
Examples:
  osdex mirror add ~/rescue.iso --name "Rescue stick" --kind live --arch amd64
  osdex mirror add golden.qcow2 --name golden --product debian --release 13 --path images/golden.qcow2 --move

It is found by its name then: "osdex mirror show golden". A file that lies in the repository already only gets its name.
What the catalog knows of a file by its digest counts more than what is said here.`;

/** `osdex mirror add`. */
export function addAddCommand(mirror: Command): void {
  const command = withCatalogOption(
    withRepositoryOptions(
      mirror.command('add').description('take a file of your own into the repository, under a name'),
    ),
  )
    .argument('<file>', 'the file')
    .requiredOption('--name <name>', 'what it is called')
    .option('--path <path>', 'where it is to lie in the repository (default: custom/NAME with its ending)')
    .option('--move', 'take it away from where it is, instead of copying it');
  for (const facet of TOLD) command.option(`--${facet} <${facet}>`, `its ${facet}`);
  command.addHelpText('after', EXAMPLES).action(async (from: string, flags: AddFlags) => {
    const file = await add(resolve(from), flags);
    if (flags.json) printJson(file);
    else {
      const is = file.id === undefined ? 'no image of the catalog' : file.id;
      process.stdout.write(`added  ${file.path} (${formatSize(file.sizeBytes)}), ${is}\n`);
    }
  });
}

async function add(from: string, flags: AddFlags): Promise<InventoryFile> {
  const facets = facetsIn(flags);
  const progress = openProgress(flags.json);
  try {
    return await untilStopped((signal) =>
      withInventory(flags, (repository, inventory) =>
        whileLocked(repository, 'change of this repository', () =>
          addFile(
            repository,
            inventory,
            from,
            { name: flags.name, path: flags.path, move: flags.move, facets },
            {
              images: () => everyImage(flags),
              now: () => new Date(),
              signal,
              onProgress: showDownload(progress),
            },
          ),
        ),
      ),
    );
  } finally {
    progress.end();
  }
}

function facetsIn(flags: AddFlags): InventoryFile['facets'] {
  const facets: InventoryFile['facets'] = {};
  for (const facet of TOLD) {
    const word = flags[facet];
    if (word === undefined) continue;
    const value = isClosedFacet(facet) ? parseFacetValue(facet, word) : word.trim();
    if (!value) {
      const known = isClosedFacet(facet) ? `one of ${facetValues(facet).join(', ')}` : 'a word';
      throw new OsdexError('usage', `expected --${facet} as ${known}, found "${word}"`);
    }
    facets[facet] = value;
  }
  return facets;
}
