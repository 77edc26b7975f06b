import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { builtSample } from '../site/built-site.ts';
import { digest } from '../site/sample.ts';
import { browserTests } from './browser-tests.ts';
import { CLIPBOARD, expectCopied } from './clipboard.ts';

const browserTest = browserTests(builtSample);

const BUILD = 'ubuntu/24.04/server-cloud/20260725/';
const FILE = 'ubuntu-24.04-server-cloudimg-amd64.img';

async function isDark(page: Page): Promise<boolean> {
  const ground = String(await page.evaluate(`getComputedStyle(document.documentElement).backgroundColor`));
  return Number(/\d+/.exec(ground)?.[0]) < 128;
}

browserTest(
  'a page is dark where the system is',
  async ({ page, open }) => {
    await open(BUILD);
    assert.equal(await isDark(page), true);
  },
  { colorScheme: 'dark' },
);

browserTest(
  'the reader’s choice of theme holds against the system, on the next page too',
  async ({ page, open }) => {
    await open('');
    assert.equal(await isDark(page), false);
    const theme = page.getByRole('button', { name: /^Theme/ });
    await theme.click();
    await theme.click();
    assert.equal(await theme.innerText(), 'Theme: dark');
    assert.equal(await isDark(page), true);
    await open(BUILD);
    assert.equal(await isDark(page), true);
    await theme.click();
    assert.equal(await isDark(page), false, 'the system’s again');
  },
  { colorScheme: 'light' },
);

browserTest(
  'the URL and the digest of a file are copied whole, and it is said',
  async ({ page, open }) => {
    await open(BUILD);
    const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: FILE }) });
    await row.getByRole('button', { name: 'Copy the URL' }).first().click();
    await page.getByRole('status').filter({ hasText: 'copied' }).waitFor();
    await expectCopied(page, `https://cloud-images.ubuntu.com/releases/noble/release-20260725/${FILE}`);
    await row.getByRole('button', { name: 'Copy the digest' }).first().click();
    await page.getByRole('status').filter({ hasText: 'digest' }).waitFor();
    await expectCopied(page, digest('20260725amd64').slice('sha256:'.length));
  },
  CLIPBOARD,
);

browserTest(
  'who uses the keyboard begins with the content, and sees where they are',
  async ({ page, open }) => {
    await open(BUILD);
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    assert.equal(await skip.evaluate('document.activeElement.matches("a.skip")'), true);
    assert.ok(((await skip.boundingBox())?.x ?? -1) >= 0, 'it shows itself');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#main$/);
    const seen = new Set<unknown>();
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate('document.activeElement === document.body')) break;
      const outline = await page.evaluate(
        `(({ outlineStyle, outlineWidth }) => outlineStyle + ' ' + outlineWidth)(getComputedStyle(document.activeElement))`,
      );
      assert.match(
        String(outline),
        /^(?:solid|auto) [2-9]px/,
        String(await page.evaluate('document.activeElement.outerHTML')),
      );
      seen.add(await page.evaluate('document.activeElement.textContent.trim().slice(0, 20)'));
    }
    assert.ok(seen.size > 5, [...seen].join(', '));
  },
);

browserTest(
  'a slash leads to the search from any page, and the search to the list',
  async ({ page, open, home }) => {
    await open(BUILD);
    await page.keyboard.press('/');
    await page.keyboard.type('ubuntu');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.href.startsWith(home) && url.searchParams.get('q') === 'ubuntu');
    await page
      .getByRole('main')
      .getByRole('link', { name: /Server cloud image/ })
      .first()
      .waitFor();
  },
);

browserTest('a page that is not there says so, and leads on', async ({ page, open, home, expectMessage }) => {
  expectMessage(/404 \(Not Found\)/);
  await open('ubuntu/24.04/nothing/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('main').getByRole('link').first().click();
  assert.ok(page.url().startsWith(home));
});
