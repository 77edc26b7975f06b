import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
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
