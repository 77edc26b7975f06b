import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { es } from '../../site/words/messages/es.ts';
import { fr } from '../../site/words/messages/fr.ts';
import { partsOf, tell } from '../../site/words/say.ts';
import type { Messages, Said } from '../../site/words/say.ts';
import { builtSample } from '../site/built-site.ts';
import { browserTests } from './browser-tests.ts';
import { PAGES } from './page-kinds.ts';

const browserTest = browserTests(builtSample);

const KINDS = [
  'product',
  'hostile product',
  'known product',
  'product without proof',
  'release',
  'build',
  'moved build',
  'withdrawn build',
  'build without a signature',
];

const LANGUAGES: readonly [locale: string, messages: Messages, proof: string][] = [
  ['es-ES', es, 'Firmada por UEC Image Automatic Signing Key el 25 de julio de 2026.'],
  ['fr-FR', fr, 'Signé par UEC Image Automatic Signing Key le 25 juillet 2026.'],
];

/** Words that every English sentence of ours has one of, and no name in the sample. */
const ENGLISH = /\b(?:the|of|and|is|are|not|no|with|for|by|its|this|on|to|from|until|at|which)\b/i;

for (const [locale, messages, proof] of LANGUAGES) {
  browserTest(
    `products, releases and builds are told in the reader’s language: ${locale}`,
    async ({ page, open }) => {
      const wrong: string[] = [];
      for (const kind of KINDS) {
        await open(PAGES[kind] ?? '');
        await page.locator('html:not([data-translating])').waitFor();
        for (const { said, shown } of await saidOn(page)) {
          const words = partsOf(tell(said, messages)).map((part) => ('text' in part ? part.text.trim() : ''));
          if (words.some((word) => !shown.includes(word))) wrong.push(`${kind}: ${said.id}: ${shown}`);
        }
        for (const text of await unsaidOn(page)) if (ENGLISH.test(text)) wrong.push(`${kind}: ${text}`);
      }
      assert.deepEqual(wrong, []);
      await open(PAGES['build'] ?? '');
      assert.equal(await page.locator('.evidence strong').innerText(), proof);
      const commands = await page.locator('#check ~ .command pre').first().innerText();
      assert.ok(
        commands.startsWith(`# ${messages['check.fetch-sums']}\ncurl -fLo SHA256SUMS https:`),
        commands,
      );
    },
    { locale },
  );
}

/** What the page has to say, and how it shows. */
function saidOn(page: Page): Promise<{ said: Said; shown: string }[]> {
  return page.evaluate(`[...document.querySelectorAll('main [data-say]')].map((element) => ({
    said: { id: element.dataset.say, args: element.dataset.args && JSON.parse(element.dataset.args) },
    shown: element.textContent,
  }))`);
}

/** Texts of the page that are not said in a language: names, code, and whatever was forgotten. */
function unsaidOn(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const texts = [];
    const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const within = walker.currentNode.parentElement;
      if (within.closest('[lang=en], code, pre, script, style') === null && !within.matches('[data-say]'))
        texts.push(walker.currentNode.data);
    }
    const labels = [...document.querySelectorAll('main :is([title], [aria-label])')];
    return [...texts, ...labels.flatMap((one) => [one.title, one.ariaLabel ?? ''])];
  })()`);
}
