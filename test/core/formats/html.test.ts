import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { html } from '../../../core/formats/html.ts';
import type { Image } from '../../../core/image.ts';
import { findBarriers } from '../../browser/axe.ts';
import { launchChromium } from '../../browser/chromium.ts';
import { absent } from '../../program.ts';
import { hostileImage, plainImages } from './plain-images.ts';
import { exportOf, HOSTILE, sampleImages, textOf } from './sample-images.ts';

const A = `sha256:${'0a'.repeat(32)}`;
const B = `sha512:${'0b'.repeat(64)}`;
const AT = 'https://images.example.org';
const EXPECTED = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width"/>
<meta name="color-scheme" content="light dark"/>
<title>osdex</title>
</head>
<body>
<main>
<h1>osdex</h1>
<table>
<caption>Operating-system images, a row for each; what is not known is empty.</caption>
<thead>
<tr>${[
  ...['id', 'product', 'name', 'release', 'codename', 'lts', 'end of life', 'stream', 'title', 'kind'],
  ...['serial', 'published', 'withdrawn', 'file', 'arch', 'format', 'compression', 'language', 'size'],
  ...['digest', 'url', 'level', 'signer', 'signed at', 'sums', 'signature'],
]
  .map((heading) => `<th scope="col">${heading}</th>`)
  .join('')}</tr>
</thead>
<tbody>
<tr><th scope="row">example/26.10/cloud/20260720/a.img.xz</th><td>${[
  ...['example', 'Example OS', '26.10', 'emu', 'true', '2031-04-20', 'cloud', 'Cloud image', 'cloud'],
  ...['20260720', '2026-07-20', '', 'a.img.xz', 'arm64', 'raw', 'xz', 'no', '1000000', A],
  `<a href="${AT}/20260720/a.img.xz">${AT}/20260720/a.img.xz</a>`,
  ...['signed', 'D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81', '2026-01-01T00:00:00Z'],
  `<a href="${AT}/20260720/SHA256SUMS">${AT}/20260720/SHA256SUMS</a>`,
  `<a href="${AT}/20260720/SHA256SUMS.gpg">${AT}/20260720/SHA256SUMS.gpg</a>`,
].join('</td><td>')}</td></tr>
<tr><th scope="row">example/26.10/live/1e3/b.iso</th><td>${[
  ...['example', 'Example OS', '26.10', 'emu', 'true', '2031-04-20', 'live', 'Live system', 'live', '1e3'],
  ...['2026-07-01', '2026-07-25', 'b.iso', 'amd64', 'iso', '', '', '', B],
  `<a href="${AT}/1e3/b.iso">${AT}/1e3/b.iso</a>`,
  ...['imported', '', '', '', ''],
].join('</td><td>')}</td></tr>
</tbody>
</table>
</main>
</body>
</html>
`;

test('HTML is a page with a table, its addresses as links', async () => {
  assert.equal(await textOf(html, plainImages()), EXPECTED);
});

test('an address of another scheme than the web is a text, and no link', async () => {
  const [image] = plainImages();
  const sums = 'javascript:alert(1)';
  const { verification } = image.build;
  assert.equal(verification.level, 'signed');
  const text = await textOf(html, [
    { ...image, build: { ...image.build, verification: { ...verification, sums } } },
  ]);
  assert.ok(text.includes(`<td>${sums}</td>`), text);
});

test(
  'tidy and xmllint find no mistake in a page of hostile texts',
  { skip: absent('tidy') || absent('xmllint', 'libxml2-utils') },
  async () => {
    const input = await hostilePage();
    for (const [name, ...args] of [
      ['tidy', '-quiet', '-errors'] as const,
      ['xmllint', '--noout', '-'] as const,
    ]) {
      const { status, stderr } = spawnSync(name, args, { input, timeout: 20_000, encoding: 'utf8' });
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' }, name);
    }
  },
);

test('Chromium shows hostile texts as texts, and axe finds no barrier', async (t) => {
  const browser = await launchChromium();
  if (browser === undefined) return t.skip('no browser');
  t.after(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(20_000);
  await page.setContent(await hostilePage());
  const title = page.locator('tbody tr:last-child td:nth-child(9)');
  assert.equal(await title.evaluate((cell) => cell.textContent), HOSTILE);
  assert.equal(await page.locator('script, b').count(), 0);
  assert.equal(await page.title(), HOSTILE.replaceAll('\t', ' '));
  assert.deepEqual(await findBarriers(page), []);
});

async function hostilePage(): Promise<string> {
  const images: Image[] = [...plainImages(), ...sampleImages(), hostileImage()];
  const pages = await exportOf(html, images, { title: HOSTILE });
  return [...pages.values()].join('');
}
