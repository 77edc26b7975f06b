import assert from 'node:assert/strict';
import { en } from '../../site/words/messages/en.ts';
import { es } from '../../site/words/messages/es.ts';
import { fr } from '../../site/words/messages/fr.ts';
import { say, tell } from '../../site/words/say.ts';
import type { MessageId, Messages, Said } from '../../site/words/say.ts';
import { builtSample } from '../site/built-site.ts';
import { browserTests } from './browser-tests.ts';

const browserTest = browserTests(builtSample);

const LANGUAGES: readonly [locale: string, messages: Messages, copy: string][] = [
  ['es-ES', es, 'Copiar el resumen'],
  ['fr-FR', fr, 'Copier l’empreinte'],
];

/** What the page's elements say and show, but for sentences with elements in them. */
const SAID = `[...document.querySelectorAll('main [data-say]')]
  .filter((element) => element.querySelector('[data-slot]') === null)
  .map(({ dataset: { say, args }, textContent }) =>
    ({ said: { id: say, args: args && JSON.parse(args) }, shown: textContent.trim() }))`;

/** Texts and tips of rows; what the catalog says is left out. */
const ROW_WORDS = `[...document.querySelectorAll('.row')].flatMap((row) => [
  ...[...row.querySelectorAll('[data-take], [data-field=useHref], .support, .seal')].map((one) => one.textContent),
  ...[...row.querySelectorAll('[title]:not(.format, .own), [data-take]')].map((one) => one.title || one.ariaLabel),
])`;

const ENGLISH =
  /\b(?:use|(?<!\()digest|copy|signed|published|sums|weak|imported|bytes of|supported|until|ended|extended|more)\b/i;

for (const [locale, messages, copy] of LANGUAGES) {
  browserTest(
    `the home page, its filter and its rows are told in the reader’s language: ${locale}`,
    async ({ page, open }) => {
      await open('');
      await page.locator('html:not([data-translating])').waitFor();
      assert.equal(await page.locator('h1').innerText(), messages['home.title']);
      const title = await page.title();
      assert.ok(title.endsWith(`: ${messages['home.title']}`), title);
      const said = await page.evaluate<{ said: Said; shown: string }[]>(SAID);
      assert.ok(said.length > 30);
      assert.deepEqual(
        said.filter((one) => one.shown !== tell(one.said, messages).trim()),
        [],
      );
      const rested = await page.locator('[data-summary]').innerText();
      const english = async () =>
        (await page.evaluate<string[]>(ROW_WORDS)).filter((one) => ENGLISH.test(one));
      assert.deepEqual(await english(), [], 'rows that the build wrote');

      await page.locator('#search').fill('ubuntu');
      const found = page.getByRole('list', { name: messages['home.found'] });
      await found.getByRole('button', { name: copy }).first().waitFor();
      assert.deepEqual(await english(), [], 'rows that were found');
      assert.match(
        await page.locator('[data-conditions]').innerText(),
        /^(?:búsqueda|recherche\u202f): ubuntu ×$/,
      );

      await page.locator('#search').fill('');
      await page.locator('[data-summary]').filter({ hasText: rested }).waitFor();
    },
    { locale },
  );
}

for (const [locale, messages] of [['en-GB', en], ...LANGUAGES] as const) {
  browserTest(
    `conditions are told in the words of the filter: ${locale}`,
    async ({ page, open }) => {
      const told = (condition: MessageId, ...values: string[]) =>
        tell(say('browse.condition', { word: tell({ id: condition }, messages), values }), messages);
      const conditions = async () =>
        (await page.locator('[data-conditions] button').allInnerTexts()).slice(0, -1);

      await open(
        '?product=ubuntu&kind=cloud,installer&level=signed&versionScheme=calver&supported=true&arch=amd64',
      );
      await page.locator('[data-conditions] button').first().waitFor();
      assert.deepEqual(await conditions(), [
        `${told('condition.product', 'Ubuntu')} ×`,
        `${messages['rail.supported']} ×`,
        `${told('condition.kind', messages['kind.cloud'], messages['kind.installer'])} ×`,
        `${told('condition.arch', 'amd64')} ×`,
        `${told('condition.versionScheme', messages['scheme.calver'])} ×`,
        `${told('condition.level', messages['level.signed'])} ×`,
      ]);

      await open('?product=debian&lts=true');
      await page.locator('[data-summary]').filter({ hasText: messages['rail.lts'] }).waitFor();

      await open('?product=ubuntu&supported=false');
      const no = told('condition.supported', messages['browse.no']);
      await page
        .locator('[data-summary], [data-conditions] button')
        .filter({ hasText: no })
        .first()
        .waitFor();

      // What the catalog has none of is not in the filter: it is called as the address calls it.
      await open('?kind=board');
      await page
        .locator('[data-summary]')
        .filter({ hasText: told('condition.kind', 'board') })
        .waitFor();
    },
    { locale },
  );
}

for (const [locale, messages] of LANGUAGES) {
  browserTest(
    `a wide screen has room for what a file is called, however long the words beside it: ${locale}`,
    async ({ page, open }) => {
      await open('?q=ubuntu&latest=1');
      await page.getByRole('list', { name: messages['home.found'] }).locator('.stream').first().waitFor();
      const names = await page.evaluate<[string, boolean][]>(
        `[...document.querySelectorAll('[data-rows] :is(.stream, .own, .seal)')].map((one) =>
          [one.textContent, one.scrollWidth > one.clientWidth])`,
      );
      assert.ok(names.length > 3);
      assert.deepEqual(
        names.filter(([, isCut]) => isCut),
        [],
      );
    },
    { locale, viewport: { width: 1440, height: 900 } },
  );
}

browserTest(
  'a search that finds nothing says so in the reader’s language, and how to find more',
  async ({ page, open }) => {
    await open('?product=debian&arch=s390x');
    await page.getByText(/^Aucun fichier/).waitFor();
    await page.getByRole('button', { name: fr['browse.drop-all'] }).click();
    await page.waitForURL((url) => url.search === '');
  },
  { locale: 'fr-FR' },
);
