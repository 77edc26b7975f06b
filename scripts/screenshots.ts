/**
 * Takes the pictures of the site's main pages that the documentation shows, light and dark, as WebP: the same catalog
 * gives the same pictures on any day. Needs a browser, as the browser tests do.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { readCatalog } from '../core/catalog/catalog.ts';
import type { Catalog } from '../core/catalog/catalog.ts';
import { launchChromium } from '../test/browser/chromium.ts';
import { PACKAGE_ROOT } from './context.ts';
import { buildSite } from './site-build.ts';
import { serveSite } from './site-server.ts';

const OUT = join(PACKAGE_ROOT, 'site/pictures');
const CATALOG = join(PACKAGE_ROOT, 'catalog');
const VIEWPORT = { width: 1280, height: 800 };

/** Of 100: letters stay sharp, and a picture is some 60 kB. */
const WEBP_QUALITY = 60;

/** The pages, by the names of their pictures; a product and a build that most readers know. */
const PAGES: Readonly<Record<string, string>> = {
  home: '',
  product: 'ubuntu/',
  build: 'ubuntu/24.04/server-cloud/',
  mirror: 'mirror/?product=ubuntu,debian&arch=amd64',
  health: 'health/',
  trust: 'trust/',
};

const catalog = await readCatalog(CATALOG);
const now = dayAfter(catalog);
const folder = await mkdtemp(join(tmpdir(), 'osdex-screenshots-'));
process.env['SOURCE_DATE_EPOCH'] = String(now.getTime() / 1000);
const browser = await launchChromium();
if (browser === undefined) throw new Error('expected a browser, found none; name one in CHROMIUM');
await buildSite({ catalog: CATALOG, out: folder, base: '/' });
const server = await serveSite(folder);
try {
  await mkdir(OUT, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport: VIEWPORT, colorScheme, baseURL: server.url });
    const page = await context.newPage();
    await page.clock.setFixedTime(now);
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(name === 'build' ? path + newestSerial(catalog, path) : path, {
        waitUntil: 'networkidle',
      });
      const file = join(OUT, `${name}${colorScheme === 'dark' ? '-dark' : ''}.webp`);
      const bytes = await take(page);
      await writeFile(file, bytes);
      process.stdout.write(`${file}: ${Math.round(bytes.length / 1000)} kB\n`);
    }
    await context.close();
  }
} finally {
  await server.close();
  await browser.close();
  await rm(folder, { recursive: true });
}

/** Playwright itself writes PNG and JPEG alone. */
async function take(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: WEBP_QUALITY });
  await session.detach();
  return Buffer.from(data, 'base64');
}

/** Noon of the day after the newest build, so that "3 days ago" says the same whenever the picture is taken. */
function dayAfter({ products }: Catalog): Date {
  const days = products.flatMap(({ releases }) =>
    releases.flatMap(({ builds }) =>
      builds.flatMap(({ published, verification }) => [
        published ?? '',
        (verification.level === 'signed' && verification.signedAt?.slice(0, 10)) || '',
      ]),
    ),
  );
  const newest = days.toSorted().at(-1);
  if (!newest) throw new Error(`expected a build in ${CATALOG}, found none`);
  return new Date(Date.parse(`${newest}T12:00:00Z`) + 24 * 60 * 60 * 1000);
}

function newestSerial({ products }: Catalog, path: string): string {
  const [product, release, stream] = path.split('/');
  const found = products
    .find((entry) => entry.product.product === product)
    ?.releases.find((entry) => entry.release === release)
    ?.builds.find((build) => build.stream === stream);
  if (found === undefined) throw new Error(`expected a build of ${path} in ${CATALOG}, found none`);
  return `${found.serial}/`;
}
