import assert from 'node:assert/strict';
import { builtSample } from '../site/built-site.ts';
import { browserTests } from './browser-tests.ts';
import { PAGES } from './page-kinds.ts';

const browserTest = browserTests(builtSample);

for (const kind of ['product', 'release']) {
  browserTest(`the focus on a release’s bar gives its dates in full: ${kind}`, async ({ page, open }) => {
    await open(PAGES[kind] ?? '');
    const bar = page.locator('.lifecycle a').first();
    const clip = (): Promise<string> =>
      page.evaluate("getComputedStyle(document.querySelector('.lifecycle .whole')).clipPath");
    assert.notEqual(await clip(), 'none');
    await page.keyboard.press('Tab');
    await bar.focus();
    assert.equal(await clip(), 'none');
    assert.match(await bar.innerText(), /Released on 25 April 2024; long-term support until 31 May 2029\./);
  });
}

browserTest('a release knows itself among those beside it', async ({ page, open }) => {
  await open(PAGES['release'] ?? '');
  const here = page.locator('.lifecycle [aria-current=page]');
  assert.match(await here.innerText(), /^24\.04/);
});
