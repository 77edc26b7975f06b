import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { builtSample } from '../site/built-site.ts';
import { HOSTILE, OTHER_SIGNER } from '../site/sample.ts';
import { browserTests } from './browser-tests.ts';
import { PAGES } from './page-kinds.ts';

const browserTest = browserTests(builtSample);
const kinds = Object.entries(PAGES);

/** The narrowest phone, which is 1280 px at four times the size too (WCAG 1.4.10); a usual one; 1440 px at twice. */
const WIDTHS = [320, 360, 720];

test('every kind of page that the site has is looked at', async () => {
  const folder = fileURLToPath(new URL('../../site/pages', import.meta.url));
  const files = await readdir(folder, { recursive: true });
  const routes = files
    .filter((file) => file.endsWith('.astro'))
    .map((file) => file.replace(/(?:\/?index)?\.astro$/, ''));
  const looked = kinds.map(([, path]) => path.replace(/\/$|\.html$/, ''));
  assert.deepEqual(
    routes.filter((route) => !looked.some((path) => patternOf(route).test(path))),
    [],
  );
});

/** What paths a file of Astro's makes: `[x]` is one part, `[...x]` any number of them. */
function patternOf(route: string): RegExp {
  const pattern = route.replaceAll(/\/?\[\.{3}[^\]]+\]/g, '(?:/[^/]+)*').replaceAll(/\[\w+\]/g, '[^/]+');
  return new RegExp(`^${pattern}$`);
}

browserTest(
  'every page loads without an error, carries its policy, fits any screen and does not move',
  async ({ page, open }) => {
    const wrong: string[] = [];
    for (const [kind, path] of kinds) {
      await open(path);
      const policy = page.locator('meta[http-equiv=content-security-policy]');
      if (!(await policy.getAttribute('content'))?.includes("default-src 'none'"))
        wrong.push(`${kind}: no policy`);
      if ((await page.getByRole('heading', { level: 1 }).count()) !== 1) wrong.push(`${kind}: not one h1`);
      if ((await page.locator('main img, [onerror], a[href^="javascript:" i]').count()) > 0)
        wrong.push(`${kind}: markup of the catalog`);
      if ((await page.evaluate(`document.getAnimations().length`)) !== 0) wrong.push(`${kind}: moves`);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        const over = await page.evaluate(`document.documentElement.scrollWidth - innerWidth`);
        if (over !== 0) wrong.push(`${kind}: ${String(over)} px wider than ${width} px`);
      }
    }
    assert.deepEqual(wrong, []);
  },
);

browserTest('what a publisher wrote is text on every page', async ({ page, open }) => {
  const paths = ['debian/', 'debian/12/', 'known/', 'unproven/', 'health/', 'trust/', 'docs/sources/'];
  for (const path of [...paths, `trust/${OTHER_SIGNER}/`]) {
    await open(path);
    assert.ok((await page.getByRole('main').innerText()).includes(HOSTILE), path);
  }
});

browserTest('what is written into a page does nothing', async ({ page, open, expectMessage }) => {
  expectMessage(/violates the following Content Security Policy directive|elsewhere\.example/);
  await open('');
  // As a mistake of ours could: the text of the catalog as markup.
  const refused = page.waitForEvent('requestfailed');
  await page.evaluate(`document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(WRITTEN)})`);
  assert.equal((await refused).failure()?.errorText, 'csp');
  await page.evaluate(
    `document.head.append(Object.assign(document.createElement('script'), { text: 'document.title = 2' }))`,
  );
  await page.locator('#clicked').click();
  assert.doesNotMatch(await page.title(), /^\d$/);
  assert.equal(
    await page.evaluate(`getComputedStyle(document.getElementById('red')).color === 'rgb(255, 0, 0)'`),
    false,
  );
});

const WRITTEN = `
  <button id="clicked" onclick="document.title = 1">press</button>
  <p id="red" style="color: #f00">red</p>
  <img src="https://elsewhere.example/pixel.png">
`;

browserTest(
  'on paper there is dark text to read, and nothing to press',
  async ({ page, open }) => {
    await open('');
    await page.getByRole('button', { name: /^Theme/ }).click({ clickCount: 2 });
    await page.emulateMedia({ media: 'print' });
    for (const path of ['', 'ubuntu/24.04/server-cloud/20260725/', 'attacks/', `trust/${OTHER_SIGNER}/`]) {
      await open(path);
      assert.equal(await page.locator('button:visible, nav[aria-label=Site]:visible').count(), 0, path);
      const ink = String(await page.evaluate(`getComputedStyle(document.body).color`));
      assert.ok(Number(/\d+/.exec(ink)?.[0]) < 80, `${path}: ${ink}`);
    }
  },
  { colorScheme: 'dark' },
);
