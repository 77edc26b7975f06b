import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { facetValues, isClosedFacet } from '../../core/facet-values.ts';
import { FACETS, formatSelector, parseSelector } from '../../core/selector.ts';
import type { Selector } from '../../core/selector.ts';
import { anyText, hostileName, outcomeOf, tries } from './fuzz.ts';

const value = fc.oneof(
  anyText,
  hostileName,
  fc.constantFrom(',', '%', '%2C', 'a,b', ' ', '+', '&', '=', '#'),
);
const text = value.map((one) => one.toWellFormed()).filter((one) => one !== '');
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

/** Everything that the language can say. */
const selector: fc.Arbitrary<Selector> = fc
  .record(
    {
      facets: fc.record(
        Object.fromEntries(
          FACETS.map((facet) => {
            const one = isClosedFacet(facet) ? fc.constantFrom(...facetValues(facet)) : text;
            return [facet, fc.uniqueArray(one, { minLength: 1, maxLength: 4 })];
          }),
        ),
        { requiredKeys: [] },
      ),
      since: day,
      until: day,
      latest: fc.integer({ min: 1, max: 999_999 }),
      text,
    },
    { requiredKeys: ['facets'] },
  )
  .map((one) => ({ ...one, facets: { ...one.facets } }));

test('whatever the language can say is read back as it was written', () => {
  fc.assert(
    fc.property(selector, (one) => {
      const query = formatSelector(one);
      assert.match(query, /^[!-~]*$/);
      assert.deepEqual(parseSelector(query), one);
      const written = new URLSearchParams(query).toString();
      assert.deepEqual(parseSelector(written), one);
    }),
    tries(400),
  );
});

test('any query is read into what is written back the same, or refused as used wrongly', () => {
  const part = fc.oneof(
    fc.constantFrom(...FACETS, 'since', 'until', 'latest', 'q'),
    fc.constantFrom(
      '=',
      '&',
      ',',
      '@',
      '%',
      '%2',
      '%ff',
      '+',
      '?',
      'ubuntu',
      'lts',
      'amd64',
      'x86_64',
      '2026-02-30',
    ),
    value,
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const outcome = outcomeOf(() => parseSelector(parts.join('')));
      if ('refusal' in outcome) return assert.equal(outcome.refusal.code, 'usage');
      for (const facet of FACETS) {
        const values = outcome.value.facets[facet];
        assert.ok(values === undefined || (values.length > 0 && values.every((one) => one !== '')));
        if (isClosedFacet(facet)) assert.ok(values?.every((one) => facetValues(facet).includes(one)) ?? true);
      }
      return assert.deepEqual(parseSelector(formatSelector(outcome.value)), outcome.value);
    }),
    tries(2000),
  );
});
