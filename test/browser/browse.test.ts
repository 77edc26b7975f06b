import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { builtSample } from '../site/built-site.ts';
import { digest } from '../site/sample.ts';
import { findBarriers } from './axe.ts';
import { browserTests } from './browser-tests.ts';
import { CLIPBOARD, expectCopied } from './clipboard.ts';
import { eventually } from './eventually.ts';

const browserTest = browserTests(builtSample);
const WIDE = { viewport: { width: 1440, height: 900 } };

const found = (page: Page) => page.getByRole('list', { name: 'Files found' });
const rows = (page: Page) => found(page).getByRole('listitem');
const search = (page: Page) => page.getByRole('searchbox', { name: 'Search images' });

/** Waits for a list of so many files. */
async function expectRows(page: Page, count: number): Promise<void> {
  await found(page).locator(`[aria-setsize="${count}"]`).first().waitFor();
}

browserTest('an image is found, opened and proven with the keyboard alone', async ({ page, open }) => {
  await open('');
  await page.keyboard.press('/');
  await page.keyboard.type('ubuntu 24.04 arm64 qcow2');
  await expectRows(page, 1);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await page.waitForURL(/ubuntu\/24\.04\/server-cloud\/20260725\/$/);
});

browserTest(
  'the address is the selector, and going back takes back one choice',
  async ({ page, open }) => {
    await open('');
    await search(page).pressSequentially('2404');
    await expectRows(page, 3);
    await page.getByRole('checkbox', { name: /^Supported releases/ }).check();
    await page.getByRole('checkbox', { name: /^arm64/ }).check();
    await expectRows(page, 1);
    await page.waitForURL(({ search }) => search === '?supported=true&arch=arm64&latest=1&q=2404');
    await page.goBack();
    await expectRows(page, 3);
    await page.getByRole('checkbox', { name: /^arm64/, checked: false }).waitFor();
    await page.goBack();
    await page.goBack();
    await page.locator('[data-still]').waitFor();
    await page.waitForURL(({ search }) => search === '');
    await page.goForward();
    await expectRows(page, 3);
  },
  WIDE,
);

browserTest(
  'an order is part of the address and is there when it is opened',
  async ({ page, open }) => {
    await open('?latest=1&sort=name');
    await expectRows(page, 5);
    await rows(page)
      .first()
      .getByText(/Debian/)
      .first()
      .waitFor();
    await eventually(async () =>
      assert.equal(await page.getByRole('combobox', { name: 'Order' }).inputValue(), 'name'),
    );
    await page.getByRole('combobox', { name: 'Order' }).selectOption('largest');
    await page.waitForURL(/sort=largest$/);
    await rows(page).first().getByText('Ubuntu', { exact: true }).waitFor();
  },
  WIDE,
);

browserTest(
  'URL, digest and a command to check with are copied by one key or one click each',
  async ({ page, open }) => {
    await open('?q=ubuntu+arm64&latest=1');
    await expectRows(page, 1);
    await page.keyboard.press('ArrowDown');
    const hex = digest('20260725arm64').slice('sha256:'.length);
    const file = 'ubuntu-24.04-server-cloudimg-arm64.img';
    const url = `https://cloud-images.ubuntu.com/releases/noble/release-20260725/${file}`;
    const command = `curl -fLo ${file} ${url} &&\necho '${hex}  ${file}' | sha256sum --check`;
    for (const [key, button, text] of [
      ['c', /the digest of/, hex],
      ['u', /the URL of/, url],
      ['d', /a curl command/, command],
    ] as const) {
      await page.keyboard.press(key);
      await expectCopied(page, text);
      await rows(page).getByRole('button', { name: button }).click();
      await expectCopied(page, text);
    }
  },
  CLIPBOARD,
);

browserTest(
  'a row of the page as it was built is copied from in the same way',
  async ({ page, open }) => {
    await open('');
    const row = page.locator('[data-still] .row', { hasText: 'Server cloud image' });
    await row.getByRole('link').first().focus();
    await page.keyboard.press('c');
    await expectCopied(page, digest('20260725amd64').slice('sha256:'.length));
  },
  CLIPBOARD,
);

