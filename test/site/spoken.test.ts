import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { browseEn } from '../../site/words/messages/browse/en.ts';
import { commonEn } from '../../site/words/messages/common/en.ts';

const SITE = join(import.meta.dirname, '../../site');

/** Folders whose code runs in a browser too. */
const SPEAKING = ['browser', 'browse', 'compose', 'use'];

test('scripts say in English only what a browser loads of it', async () => {
  const atHand = Object.keys({ ...browseEn, ...commonEn });
  const missing: string[] = [];
  for (const folder of SPEAKING) {
    const names = await readdir(join(SITE, folder), { recursive: true });
    for (const name of names.filter((one) => /\.m?ts$/.test(one))) {
      const text = await readFile(join(SITE, folder, name), 'utf8');
      // Of a name that is put together, what it begins with must be there.
      for (const [, id = ''] of text.matchAll(/\bsay\(\s*['"`]([^'"`$]+)/g)) {
        if (!atHand.some((one) => one.startsWith(id))) missing.push(`${folder}/${name}: ${id}`);
      }
    }
  }
  assert.deepEqual(missing, []);
  assert.ok(atHand.length > 0);
});

test('a browser that shows English loads no other messages than those that scripts say', async () => {
  const loaded = new Map<string, string>();
  const load = async (file: string, by: string): Promise<void> => {
    if (loaded.has(file)) return;
    loaded.set(file, by);
    const text = await readFile(file, 'utf8');
    // What is imported for its types alone is not there when it runs; other languages are loaded when they are asked for.
    for (const [, name = ''] of text.matchAll(/^(?:import|export) (?!type\b)[^;]*? from '(\.[^']+)';/gm))
      await load(join(dirname(file), name), file);
  };
  const scripts = await readdir(join(SITE, 'browser'));
  for (const name of scripts.filter((one) => one.endsWith('.mts')))
    await load(join(SITE, 'browser', name), 'itself');
  const place = (file: string): string => relative(SITE, file);
  const messages = [...loaded].filter(([file]) => place(file).startsWith('words/messages/'));
  assert.deepEqual(
    messages
      .filter(([file]) => !/\/(?:browse|common)\/en\.ts$/.test(file))
      .map(([file, by]) => `${place(file)} by ${place(by)}`),
    [],
  );
  assert.equal(messages.length, 2);
});
