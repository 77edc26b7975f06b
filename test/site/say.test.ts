import assert from 'node:assert/strict';
import { test } from 'node:test';
import { spokenAttributes } from '../../site/words/attributes.ts';
import { en } from '../../site/words/messages/en.ts';
import { es } from '../../site/words/messages/es.ts';
import { fr } from '../../site/words/messages/fr.ts';
import { numberWords } from '../../site/words/numbers.ts';
import { chooseLanguage } from '../../site/words/reader-language.ts';
import { partsOf, say, slot, tell } from '../../site/words/say.ts';

test('a language is what was chosen, else the first of the browser that the site has, else English', () => {
  assert.equal(chooseLanguage('fr', ['es']), 'fr');
  assert.equal(chooseLanguage(null, ['de-DE', 'es-MX', 'fr']), 'es');
  assert.equal(chooseLanguage('tlh', ['FR-ca']), 'fr');
  assert.equal(chooseLanguage(undefined, ['de']), 'en');
  assert.equal(chooseLanguage('constructor', ['toString']), 'en');
});

test('a message is told in every language, with what it is made with', () => {
  const said = say('foot.revision', { revision: 'abc' });
  assert.deepEqual(
    [en, es, fr].map((messages) => tell(said, messages)),
    ['Catalog revision abc', 'Revisión del catálogo abc', 'Révision du catalogue abc'],
  );
});

test('every language says everything, and leaves nothing in English by mistake', () => {
  for (const messages of [es, fr]) {
    assert.deepEqual(Object.keys(messages).sort(), Object.keys(en).sort());
    for (const [id, message] of Object.entries(messages)) {
      assert.equal(typeof message, typeof en[id as keyof typeof en], id);
      assert.notEqual(message, '', id);
    }
  }
});

test('a slot keeps its place in a sentence, whatever is before and after it', () => {
  const told = tell(say('foot.revision', { revision: slot('code') }), fr);
  assert.deepEqual(partsOf(told), [{ text: 'Révision du catalogue ' }, { slot: 'code' }]);
  assert.deepEqual(partsOf('plain'), [{ text: 'plain' }]);
  assert.deepEqual(partsOf(''), []);
});

test('attributes carry their English and what another language says them from', () => {
  assert.deepEqual(spokenAttributes({ title: say('bar.language'), 'aria-label': say('bar.language') }), {
    title: 'Language',
    'data-say-title': 'bar.language',
    'aria-label': 'Language',
    'data-say-aria-label': 'bar.language',
  });
});

test('numbers, days and lists are written as each language does', () => {
  const forms = { one: '# x', other: '# y' };
  const written = (['en', 'es', 'fr'] as const).map((language) => {
    const { count, plural, day, time, list } = numberWords(language);
    return [
      count(1234567).replaceAll(/\s/g, '_'),
      [0, 1, 2].map((value) => plural(value, forms)).join(' '),
      day('2026-07-25'),
      time('2026-07-25T22:34:07Z'),
      list(['a', 'b', 'c']),
    ];
  });
  assert.deepEqual(written, [
    ['1,234,567', '0 y 1 x 2 y', '25 July 2026', '25 July 2026, 22:34 UTC', 'a, b and c'],
    ['1.234.567', '0 y 1 x 2 y', '25 de julio de 2026', '25 de julio de 2026, 22:34 UTC', 'a, b y c'],
    ['1_234_567', '0 x 1 x 2 y', '25 juillet 2026', '25 juillet 2026, 22:34 UTC', 'a, b et c'],
  ]);
});
