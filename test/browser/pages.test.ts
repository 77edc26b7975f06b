import assert from 'node:assert/strict';
import { builtSample } from '../site/built-site.ts';
import { browserTests } from './browser-tests.ts';

const browserTest = browserTests(builtSample);

browserTest('the home page opens without an error', async ({ page, open, home }) => {
  await open('');
  assert.equal(page.url(), home);
  await page.getByRole('main').waitFor();
});

browserTest('a page that is not there says so', async ({ page, open, expectMessage }) => {
  expectMessage(/404 \(Not Found\)/);
  await open('nowhere/');
  await page.getByRole('heading', { level: 1 }).waitFor();
});
