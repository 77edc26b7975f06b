import assert from 'node:assert/strict';
import { es } from '../../site/words/messages/es.ts';
import { fr } from '../../site/words/messages/fr.ts';
import { isMessageId, partsOf, tell } from '../../site/words/say.ts';
import type { Messages } from '../../site/words/say.ts';
import { builtSample } from '../site/built-site.ts';
import { OTHER_SIGNER, SIGNER } from '../site/sample.ts';
import { browserTests } from './browser-tests.ts';

const browserTest = browserTests(builtSample);

const PAGES = [
  'health/',
  'trust/',
  'attacks/',
  'changes/',
  'changes/2026-07/',
  'changes/moved/',
  'browse/',
  'browse/arch/amd64/',
  'docs/sources/',
];

/** Products, releases, builds and keys: what they are called is a name. */
const NAMED_PAGES = [
  'ubuntu/',
  'debian/',
  'known/',
  'unproven/',
  'ubuntu/24.04/',
  'ubuntu/24.04/server-cloud/20260725/',
  'ubuntu/24.04/server-cloud/20260701/',
  'ubuntu/24.04/server-cloud/20260601/',
  'ubuntu/24.04/live-server/24.04.3/',
  `trust/${SIGNER}/`,
  `trust/${OTHER_SIGNER}/`,
];

const LANGUAGES: readonly [locale: string, messages: Messages, evidence: string][] = [
  ['es-ES', es, 'Firmada por UEC Image Automatic Signing Key el 25 de julio de 2026.'],
  ['fr-CA', fr, 'Signé par UEC Image Automatic Signing Key le 25 juillet 2026.'],
];

/** A build's title is made of names alone. */
const BUILD_PATH = /^(?:[^/]+\/){4}$/;

/** Words of which every English sentence of ours has one, and no name in the sample. */
const ENGLISH = /\b(?:the|of|and|is|are|not|no|with|for|by|its|this|on|to|from|until|at|which)\b/i;

/** Texts and labels that are said in no language: names, and whatever was forgotten. Code and quotations are left out. */
const UNSAID = `(() => {
  const main = document.querySelector('main');
  const texts = [];
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const within = walker.currentNode.parentElement;
    if (within.closest('[lang=en], code, pre, script, style') === null && !within.matches('[data-say]'))
      texts.push(walker.currentNode.data.trim());
  }
  const labelled = [...main.querySelectorAll('[title], [aria-label]')];
  return [...texts, ...labelled.flatMap((one) => [one.title, one.ariaLabel ?? ''])];
})()`;

/**
 * What a page says: each message by its id, its arguments as JSON, and the text that is read, slots and all; of its title
 * what stands between the parts that are the same in every language.
 */
const SAID = `[...document.querySelectorAll('head > title[data-say], main [data-say], footer [data-say]')].map((element) => {
  const { say, args, before = '', after = '' } = element.dataset;
  const text = element.textContent.slice(before.length).slice(0, -after.length || undefined);
  return [say, args, text, element.querySelector('[data-slot]') !== null];
})`;

for (const [locale, messages, evidence] of LANGUAGES) {
  browserTest(
    `pages say in ${locale} all that they say, and their heading unless it is a name`,
    async ({ page, open }) => {
      const wrong: string[] = [];
      for (const path of [...PAGES, ...NAMED_PAGES]) {
        await open(path);
        await page.locator('html:not([data-translating])').waitFor();
        if (PAGES.includes(path) && (await page.locator('h1[data-say]').count()) !== 1)
          wrong.push(`${path}: its h1 is English`);
        if (!BUILD_PATH.test(path) && (await page.locator('head > title[data-say]').count()) !== 1)
          wrong.push(`${path}: its title is English`);
        const said = await page.evaluate<[string, string | undefined, string, boolean][]>(SAID);
        assert.ok(said.length > 3, path);
        for (const [id, args, text, hasSlots] of said) {
          if (!isMessageId(id, messages)) {
            wrong.push(`${path}: ${id} is no message`);
            continue;
          }
          const one = args === undefined ? { id } : { id, args: JSON.parse(args) as unknown };
          // What stands in a slot is a link or a name of its own; around it every part must be in the language.
          const parts = partsOf(tell(one, messages)).flatMap((part) => ('text' in part ? part.text : []));
          const isSaid = hasSlots ? parts.every((part) => text.includes(part)) : text === parts.join('');
          if (!isSaid) wrong.push(`${path}: ${text}`);
        }
      }
      assert.deepEqual(wrong, []);
    },
    { locale },
  );

  browserTest(
    `the proof of a build is told in ${locale}, with nothing of ours left in English`,
    async ({ page, open }) => {
      const english: string[] = [];
      for (const path of NAMED_PAGES) {
        await open(path);
        await page.locator('html:not([data-translating])').waitFor();
        const unsaid = await page.evaluate<string[]>(UNSAID);
        english.push(...unsaid.filter((text) => ENGLISH.test(text)).map((text) => `${path}: ${text}`));
      }
      assert.deepEqual(english, []);
      await open('ubuntu/24.04/server-cloud/20260725/');
      assert.equal(await page.locator('.evidence strong').innerText(), evidence);
      const commands = await page.locator('#check ~ .command pre').first().innerText();
      const first = `# ${messages['check.fetch-sums']}\ncurl -fLo SHA256SUMS https:`;
      assert.ok(commands.startsWith(first), commands);
    },
    { locale },
  );

  browserTest(
    `the buttons of a file stand beside each other in ${locale}`,
    async ({ page, open }) => {
      await open('ubuntu/24.04/server-cloud/20260725/');
      const ends = await page.evaluate<[number, number]>(
        `['.files .actions button:last-child', '.files summary'].map((one) =>
          document.querySelector(one).getBoundingClientRect())
          .map(({ left, right }, at) => (at === 0 ? right : left))`,
      );
      assert.ok(ends[0] < ends[1], ends.join(' px, '));
    },
    { locale, viewport: { width: 1440, height: 900 } },
  );
}

browserTest(
  'sources are counted in the reader’s language as they are narrowed down',
  async ({ page, open }) => {
    await open('docs/sources/');
    await page.getByPlaceholder('Seulement avec ces mots').fill('ubuntu');
    await page.getByRole('status').filter({ hasText: '1 sur 4 sources' }).waitFor();
  },
  { locale: 'fr' },
);