browserTest('a file is found by its digest, and by no other that begins like it', async ({ page, open }) => {
  const hex = digest('20260725arm64').slice('sha256:'.length);
  await open(`?q=${hex}`);
  await expectRows(page, 1);
  await search(page).fill(`${hex.slice(0, 12)}ffff`);
  await page.getByText(/^No file fits/).waitFor();
});

browserTest('a word that was mistyped is mended, and the page says so', async ({ page, open }) => {
  await open('?q=ubunut&latest=1');
  await expectRows(page, 3);
  await page.getByText('No file has “ubunut”: these are for “ubuntu”.').waitFor();
});

browserTest('an empty result names what emptied it and offers to drop it', async ({ page, open }) => {
  await open('?product=ubuntu&arch=arm64&format=iso&latest=1');
  await page.getByRole('button', { name: /^Drop architecture: arm64/ }).click();
  await expectRows(page, 1);
  await page.waitForURL(/\?product=ubuntu&format=iso&latest=1$/);
});

browserTest(
  'where only several conditions together empty the list, each can be dropped',
  async ({ page, open }) => {
    await open('?product=debian&arch=s390x&format=wsl&latest=1');
    await page.getByText('No file of the newest builds fits these conditions together.').waitFor();
    for (const condition of ['product: Debian', 'architecture: s390x', 'format: wsl'])
      await page.getByRole('button', { name: `${condition} ×`, exact: true }).waitFor();
    await page.getByRole('button', { name: 'format: wsl ×' }).click();
    await page.waitForURL(/\?product=debian&arch=s390x&latest=1$/);
  },
);

browserTest('the keys are shown on request, and Escape leaves', async ({ page, open }) => {
  await open('');
  await page.keyboard.press('?');
  const dialog = page.getByRole('dialog', { name: 'Keys' });
  await dialog.waitFor();
  assert.deepEqual(await findBarriers(page), []);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await page.keyboard.press('/');
  await page.keyboard.press('Escape');
  assert.notEqual(await page.evaluate('document.activeElement.id'), 'search');
});

browserTest('arrows move through the rows and up into the search again', async ({ page, open }) => {
  await open('?q=24.04&latest=1');
  await expectRows(page, 3);
  const focused = (): Promise<string> =>
    page.evaluate(
      'document.activeElement.closest("li")?.getAttribute("aria-posinset") ?? document.activeElement.id',
    );
  const steps: string[] = [];
  for (const key of ['/', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'Escape']) {
    await page.keyboard.press(key);
    steps.push(await focused());
  }
  assert.deepEqual(steps, ['search', '1', '2', '3', '3', '2', 'search']);
});

for (const [colorScheme, width] of [
  ['light', 1440],
  ['dark', 360],
] as const) {
  browserTest(
    `axe finds no barrier in a list of found files, ${colorScheme} and ${width} px wide`,
    async ({ page, open }) => {
      await open('?latest=all');
      await expectRows(page, 11);
      assert.deepEqual(await findBarriers(page), []);
    },
    { colorScheme, viewport: { width, height: 800 } },
  );
}

browserTest(
  'where the list cannot be loaded the page says so and stays what it was',
  async ({ page, open, expectMessage }) => {
    expectMessage(/Failed to load resource/);
    await page.route('**/api/browse/index.json', (route) => route.abort());
    await open('?q=ubuntu');
    await page.getByText(/^The list of files could not be loaded/).waitFor();
    assert.equal(await page.locator('[data-still] .row').first().isVisible(), true);
  },
);

browserTest('what is typed is in the address soon after, and one step back', async ({ page, open, home }) => {
  await open('');
  await search(page).pressSequentially('noble');
  await page.waitForURL(`${home}?latest=1&q=noble`);
  await page.goBack();
  await page.waitForURL(home);
  await page.locator('[data-still]').waitFor();
});
