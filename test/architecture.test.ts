import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';

/** What the code of a folder may know of; a folder's own files are among it only where they are named. */
interface Rule {
  /** Files of ours, by path from the root. */
  ours: RegExp;
  packages: RegExp;
  node: RegExp;
  /** Names of the platform that it must not use, and why. */
  without?: { name: RegExp; reason: string };
}

const ANY = /^/;
const NONE = /^\b$/;
const PLATFORM = {
  name: /\bfetch\s*\(|\bDate\.now\b|\bnew Date\(\s*\)|\bprocess\b|\bperformance\b|\bsetTimeout\b/,
  reason: 'is handed what it needs: no global fetch, no clock, no process',
};

/** Who may import what. The longest folder that a file lies in holds for it. */
const RULES: Record<string, Rule> = {
  core: {
    ours: /^core\//,
    packages: /^(?:js-yaml|openpgp|p-limit|undici|zod)$/,
    node: ANY,
  },
  ...Object.fromEntries(
    Object.entries({
      http: { ours: ['http'], packages: /^(?:p-limit|undici)$/ },
      files: { ours: ['files'], packages: /^(?:js-yaml|zod)$/ },
      trust: { ours: ['trust'], packages: /^(?:openpgp|zod)$/ },
      document: { ours: ['document', 'files'], packages: /^zod$/ },
      sums: { ours: ['sums', 'document', 'trust'], packages: /^zod$/ },
      source: { ours: ['source', 'document', 'files', 'sums', 'trust'], packages: /^zod$/ },
      catalog: { ours: ['catalog', 'files'], packages: /^zod$/ },
      keys: { ours: ['keys', 'catalog', 'source', 'trust'], packages: /^(?:openpgp|zod)$/ },
    }).map(([room, { ours, packages }]): [string, Rule] => [
      `core/${room}`,
      { ours: new RegExp(`^core/(?:[^/]+$|(?:${ours.join('|')})/)`), packages, node: ANY },
    ]),
  ),
  'core/formats': {
    ours: /^core\//,
    packages: /^(?:zod|csv-parse|csv-stringify|htmlparser2|@e965\/xlsx)$/,
    node: NONE,
    without: PLATFORM,
  },
  crawler: {
    ours: /^(?:core\/|crawler\/[^/]+$|crawler\/resolvers\/(?:registry|resolver)\.ts$)/,
    packages: ANY,
    node: ANY,
  },
  'crawler/resolvers': {
    ours: /^(?:core\/|crawler\/resolvers\/(?:resolver|entry)\.ts$)/,
    packages: /^(?:cheerio|htmlparser2|zod)$/,
    node: NONE,
    without: PLATFORM,
  },
  'crawler/resolvers/registry.ts': {
    ours: /^(?:core|crawler\/resolvers)\//,
    packages: NONE,
    node: NONE,
    without: PLATFORM,
  },
  mirror: { ours: /^(?:core|mirror)\//, packages: ANY, node: ANY },
  site: {
    // The published mirror scripts are to the site texts among others.
    ours: /^(?:core\/(?!http\/(?:http|recorded)-fetcher)|site\/|scripts\/mirror\.(?:sh|ps1)\?raw$)/,
    packages: /^(?:astro(?::.+)?|zod)$/,
    node: /^node:(?:fs\/promises|path|crypto)$/,
    without: { name: /\bfetch\s*\(/, reason: 'is built without a network' },
  },
  'site/browser': {
    ours: /^(?:core\/|site\/|scripts\/mirror\.(?:sh|ps1)\?raw$)/,
    packages: NONE,
    node: NONE,
  },
  // Draws with a font that lies among the packages.
  'site/preview': { ours: /^(?:core|site)\//, packages: /^sharp$/, node: /^node:url$/ },
  scripts: { ours: ANY, packages: ANY, node: ANY },
  test: { ours: ANY, packages: ANY, node: ANY },
  bench: { ours: /^(?:core|crawler|mirror|scripts|test|bench)\//, packages: ANY, node: ANY },
};

/** Folders of data: whatever lies there, it is no code. */
const DATA = ['sources', 'catalog'];

const CODE = /\.(?:ts|mts|mjs|js|astro)$/;
const ROOT = join(import.meta.dirname, '..');

/** Comments, strings, templates and regular expressions, in which a word is no code. */
const NO_CODE =
  /\/\*[^]*?\*\/|\/\/[^\n]*|<!--[^]*?-->|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|(?<=[=(,:?!&|{[;\n]\s*)\/(?![/*\s])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/[\\\n])+\/[a-z]*/g;

/** `from '…'` of an import or export, `import '…'` and `import('…')`, whatever lies between over lines. */
const IMPORT = /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*(?:'([^'\n]+)'|"([^"\n]+)"|`([^`\n]+)`)/g;

function violationsOf(file: string, text: string): string[] {
  const [folder, rule] = ruleOf(file);
  const code = text.replaceAll(NO_CODE, (match) => match.replaceAll(/[^\n]/g, ' '));
  const withStrings = text.replaceAll(NO_CODE, (match) =>
    /^['"`]/.test(match) ? match : match.replaceAll(/[^\n]/g, ' '),
  );
  const imports = [...withStrings.matchAll(IMPORT)]
    .filter(({ index }) => code[index] !== ' ')
    .map((match) => ({ index: match.index, specifier: match[1] ?? match[2] ?? match[3] ?? '' }))
    .filter(({ specifier }) => !mayImport(file, specifier, rule))
    .map(({ index, specifier }) => ({ index, message: `${folder} must not import ${specifier}` }));
  const used = rule.without === undefined ? [] : [...code.matchAll(new RegExp(rule.without.name, 'g'))];
  const uses = used.map(({ index, 0: name }) => ({
    index,
    message: `${folder} ${rule.without?.reason}; found ${name.trim()}`,
  }));
  return [...imports, ...uses]
    .toSorted((a, b) => a.index - b.index)
    .map(({ index, message }) => `${file}:${text.slice(0, index).split('\n').length}: ${message}`);
}

function ruleOf(file: string): [folder: string, rule: Rule] {
  const folders = Object.entries(RULES).filter(
    ([folder]) => file === folder || file.startsWith(`${folder}/`),
  );
  const found = folders.toSorted(([a], [b]) => b.length - a.length)[0];
  assert.ok(found !== undefined, `expected a rule for ${file} in test/architecture.test.ts, found none`);
  return found;
}

function mayImport(file: string, specifier: string, rule: Rule): boolean {
  if (specifier.startsWith('node:')) return rule.node.test(specifier);
  if (!specifier.startsWith('.')) return rule.packages.test(packageOf(specifier));
  return rule.ours.test(posix.join(posix.dirname(file), specifier));
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function codeOf(folder: string): string[] {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .filter((name) => CODE.test(name));
  } catch {
    return [];
  }
}

test('every folder imports only what the table of the folders lets it', () => {
  const files = Object.keys(RULES)
    .filter((folder) => !folder.includes('/'))
    .flatMap(codeOf);
  assert.ok(files.length > 50, `expected the code of the project, found ${files.length} files`);
  assert.deepEqual(
    files.flatMap((file) => violationsOf(file, readFileSync(join(ROOT, file), 'utf8'))),
    [],
  );
});

test('the folders of data hold no code', () => {
  assert.deepEqual(DATA.flatMap(codeOf), []);
});

test('an import that the table forbids is named with its file, line and rule', () => {
  const forbidden: [file: string, text: string, found: string][] = [
    ['core/a.ts', "import { b } from '../crawler/b.ts';", 'core must not import ../crawler/b.ts'],
    ['core/a.ts', "import type { B } from '../test/b.ts';", 'core must not import ../test/b.ts'],
    ['core/a.ts', "import { simpleGit } from 'simple-git';", 'core must not import simple-git'],
    ['core/formats/a.ts', "export { b } from 'node:fs';", 'core/formats must not import node:fs'],
    ['crawler/a.ts', "const b = await import('../site/b.ts');", 'crawler must not import ../site/b.ts'],
    ['crawler/a.ts', "import '../mirror/b.ts';", 'crawler must not import ../mirror/b.ts'],
    ['crawler/a.ts', "import b from '../scripts/b.ts';", 'crawler must not import ../scripts/b.ts'],
    [
      'crawler/a.ts',
      "import { b } from './resolvers/sums.ts';",
      'crawler must not import ./resolvers/sums.ts',
    ],
    ['crawler/resolvers/a.ts', "import { b } from './b.ts';", 'crawler/resolvers must not import ./b.ts'],
    [
      'crawler/resolvers/a.ts',
      "import { b } from '../merge.ts';",
      'crawler/resolvers must not import ../merge.ts',
    ],
    ['crawler/resolvers/a.ts', "import fs from 'node:fs';", 'crawler/resolvers must not import node:fs'],
    ['mirror/a.ts', "import { b } from '../crawler/b.ts';", 'mirror must not import ../crawler/b.ts'],
    ['site/pages/a.astro', "import B from '../../crawler/b.ts';", 'site must not import ../../crawler/b.ts'],
    [
      'site/a.ts',
      "import { b } from '../core/http/http-fetcher.ts';",
      'site must not import ../core/http/http-fetcher.ts',
    ],
    ['site/browser/a.mts', "import 'node:path';", 'site/browser must not import node:path'],
    ['core/trust/a.ts', "import { b } from '../keys/b.ts';", 'core/trust must not import ../keys/b.ts'],
    ['bench/a.ts', "import { b } from '../site/b.ts';", 'bench must not import ../site/b.ts'],
  ];
  for (const [file, text, found] of forbidden) {
    assert.deepEqual(violationsOf(file, `// first line\n${text}\n`), [`${file}:2: ${found}`]);
  }
});

test('an import over several lines is found, one in a comment or a string is none', () => {
  const text = [
    "// import '../site/a.ts';",
    "/* import { a } from '../site/a.ts'; */",
    `const help = "import '../site/a.ts'";`,
    'import {',
    '  b,',
    "} from '../site/b.ts';",
  ].join('\n');
  assert.deepEqual(violationsOf('core/a.ts', text), ['core/a.ts:6: core must not import ../site/b.ts']);
});

test('a resolver that fetches or looks at the clock by itself is found', () => {
  const text = [
    "const words = 'fetch(url) or new Date()'; // new Date()",
    'const given = new Date(published);',
    'const bytes = await fetch(url);',
    'const now = Date.now();',
    'const today = new Date();',
  ].join('\n');
  const reason = 'is handed what it needs: no global fetch, no clock, no process; found';
  assert.deepEqual(violationsOf('crawler/resolvers/a.ts', text), [
    `crawler/resolvers/a.ts:3: crawler/resolvers ${reason} fetch(`,
    `crawler/resolvers/a.ts:4: crawler/resolvers ${reason} Date.now`,
    `crawler/resolvers/a.ts:5: crawler/resolvers ${reason} new Date()`,
  ]);
});

test('what the table allows is not found', () => {
  const allowed: [file: string, text: string][] = [
    ['core/a.ts', "import { readFile } from 'node:fs/promises';\nimport { b } from './b.ts';"],
    ['crawler/a.ts', "import { resolverOf } from './resolvers/registry.ts';"],
    ['crawler/resolvers/registry.ts', "import { sums } from './sums.ts';"],
    ['crawler/resolvers/a.ts', "import type { Resolver } from './resolver.ts';"],
    ['site/browser/a.mts', "const rows = await fetch('rows.json');"],
    ['scripts/a.ts', "import { startUpstream } from '../test/upstream/upstream.ts';"],
    ['test/a.test.ts', "import { b } from '../site/b.ts';"],
  ];
  for (const [file, text] of allowed) assert.deepEqual(violationsOf(file, text), []);
});
