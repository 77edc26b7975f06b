import assert from 'node:assert/strict';
import { builtSample } from '../site/built-site.ts';
import { findBarriers } from './axe.ts';
import { browserTests } from './browser-tests.ts';
import { PAGES } from './page-kinds.ts';

const browserTest = browserTests(builtSample);

browserTest(
  'on paper a build has its chain, its digests in full, and nothing to press',
  async ({ page, open }) => {
    await open(PAGES['build'] ?? '');
    const digest = page.locator('.files .digest').first();
    const middle = digest.locator('b');
    const widthOf = async (): Promise<number> => (await middle.boundingBox())?.width ?? 0;
    const onScreen = await widthOf();
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.getByRole('list', { name: /^Proof/ }).isVisible());
    assert.ok((await widthOf()) > 10 * onScreen, `${onScreen} px of ${await widthOf()} on screen`);
    for (const gone of [page.getByRole('banner'), page.getByRole('navigation'), page.getByRole('button')])
      assert.equal(await gone.filter({ visible: true }).count(), 0);
  },
);

for (const colorScheme of ['light', 'dark'] as const) {
  browserTest(
    `axe finds no barrier on a build whose file is open, ${colorScheme}`,
    async ({ page, open }) => {
      await open(`${PAGES['build']}#use=libvirt`);
      await page.getByRole('radio', { name: 'libvirt', checked: true }).first().waitFor();
      assert.deepEqual(await findBarriers(page), []);
    },
    { colorScheme },
  );
}
