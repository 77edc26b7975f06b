import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeYaml } from '../../core/files/yaml.ts';
import { escapeMarkdown } from '../../core/markdown.ts';
import { SETTINGS_FILE } from '../../core/source/catalog-settings.ts';
import type { CatalogSettings } from '../../core/source/catalog-settings.ts';
import { PACKAGE_ROOT, VERSION } from '../context.ts';

/** Files of a catalog's repository as they are, but for words in double braces. */
const TEMPLATE = join(PACKAGE_ROOT, 'scripts', 'init', 'template');

/** What npm would leave out of a package, or take for its own, lies in the template under a name without a dot. */
const DOTTED = /^github(?=\/)/;

const SETTINGS_HEADING = [
  'What this catalog is made of. Beside the sources in sources/ it takes those of these products from osdex',
  `itself, so that what changes at a publisher arrives with a newer osdex; "products: all" takes every one.`,
  'site: may have url: and base:, the address of the site and the path below which it lies.',
];

const IGNORED = ['node_modules/', '/public/', '/catalog/.lock', '*.tmp', '*.log'];

/** The files of a new catalog's repository, by their paths in it. */
export async function repositoryFiles(
  settings: CatalogSettings,
  folder: string,
): Promise<ReadonlyMap<string, string>> {
  const name = folderWord(folder);
  const words = { name: escapeMarkdown(settings.name), folder: name };
  const files = new Map([
    ['package.json', `${JSON.stringify(manifestOf(name, settings), undefined, 2)}\n`],
    [SETTINGS_FILE, writeYaml(settings, SETTINGS_HEADING)],
    ['.gitignore', `${IGNORED.join('\n')}\n`],
  ]);
  const entries = await readdir(TEMPLATE, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'utf8');
    const target = path
      .slice(TEMPLATE.length + 1)
      .replaceAll('\\', '/')
      .replace(DOTTED, '.github');
    files.set(
      target,
      text.replaceAll(/\{\{(name|folder)\}\}/g, (_, word: 'name' | 'folder') => words[word]),
    );
  }
  return new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function manifestOf(name: string, settings: CatalogSettings): object {
  return {
    name,
    private: true,
    description: settings.description ?? settings.name,
    scripts: {
      crawl: 'osdex crawl --commit',
      updates: 'osdex updates',
      build: 'osdex site build --out public',
      serve: 'osdex site serve --out public',
    },
    dependencies: { osdex: `^${VERSION}` },
    engines: { node: '>=24' },
  };
}

/** The folder's name as npm, systemd and a path in a shell script take it. npm refuses a package within one of its name. */
function folderWord(folder: string): string {
  const word = folder
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 64);
  if (word === '') return 'catalog';
  return word === 'osdex' ? 'osdex-catalog' : word;
}
