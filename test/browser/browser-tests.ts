import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { serveSite } from '../../scripts/site-server.ts';
import type { SiteServer } from '../../scripts/site-server.ts';
import { BASE } from '../site/built-site.ts';
import type { BuiltSite } from '../site/built-site.ts';
import { launchChromium } from './chromium.ts';
import { PATIENCE_MS } from './eventually.ts';

const NO_BROWSER =
  'no browser: install Chromium or name one in CHROMIUM; the packaged one is for Linux on x86-64 alone';

/** One tab with a storage of its own, and the site that it looks at. */
export interface Visit {
  page: Page;
  context: BrowserContext;
  /** Address of the home page, with a slash at its end. */
  home: string;
  /** Opens a page by its path below the home page. */
  open(path: string): Promise<void>;
  /** Says that a message of the browser is what the test is about, such as that of a page that is not there. */
  expectMessage(pattern: RegExp): void;
}

/** Writes a test; what the browser is like (size, colours, scripts) is said in playwright's words. */
export type BrowserTest = (
  name: string,
  act: (visit: Visit) => Promise<void>,
  options?: BrowserContextOptions,
) => void;

/**
 * Makes a file's tests look at a built site in a real browser. Each test fails as well on an error of a script, a
 * message of error in the console (a breach of the content security policy is one), or a request to another host.
 *
 * @param site builds the site, as in `browserTests(builtSample)`.
 */
export function browserTests(site: () => Promise<BuiltSite>): BrowserTest {
  let browser: Browser | undefined;
  let server: SiteServer | undefined;

  before(async () => {
    browser = await launchChromium();
    if (browser !== undefined) server = await serveSite((await site()).out, { base: BASE });
  });

  after(async () => {
    await browser?.close();
    await server?.close();
  });

  return (name, act, options = {}) => {
    test(name, async (t) => {
      if (browser === undefined || server === undefined) return t.skip(NO_BROWSER);
      const context = await browser.newContext({ baseURL: server.url, ...options });
      context.setDefaultTimeout(PATIENCE_MS);
      const { troubles, expectMessage } = watch(context, server.url);
      try {
        const page = await context.newPage();
        const open = async (path: string): Promise<void> => void (await page.goto(path));
        await act({ page, context, home: server.url, open, expectMessage });
        assert.deepEqual(troubles(), []);
      } catch (error) {
        // What the page complained of often says why something was not found on it.
        for (const trouble of troubles()) t.diagnostic(trouble);
        throw error;
      } finally {
        await context.close();
      }
    });
  };
}

/** Writes down whatever should not happen on any page. */
function watch(context: BrowserContext, home: string) {
  const found: string[] = [];
  const expected: RegExp[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') found.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => found.push(`script: ${error.error().stack ?? String(error.error())}`));
  context.on('dialog', (dialog) => {
    found.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on('request', (request) => {
    if (!request.url().startsWith(home) && !request.url().startsWith('blob:'))
      found.push(`request outside of the site: ${request.url()}`);
  });
  return {
    troubles: () => found.filter((trouble) => !expected.some((pattern) => pattern.test(trouble))),
    expectMessage: (pattern: RegExp) => void expected.push(pattern),
  };
}
