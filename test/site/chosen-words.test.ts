import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { es } from '../../site/words/messages/es.ts';
import { fr } from '../../site/words/messages/fr.ts';
import { proofEn } from '../../site/words/messages/proof/en.ts';

const MESSAGES = join(import.meta.dirname, '../../site/words/messages');

/** Words that would say a thing in a second way; es.ts and fr.ts tell which word was chosen. */
const NOT_CHOSEN = {
  es: /ficher|\bbuilds?\b|construcci|checksum|espejo|comando|explorad|en la nube|\bprueb[ae]n? (?:cada|los?|las?)\b/i,
  fr: /constructions?\b|compilation|explorateur|retenue|\bsupport\b|prise en charge|suivie|nuage|\bchecksums?\b|condensat/i,
};

/** A plain space where French wants one that does not break, or none at all. */
const BREAKING_SPACE = / [;:!?»]|« |[^\s\u202f]»|«[^\s\u202f]/;

for (const language of ['es', 'fr'] as const) {
  test(`each thing has one word in ${language}`, async () => {
    const wrong = (await textsIn(language)).filter((text) => NOT_CHOSEN[language].test(text));
    assert.deepEqual(wrong, []);
  });
}

test('in French no line begins with the sign that ends a sentence', async () => {
  const texts = await textsIn('fr');
  assert.ok(texts.some((text) => text.includes('\u202f:')));
  assert.deepEqual(
    texts.filter((text) => BREAKING_SPACE.test(text)),
    [],
  );
});

test('several digests that can be forged are spoken of as several', () => {
  const told = [proofEn, es, fr].map((messages) =>
    [['MD5'], ['MD5', 'SHA-1']].map((algorithms) => messages['chain.can-be-forged'](algorithms)),
  );
  assert.deepEqual(told, [
    [
      'MD5 can be forged; it only finds broken downloads.',
      'MD5 and SHA-1 can be forged; they only find broken downloads.',
    ],
    [
      'MD5 se puede falsificar; solo detecta descargas defectuosas.',
      'MD5 y SHA-1 se pueden falsificar; solo detectan descargas defectuosas.',
    ],
    [
      'MD5 peut être falsifié\u202f; il ne décèle que les téléchargements abîmés.',
      'MD5 et SHA-1 peuvent être falsifiés\u202f; ils ne décèlent que les téléchargements abîmés.',
    ],
  ]);
});

test('the French “of” loses its vowel before another', () => {
  const told = ['Debian', 'Ubuntu', 'elementary OS', 'Haiku'].map((name) => fr['signing.none']({ name }));
  assert.deepEqual(told, [
    'Rien de Debian n’est encore enregistré.',
    'Rien d’Ubuntu n’est encore enregistré.',
    'Rien d’elementary OS n’est encore enregistré.',
    'Rien de Haiku n’est encore enregistré.',
  ]);
});

/** The texts in the messages' files of a language, without the code between and within them. */
async function textsIn(language: string): Promise<string[]> {
  const topics = await readdir(MESSAGES, { withFileTypes: true });
  const sources = topics
    .filter((topic) => topic.isDirectory())
    .map(({ name }) => readFile(join(MESSAGES, name, `${language}.ts`), 'utf8'));
  return (await Promise.all(sources)).flatMap(textsOf);
}

function textsOf(source: string): string[] {
  const code = source.replaceAll(/\/\*.*?\*\//gs, '').replaceAll(/^ *'[\w.-]+':/gm, '');
  const texts: string[] = [];
  const within = ['code'];
  let end = 0;
  for (const { 0: sign, index } of code.matchAll(/`|\$\{|[{}]|'[^'\n]*'/g)) {
    if (within.at(-1) === 'template') texts.push(code.slice(end, index));
    else if (sign.startsWith("'")) texts.push(sign.slice(1, -1));
    end = index + sign.length;
    if (sign === '}' || (sign === '`' && within.at(-1) === 'template')) within.pop();
    else if (!sign.startsWith("'")) within.push(sign === '`' ? 'template' : 'code');
  }
  return texts;
}
