import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { runProgram } from '../../scripts/program.ts';
import { builtSample } from '../site/built-site.ts';
import { browserTests } from './browser-tests.ts';

const browserTest = browserTests(builtSample);

/** The image whose digest is that of this word in the sample catalog, and where it lies. */
const IMAGE = 'iso';
const PUBLISHER = 'https://releases.ubuntu.com/24.04.3/';
const PATH = 'ubuntu/24.04/live-server/24.04.3/ubuntu-24.04.3-live-server-amd64.iso';

async function chooseImage(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: /^Ubuntu/ }).check();
  await page.getByRole('checkbox', { name: /^iso/ }).check();
  await page.getByRole('heading', { name: '1 file of 1 product, sizes not published' }).waitFor();
}

async function save(page: Page, file: string): Promise<string> {
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: `Save ${file}` }).click();
  const saved = await saving;
  assert.equal(saved.suggestedFilename(), file);
  return readFile(await saved.path(), 'utf8');
}

/** A publisher that gives these bytes for everything, and a folder for what is fetched. */
async function withPublisher(act: (origin: string, folder: string) => Promise<void>, bytes: () => string) {
  const folder = await mkdtemp(join(tmpdir(), 'osdex-test-'));
  const server = createServer((_, response) => response.end(bytes())).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    await act(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, folder);
  } finally {
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  }
}

browserTest('a script is composed and run, and proves what it fetches', async ({ page, open }) => {
  await open('mirror/');
  await chooseImage(page);
  await page.waitForURL(/\?product=ubuntu&format=iso&latest=1$/);
  const script = await save(page, 'mirror-ubuntu.sh');
  assert.equal(await page.locator('[data-command]').textContent(), 'sh mirror-ubuntu.sh --to images');

  let bytes = IMAGE;
  await withPublisher(
    async (origin, folder) => {
      const run = (to: string) =>
        runProgram(
          'sh',
          ['-c', script, 'mirror', '--to', join(folder, to), '--mirror', `${PUBLISHER}=${origin}`],
          {
            ...process.env,
            OSDEX_MIRROR_RETRIES: '1',
            OSDEX_MIRROR_PAUSE: '0',
            https_proxy: 'http://127.0.0.1:9/',
          },
        );
      const good = await run('good');
      assert.equal(good.exit, 0, good.err);
      assert.equal(await readFile(join(folder, 'good', PATH), 'utf8'), IMAGE);
      bytes = 'another';
      const bad = await run('bad');
      assert.equal(bad.exit, 1);
      await assert.rejects(readFile(join(folder, 'bad', PATH)), { code: 'ENOENT' });
    },
    () => bytes,
  );
});

browserTest('a link to a selection shows the same selection, tool and folders', async ({ page, open }) => {
  await open('mirror/?product=ubuntu&format=iso&latest=1#tool=metalink&layout=flat');
  await page.getByRole('heading', { name: /^1 file of 1 product/ }).waitFor();
  const metalink = await save(page, 'mirror-ubuntu.meta4');
  assert.match(metalink, /<file name="ubuntu-24\.04\.3-live-server-amd64\.iso">/);
  assert.match(metalink, new RegExp(`<url priority="1">${PUBLISHER}`));
});

browserTest('what is chosen can be taken back with the back button', async ({ page, open }) => {
  await open('mirror/');
  const total = page.getByRole('heading', { level: 2 }).first();
  await page.getByRole('heading', { name: /products/ }).waitFor();
  const bare = await total.textContent();
  await chooseImage(page);
  await page.goBack();
  await page.goBack();
  await page.getByRole('heading', { name: bare ?? '' }).waitFor();
  await page.getByRole('checkbox', { name: /^Ubuntu/, checked: false }).waitFor();
});

browserTest('what was found on the home page leads to a mirror of it', async ({ page, open }) => {
  await open('?product=ubuntu&format=iso&latest=1');
  await page.getByRole('link', { name: 'Mirror this file' }).click();
  await page.getByRole('heading', { name: /^1 file of 1 product/ }).waitFor();
});

browserTest('a selection without files names what to take away', async ({ page, open }) => {
  await open('mirror/?product=ubuntu&format=vhd&latest=1');
  await page.getByRole('heading', { name: /^No file has all of these properties/ }).waitFor();
  await page.getByRole('button', { name: '× format' }).click();
  await page.getByRole('heading', { name: /of 1 product/ }).waitFor();
});

browserTest(
  'without a script there are ready scripts to take',
  async ({ page, open }) => {
    await open('mirror/');
    const link = page.getByRole('link', { name: 'Ubuntu' });
    assert.match((await link.getAttribute('href')) ?? '', /mirror\/ubuntu\.sh$/);
  },
  { javaScriptEnabled: false },
);
