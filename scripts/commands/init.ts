import { basename, resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { settingsOf } from '../init/catalog-choice.ts';
import type { CatalogChoice } from '../init/catalog-choice.ts';
import { fillFolder } from '../init/empty-folder.ts';
import { commitFirst, repositoryAround } from '../init/first-commit.ts';
import type { FirstCommit } from '../init/first-commit.ts';
import { repositoryFiles } from '../init/repository-files.ts';
import { productsIn, shippedSources } from '../../core/source/shipped-sources.ts';
import { printJson } from '../print-json.ts';

interface InitFlags extends CatalogChoice {
  git: boolean;
  json?: boolean;
}

/** `osdex init`. */
export async function addInitCommand(program: Command): Promise<void> {
  const products = await productsIn(shippedSources());
  program
    .command('init')
    .description('make a repository for a catalog of your own: sources, settings, site, schedule')
    .argument('<dir>', 'folder to make it in; empty, or not there yet')
    .option('--products <names>', 'products whose sources to take from osdex, with commas between, or none')
    .addOption(
      new Option(
        '--all',
        'take every source that osdex brings, also of later versions (the default)',
      ).conflicts('products'),
    )
    .option('--name <text>', 'what the catalog is called (default: as the folder)')
    .option('--description <text>', 'what it is, in a sentence')
    .option('--site-url <url>', 'where its site will be published')
    .option('--no-git', 'make no git repository and no first commit')
    .option('--json', 'print one JSON document instead of text')
    .addHelpText('after', notes(products))
    .action(makeCatalog);
}

async function makeCatalog(dir: string, flags: InitFlags): Promise<void> {
  const folder = resolve(dir);
  const settings = await settingsOf(flags, folder);
  const files = await repositoryFiles(settings, basename(folder));
  const first = await fillFolder(folder, files, async (unfinished) =>
    flags.git
      ? commitUnlessWithin(unfinished)
      : { uncommitted: 'as you asked; with "git init" there, crawls can commit' },
  );
  if (flags.json) {
    const { name, products } = settings;
    printJson({ schema: 'osdex/init/1', folder, name, products, files: [...files.keys()], ...first });
  } else process.stdout.write(describe(folder, settings.products, first));
}

/** A repository within another would be told by neither. */
async function commitUnlessWithin(folder: string): Promise<FirstCommit> {
  const around = await repositoryAround(folder);
  if (around === undefined) return commitFirst(folder);
  return { uncommitted: `it lies in the git repository ${around}; commit it there` };
}

function describe(folder: string, products: readonly string[] | string, first: FirstCommit): string {
  const taken = typeof products === 'string' ? 'every product that osdex knows' : products.join(', ');
  return [
    `The catalog's repository is in ${folder}.`,
    `  products  ${taken || 'none yet: put sources of your own into sources/'}`,
    `  commit    ${'commit' in first ? first.commit : `none: ${first.uncommitted}`}`,
    '',
    'Next, in that folder:',
    '  npm install          bring osdex along; commit the package-lock.json that it writes',
    '  npx osdex updates    see what a crawl would record',
    '  npm run crawl        prove it, record it, commit',
    '  npm run build        the site, in public/',
    'README.md there tells how to add sources and how to publish.',
    '',
  ].join('\n');
}

function notes(products: readonly string[]): string {
  return `
Products: ${products.join(', ')}.

Examples:
  osdex init images --products ubuntu,debian --name "Our images"
  osdex init images --all --site-url https://images.example.org/

With --json: schema osdex/init/1, with the folder, the files, and the commit or why there is none.

Exit code 0: made. 1: it could not be written. 2: used wrongly, or the folder is not empty; nothing is changed then.`;
}
