import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { builtSample } from '../site/built-site.ts';
import { browserTests } from './browser-tests.ts';
import { CLIPBOARD, expectCopied } from './clipboard.ts';
import { PAGES } from './page-kinds.ts';

const browserTest = browserTests(builtSample);
const BUILD = PAGES['build'] ?? '';

const fileAt = (page: Page, index: number) => page.locator('.files > li').nth(index);
const snippetOf = (page: Page, index: number) => fileAt(page, index).locator('pre').innerText();

browserTest(
  'a file opens with the command that fetches and checks it, without a script',
  async ({ page, open }) => {
    await open(BUILD);
    await fileAt(page, 0).getByText('Use', { exact: true }).click();
    assert.match(
      await snippetOf(page, 0),
      /^curl -fLo .* &&\necho '[0-9a-f]{64} {2}.*' \| sha256sum --check$/,
    );
    assert.equal(await page.getByRole('radio').count(), 0);
  },
  { javaScriptEnabled: false },
);

browserTest('the keyboard opens a file and goes through the tools', async ({ page, open }) => {
  await open(BUILD);
  await fileAt(page, 1).locator('summary').focus();
  await page.keyboard.press('Enter');
  const tools = fileAt(page, 1).getByRole('group', { name: 'Use with' });
  await tools.waitFor();
  await tools.getByRole('radio', { name: 'curl' }).focus();
  await page.keyboard.press('ArrowRight');
  assert.match(await snippetOf(page, 1), /^aria2c/);
  await tools.getByRole('radio', { name: 'Lima' }).check();
  assert.match(await snippetOf(page, 1), /arch: "aarch64"\n {4}digest: "sha256:[0-9a-f]{64}"$/);
  await page.waitForURL(/#use=lima&file=ubuntu-24\.04-server-cloudimg-arm64\.img$/);
});

browserTest('the tool that was chosen last is there again, where it suits', async ({ page, open }) => {
  await open(`${BUILD}#use=openstack`);
  await fileAt(page, 0).getByRole('radio', { name: 'OpenStack' }).waitFor();
  assert.match(await snippetOf(page, 0), /openstack image create/);
  await fileAt(page, 0).getByRole('radio', { name: 'Proxmox VE', exact: true }).check();
  await open(PAGES['moved build'] ?? '');
  await fileAt(page, 0).locator('summary').click();
  await fileAt(page, 0).getByRole('radio', { name: 'Proxmox VE', exact: true, checked: true }).waitFor();
  await fileAt(page, 1).locator('summary').click();
  // The other file is for arm64, which Proxmox VE does not run on.
  await fileAt(page, 1).getByRole('radio', { name: 'curl', checked: true }).waitFor();
});

browserTest('an address names the file and the tool', async ({ page, open }) => {
  await open(`${BUILD}#use=libvirt&file=ubuntu-24.04-server-cloudimg-arm64.img`);
  await fileAt(page, 1).getByRole('radio', { name: 'libvirt', checked: true }).waitFor();
  assert.match(await snippetOf(page, 1), /virt-install .* --arch aarch64/);
  assert.equal(await page.locator('.use[open]').count(), 1);
});

browserTest('a row of the list leads to its file, open', async ({ page, open }) => {
  await open('?product=ubuntu&arch=arm64&latest=1');
  const ways = page.locator('[data-field=useHref][href*=arm64]').filter({ visible: true });
  await ways.first().click();
  await fileAt(page, 1).getByRole('radio', { name: 'curl', checked: true }).waitFor();
  assert.equal(await page.locator('.use[open]').count(), 1);
});

browserTest('an address that names nothing opens nothing', async ({ page, open }) => {
  await open(`${BUILD}#use=nothing&file=%3Cimg%3E`);
  await page.locator('.files').waitFor();
  assert.equal(await page.locator('.use[open]').count(), 0);
});

browserTest(
  'what is copied is the whole address, the whole digest, the whole command',
  async ({ page, open }) => {
    await open(BUILD);
    const copy = async (name: string, expected: RegExp): Promise<void> => {
      const button = fileAt(page, 0).getByRole('button', { name, exact: true });
      await button.click();
      await button.and(page.locator('[data-copied]')).waitFor();
      await expectCopied(page, expected);
    };
    await copy('Copy the URL', /^https:\/\/cloud-images\.ubuntu\.com\/.*amd64\.img$/);
    await copy('Copy the digest', /^[0-9a-f]{64}$/);
    await fileAt(page, 0).locator('summary').click();
    await copy('copy', /^curl -fLo[^]*--check$/);
  },
  CLIPBOARD,
);

browserTest(
  'in another language the words are said in it, and the commands stay what they are',
  async ({ page, open }) => {
    await open(`${BUILD}#use=lima`);
    await page.getByRole('group', { name: 'Utiliser avec' }).waitFor();
    assert.match(await snippetOf(page, 0), /^# Enregistrer sous ubuntu-24-04\.yaml, puis\s: limactl start/);
  },
  { locale: 'fr' },
);

for (const viewport of [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
]) {
  browserTest(
    `no page of a build is wider than a window of ${viewport.width} px, whatever is open`,
    async ({ page, open }) => {
      for (const kind of ['build', 'hostile build']) {
        await open(`${PAGES[kind]}#use=packer`);
        await page.getByRole('radio', { checked: true }).first().waitFor();
        const tooWide = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
        assert.equal(tooWide, false, kind);
      }
    },
    { viewport },
  );
}
