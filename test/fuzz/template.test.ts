import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mayExplode } from '../../core/pattern-cost.ts';
import { compileTemplate, fillTemplate, placeholdersOf } from '../../core/source/template.ts';
import { anyText, hostileName, outcomeOf, tries } from './fuzz.ts';

const names = ['release', 'codename', 'arch', 'serial', 'number'] as const;
const literal = fc.oneof(
  fc.constantFrom('-', '.', '/', '_', '.qcow2', 'a+b', '$&', '(', '[x]', '\\d', '{8}'),
  anyText,
);
const template = fc
  .array(
    fc.oneof(
      literal,
      fc.constantFrom(...names).map((name) => `{${name}}`),
    ),
    { maxLength: 7 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => placeholdersOf(text).every((name) => names.some((known) => known === name)));

const scope = fc
  .record({
    release: fc.oneof(anyText, fc.constantFrom('24.04', '9', '.*', '{arch}')),
    codename: fc.oneof(anyText, fc.constantFrom('noble', 'trixie', '$1')),
    arch: fc.stringMatching(/^[A-Za-z0-9_]{1,32}$/),
    serial: fc.stringMatching(/^[0-9][0-9A-Za-z.+~_-]{0,63}$/),
    number: fc.stringMatching(/^[0-9]{1,3}$/),
  })
  .map((values) => ({ ...values }));

const patterns = { number: String.raw`\d+` };

test('what a template was filled with is read out of it, to the same text again', () => {
  fc.assert(
    fc.property(template, scope, (text, values) => {
      const filled = fillTemplate(text, values);
      const { release, codename } = values;
      const read = compileTemplate(text, { release, codename }, patterns)(filled);
      if (filled.length > 512) return assert.equal(read, undefined);
      assert.ok(read);
      // Where two names touch, one may take what was the other's; the whole stays the same.
      assert.equal(fillTemplate(text, { ...values, ...read }), filled);
      return assert.deepEqual(compileTemplate(text, values)(filled), values);
    }),
    tries(600),
  );
});

test('any template reads any text in no time, into what fills it to the same text', () => {
  const anyTemplate = fc.oneof(template, anyText, hostileName);
  const words = fc.array(fc.oneof(fc.constantFrom('1', '-', '1-', 'a', '.', '11111111'), anyText), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(anyTemplate, words, scope, (text, parts, values) => {
      const { release } = values;
      const outcome = outcomeOf(() => compileTemplate(text, { release }, patterns)(parts.join('')));
      if ('refusal' in outcome) return assert.equal(outcome.refusal.code, 'source-invalid');
      if (outcome.value === undefined) return undefined;
      return assert.equal(fillTemplate(text, outcome.value), parts.join(''));
    }),
    tries(500),
  );
});

/** Expressions with groups in groups, all in order. */
const { expression } = fc.letrec<{ expression: string; piece: string; group: string }>((tie) => ({
  expression: fc.array(tie('piece'), { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('')),
  piece: fc
    .tuple(tie('group'), fc.constantFrom('', '', '*', '+', '?', '+?', '{2}', '{1,3}', '{2,}'))
    .map((two) => two.join('')),
  group: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom('a', 'b', '1', '.', '-', '\\.', '\\d', '[ab]', '[^-]', '{release}'),
    tie('expression').map((inner) => `(${inner})`),
    tie('expression').map((inner) => `(?:${inner})`),
    fc.tuple(tie('expression'), tie('expression')).map((two) => `(${two.join('|')})`),
  ),
}));
const patternPart = fc.constantFrom(
  ...[
    'a',
    '1',
    '.',
    '\\.',
    '\\d',
    '[a-z]',
    '(',
    ')',
    '(?:',
    '|',
    '*',
    '+',
    '?',
    '{2}',
    '{2,}',
    '(?<x>',
    '(?=',
    '\\1',
  ],
  ...['^', '$', '-', '{release}', '{nobody}', '[', ']', '\\'],
);

test('a pattern that is accepted reads any text in no time', () => {
  const pieces = fc.array(patternPart, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
  // Long enough that what doubles with each character is noticed, short enough that it ends.
  const almost = fc
    .constantFrom('a', 'ab', '1', 'a1', '-', 'a-', '9')
    .map((one) => one.repeat(27).slice(0, 27));
  fc.assert(
    fc.property(fc.oneof(expression, pieces), almost, (serial, text) => {
      const outcome = outcomeOf(() => compileTemplate('{serial}!', { release: '9' }, { serial })(text));
      if ('refusal' in outcome) return assert.equal(outcome.refusal.code, 'source-invalid');
      return assert.equal(mayExplode(serial), false);
    }),
    tries(3000),
  );
});

test('the names of a template are those that it must be filled with', () => {
  fc.assert(
    fc.property(fc.oneof(template, anyText), (text) => {
      const wanted = placeholdersOf(text);
      const outcome = outcomeOf(() => fillTemplate(text, { release: 'x' }));
      assert.equal(
        'refusal' in outcome,
        wanted.some((name) => name !== 'release'),
      );
    }),
    tries(500),
  );
});
