import assert from 'node:assert/strict';
import { es } from '../../site/words/messages/es.ts';
import { fr } from '../../site/words/messages/fr.ts';
import { isMessageId, partsOf, tell } from '../../site/words/say.ts';
import type { Messages } from '../../site/words/say.ts';
import { builtSample } from '../site/built-site.ts';
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

const LANGUAGES: readonly [locale: string, messages: Messages][] = [
  ['es-ES', es],
  ['fr-CA', fr],
];

/** What a page says: each message by its id, its arguments as JSON, and the text that is read, slots and all. */
const SAID = `[...document.querySelectorAll('main [data-say], footer [data-say]')].map((element) =>
  [element.dataset.say, element.dataset.args, element.textContent, element.querySelector('[data-slot]') !== null])`;

for (const [locale, messages] of LANGUAGES) {
  browserTest(
    `pages about the record say in ${locale} all that they say, their heading too`,
    async ({ page, open }) => {
      const wrong: string[] = [];
      for (const path of PAGES) {
        await open(path);
        await page.locator('html:not([data-translating])').waitFor();
        if ((await page.locator('h1[data-say]').count()) !== 1) wrong.push(`${path}: its h1 is English`);
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
