import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { builtSample } from '../site/built-site.ts';
import { HOSTILE } from '../site/sample.ts';
import { browserTests } from './browser-tests.ts';
import { CLIPBOARD, expectCopied } from './clipboard.ts';
import { eventually } from './eventually.ts';

const browserTest = browserTests(builtSample);

const images = (page: Page) => page.getByRole('region', { name: 'Images' });
const builds = (page: Page) =>
  images(page)
    .getByRole('listitem')
    .getByRole('link', { name: /Server cloud image|Network installer|Live server/ });

/** What the list shows, once what was asked for is shown. */
async function listed(page: Page, count: number): Promise<(string | null)[]> {
  await page
    .getByRole('status')
    .filter({ hasText: new RegExp(`^${count} `) })
    .waitFor();
  return Promise.all((await builds(page).all()).map((link) => link.getAttribute('href')));
}

browserTest(
  'a selection is in the address, and the address shared shows the same',
  async ({ page, context, open }) => {
    await open('');
    await page.getByRole('checkbox', { name: /^arm64/ }).check();
    await page.waitForURL(/[?&]arch=arm64/);
    const mine = await listed(page, 2);
    const other = await context.newPage();
    await other.goto(page.url());
    assert.deepEqual(await listed(other, 2), mine);
    await other.getByRole('checkbox', { name: /^arm64/, checked: true }).waitFor();
  },
);

browserTest('going back undoes the last step, and then shows all again', async ({ page, open, home }) => {
  await open('');
  const all = await builds(page).count();
  await page.getByRole('checkbox', { name: /^arm64/ }).check();
  await page.waitForURL(/arch=arm64/);
  await page.getByRole('checkbox', { name: /^signed/ }).check();
  await page.waitForURL(/level=signed/);
  await page.goBack();
  await page.waitForURL((url) => !url.search.includes('level'));
  await page.getByRole('checkbox', { name: /^signed/, checked: false }).waitFor();
  await page.getByRole('checkbox', { name: /^arm64/, checked: true }).waitFor();
  await page.goBack();
  await page.waitForURL(home);
  await page.getByRole('checkbox', { name: /^arm64/, checked: false }).waitFor();
  await eventually(async () => assert.equal(await builds(page).count(), all));
});

browserTest('who comes back from a build finds the list as it was', async ({ page, open }) => {
  await open('?arch=arm64&latest=1');
  const before = await listed(page, 2);
  await builds(page).last().click();
  await page.waitForURL(/\/server-cloud\/|\/netinst\//);
  await page.goBack();
  assert.deepEqual(await listed(page, 2), before);
});

browserTest('what a publisher wrote is text in the rows that a script makes', async ({ page, open }) => {
  await open('?product=debian&latest=1');
  await builds(page).first().waitFor();
  assert.ok((await images(page).innerText()).includes(HOSTILE));
  assert.equal(await page.locator('main img').count(), 0);
});

browserTest(
  'a digest is copied from a row',
  async ({ page, open }) => {
    await open('?product=ubuntu&arch=arm64&latest=1');
    const button = images(page)
      .getByRole('button', { name: /^Copy the digest/ })
      .first();
    await button.click();
    await page.getByRole('status').filter({ hasText: 'copied' }).waitFor();
    await expectCopied(page, /^[0-9a-f]{64}$/);
  },
  CLIPBOARD,
);

browserTest('the list can be narrowed by the keyboard alone', async ({ page, open }) => {
  await open('');
  const box = page.getByRole('checkbox', { name: /^qcow2/ });
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate('document.activeElement.value')) === 'qcow2') break;
  }
  await page.keyboard.press('Space');
  await page.waitForURL(/format=qcow2/);
  await box.and(page.getByRole('checkbox', { checked: true })).waitFor();
});

browserTest(
  'without a script every build is led to from the home page, and nothing is offered that needs one',
  async ({ page, open, home }) => {
    await open('');
    assert.equal(await page.locator('main').getByRole('button').count(), 0);
    const seen = new Set<string>();
    const waiting = [home];
    for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
      if (seen.has(address)) continue;
      seen.add(address);
      await page.goto(address);
      const links = await page.evaluate(
        `[...document.querySelectorAll('main a')].map(({ href }) => href.split('#')[0])`,
      );
      waiting.push(
        ...z
          .array(z.string())
          .parse(links)
          .filter((link) => link.startsWith(home) && link.endsWith('/')),
      );
    }
    const found = [...seen].map((address) => address.slice(home.length));
    for (const build of [
      'server-cloud/20260725',
      'server-cloud/20260701',
      'server-cloud/20260601',
      'server-cloud/20250301',
      'live-server/24.04.3',
    ])
      assert.ok(found.includes(`ubuntu/24.04/${build}/`), build);
    assert.ok(found.includes('debian/12/netinst/12.2.0+really~1/'));
  },
  { javaScriptEnabled: false },
);
