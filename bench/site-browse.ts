/**
 * How the page that browses 100,000 files feels, in Chromium: what is loaded before the first look and for the first
 * search, how long a letter or a choice takes until its result is painted, and how even the list scrolls.
 * OSDEX_BENCH_SITE names a site of the large catalog that is built already.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { buildSite } from '../scripts/site-build.ts';
import { serveSite } from '../scripts/site-server.ts';
import { launchChromium } from '../test/browser/chromium.ts';
import { makeSiteCatalog, writeSiteCatalog } from './site-catalog.ts';

const BOUND_INDEX_KB = 1500;
const BOUND_FIRST_KB = 60;
const BOUND_ANSWER_MS = 50;
const FRAME_MS = 1000 / 60;
/** Timers of a browser are not finer than this, so that an even 60 frames a second is told as 16.6 and 16.7 ms. */
const GRAIN_MS = 0.1;

const SEARCHES = ['ubuntu 24.04 arm64 qcow2', 'debain netinst', 'x86_64 cloud', '2604', 'fedora 4', 'zzzz'];
const CHOICES = ['amd64', 'arm64', 'iso', 'raw', 'signed', 'cloud image', 'live system'];
const ROUNDS = 3;
const SCROLLED_FRAMES = 600;
const SCROLLED_PIXELS = 150;

/** From the key or click to the moment after the frame that shows what came of it. */
const WATCH = `
  let began = 0;
  window.answers = [];
  for (const event of ['keydown', 'click'])
    addEventListener(event, ({ timeStamp }) => { began = timeStamp; }, { capture: true });
  new MutationObserver(() => {
    if (began === 0) return;
    const from = began;
    began = 0;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.answers.push(performance.now() - from);
      port2.postMessage(0);
    });
  }).observe(document.querySelector('[data-status]'), { childList: true, characterData: true, subtree: true });
`;

/** Scrolls in every frame: how long each frame lasted, and how long the page was at work in it. */
const SCROLL = `new Promise((done) => {
  const frames = [];
  const work = [];
  let last = 0;
  requestAnimationFrame(function step(now) {
    if (last > 0) frames.push(now - last);
    last = now;
    if (frames.length >= ${SCROLLED_FRAMES}) return done({ frames, work });
    const began = performance.now();
    scrollBy({ top: ${SCROLLED_PIXELS}, behavior: 'instant' });
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => work.push(performance.now() - began);
    port2.postMessage(0);
    requestAnimationFrame(step);
  });
})`;

const Scrolled = z.object({ frames: z.array(z.number()), work: z.array(z.number()) });

const folder = await mkdtemp(join(tmpdir(), 'osdex-bench-'));
try {
  await measure(process.env['OSDEX_BENCH_SITE'] ?? (await build(folder)));
} finally {
  await rm(folder, { recursive: true });
}

async function build(into: string): Promise<string> {
  const catalog = join(into, 'catalog');
  const out = join(into, 'out');
  await writeSiteCatalog(catalog, await makeSiteCatalog());
  await buildSite({ catalog, out });
  return out;
}

async function measure(out: string): Promise<void> {
  const browser = await launchChromium();
  if (browser === undefined) throw new Error('expected Chromium, found none: name one in CHROMIUM');
  const server = await serveSite(out);
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(server.url, { waitUntil: 'networkidle' });
    const first = await weigh(out, asked);
    const [load = 0] = loadavg();
    console.log(
      `browse page, Chromium ${browser.version()}, 100,000 files (${availableParallelism()} cores, load ${load.toFixed(1)})`,
    );
    report('first page', [first], 'kB compressed', BOUND_FIRST_KB);
    await page.getByRole('searchbox').first().focus();
    await page.waitForLoadState('networkidle');
    report(
      'the list of files',
      [await weigh(out, ['/api/browse/index.json'])],
      'kB compressed',
      BOUND_INDEX_KB,
    );
    await page.evaluate(WATCH);
    report('letter to painted result', await typeSearches(page), 'ms', BOUND_ANSWER_MS);
    report('choice to painted result', await choose(page), 'ms', BOUND_ANSWER_MS);
    await scroll(page, server.url);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** What these files weigh as a host sends them, in kB. */
async function weigh(out: string, paths: readonly string[]): Promise<number> {
  const files = paths.map((path) =>
    join(out, decodeURIComponent(path), path.endsWith('/') ? 'index.html' : ''),
  );
  const weights = await Promise.all(files.map(async (file) => gzipSync(await readFile(file)).length));
  return weights.reduce((sum, bytes) => sum + bytes, 0) / 1000;
}

async function typeSearches(page: Page): Promise<number[]> {
  const box = page.getByRole('searchbox').first();
  for (let round = 0; round < ROUNDS; round++) {
    for (const text of SEARCHES) {
      await box.focus();
      for (const letter of text) await answered(page, () => page.keyboard.press(letter));
      await box.fill('');
    }
  }
  return takeAnswers(page);
}

async function choose(page: Page): Promise<number[]> {
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ['Newest builds only', ...CHOICES, ...CHOICES, 'Newest builds only']) {
      const box = page.getByRole('checkbox', { name: new RegExp(`^${name}`) }).first();
      await answered(page, () => box.click());
    }
  }
  return takeAnswers(page);
}

/** Does something and waits until its result was painted; a blank that changes nothing is not waited for long. */
async function answered(page: Page, act: () => Promise<void>): Promise<void> {
  const before = Number(await page.evaluate('window.answers.length'));
  await act();
  await page
    .waitForFunction(`window.answers.length > ${before}`, undefined, { timeout: 1000 })
    .catch(() => undefined);
}

async function takeAnswers(page: Page): Promise<number[]> {
  return z.array(z.number()).parse(await page.evaluate('window.answers.splice(0)'));
}

async function scroll(page: Page, home: string): Promise<void> {
  await page.goto(`${home}?latest=all`);
  await page.locator('[data-rows] .row').first().waitFor();
  const { frames, work } = Scrolled.parse(await page.evaluate(SCROLL));
  report('frame while scrolling', frames, 'ms', FRAME_MS + GRAIN_MS);
  report('work in such a frame', work, 'ms', FRAME_MS);
  const dropped = frames.reduce((sum, frame) => sum + Math.max(0, Math.round(frame / FRAME_MS) - 1), 0);
  console.log(`  ${'dropped frames'.padEnd(26)}${dropped} of ${frames.length + dropped}`);
}

/** The figure under which 95 of 100 measurements stay, beside its bound. */
function report(name: string, values: readonly number[], unit: string, bound: number): void {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  const many =
    sorted.length > 1 ? `, median ${at(0.5).toFixed(1)}, most ${at(1).toFixed(1)}, of ${sorted.length}` : '';
  const verdict = at(0.95) <= bound ? '' : ' MISSED';
  console.log(
    `  ${name.padEnd(26)}${sorted.length > 1 ? 'p95 ' : ''}${at(0.95).toFixed(1)} ${unit} (bound ${bound.toFixed(1)})${verdict}${many}`,
  );
}
