import assert from 'node:assert/strict';
import { builtSample } from '../site/built-site.ts';
import { findBarriers } from './axe.ts';
import { browserTests } from './browser-tests.ts';
import { PAGES } from './page-kinds.ts';

const browserTest = browserTests(builtSample);

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 740 };

for (const [colorScheme, viewport] of [
  ['light', WIDE],
  ['dark', NARROW],
] as const) {
  browserTest(
    `axe finds no barrier on any kind of page, ${colorScheme} and ${viewport.width} px wide`,
    async ({ page, open }) => {
      const found: Record<string, string[]> = {};
      for (const [kind, path] of Object.entries(PAGES)) {
        await open(path);
        const barriers = await findBarriers(page);
        if (barriers.length > 0) found[kind] = barriers;
      }
      assert.deepEqual(found, {});
    },
    { colorScheme, viewport },
  );
}
