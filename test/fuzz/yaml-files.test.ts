import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCatalogFile } from '../../core/catalog/catalog-file.ts';
import { OsdexError } from '../../core/error.ts';
import { Health } from '../../core/health.ts';
import { Product } from '../../core/product.ts';
import { Release } from '../../core/release.ts';
import { loadSource } from '../../core/source/source-files.ts';
import { readYaml, writeYaml } from '../../core/files/yaml.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { mutated, tries } from './fuzz.ts';

const ROOT = join(import.meta.dirname, '../..');
const files = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .sort()
    .map((path) => join(ROOT, folder, path));

const words = [
  '&a',
  '*a',
  '!!str ',
  '? ',
  '[',
  ']',
  '}',
  'null',
  'true',
  '1e3',
  '"24.04"',
  '\t',
  '%',
  '|',
  '>',
  '#',
  '---',
  '...',
];

interface Damaged {
  path: string;
  bytes: Uint8Array;
}

function damaged(paths: readonly string[]): fc.Arbitrary<Damaged> {
  const bases = paths.map((path) => ({ path, base: readFileSync(path) }));
  return fc
    .constantFrom(...bases)
    .chain(({ path, base }) => mutated(base, words).map((bytes) => ({ path, bytes })));
}

/** The value, or undefined for a refusal with this code that names the file. */
async function valueOrRefusal<T>(work: Promise<T>, path: string, code: string): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    assert.ok(error instanceof OsdexError, String(error));
    assert.deepEqual([error.code, error.path], [code, path]);
    assert.ok(error.message.includes(path));
    return undefined;
  }
}

test('a damaged source is loaded or refused with its file', async (t) => {
  const folder = await temporaryFolder(t);
  await fc.assert(
    fc.asyncProperty(damaged(files('sources')), async ({ path, bytes }) => {
      const copy = join(folder, basename(path));
      await writeFile(copy, bytes);
      await valueOrRefusal(loadSource(copy), copy, 'source-invalid');
    }),
    tries(180),
  );
});

test('a damaged catalog file is refused with its name, or read into what is written back the same', async (t) => {
  const folder = await temporaryFolder(t);
  await fc.assert(
    fc.asyncProperty(damaged(files('catalog')), async ({ path, bytes }) => {
      const name = basename(path);
      const schema = name === 'health.yaml' ? Health : name === 'product.yaml' ? Product : Release;
      const copy = join(folder, name);
      await writeFile(copy, bytes);
      const value: unknown = await valueOrRefusal(
        readCatalogFile<typeof Release>(copy, schema as typeof Release),
        copy,
        'catalog-invalid',
      );
      if (value === undefined) return;
      const written = writeYaml(value);
      assert.deepEqual(
        readYaml<typeof Release>(written, schema as typeof Release, name, 'catalog-invalid'),
        value,
      );
    }),
    tries(180),
  );
});
