import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** What a browser must permit, for a test to see what was copied. */
export const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

/** Waits for a text to be copied that is what it should be, and takes it off the clipboard again. */
export async function expectCopied(page: Page, expected: string | RegExp): Promise<void> {
  await eventually(async () => {
    const copied: string = await page.evaluate('navigator.clipboard.readText()');
    if (typeof expected === 'string') assert.equal(copied, expected);
    else assert.match(copied, expected);
  });
  await page.evaluate('navigator.clipboard.writeText("")');
}
