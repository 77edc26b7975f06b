import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Architecture } from '../../core/architecture.ts';
import { DiskFormat } from '../../core/disk-format.ts';
import { facetValues, facetWords, isClosedFacet, parseFacetValue } from '../../core/facet-values.ts';
import { Kind, VersionScheme } from '../../core/product.ts';
import { TrustLevel } from '../../core/verification.ts';

test('the values of each facet are those of its schema', () => {
  const schemas = {
    kind: Kind,
    arch: Architecture,
    format: DiskFormat,
    versionScheme: VersionScheme,
    level: TrustLevel,
  } as const;
  for (const [facet, { options }] of Object.entries(schemas)) {
    assert.ok(isClosedFacet(facet));
    assert.deepEqual(facetValues(facet), options, facet);
  }
  for (const facet of ['lts', 'supported'] as const) assert.deepEqual(facetValues(facet), ['true', 'false']);
  for (const facet of ['product', 'release', 'stream', 'q', 'constructor']) assert.ok(!isClosedFacet(facet));
});

test('every word for an architecture is one for a value, in capitals too', () => {
  assert.ok(facetWords('arch').length > facetValues('arch').length);
  for (const word of facetWords('arch')) {
    assert.ok(facetValues('arch').includes(parseFacetValue('arch', word.toUpperCase()) ?? ''), word);
  }
  for (const word of ['sparc', 'constructor', '']) assert.equal(parseFacetValue('arch', word), undefined);
});

test('a word of another facet is known as it is written and no other way', () => {
  assert.equal(parseFacetValue('kind', 'cloud'), 'cloud');
  for (const word of ['Cloud', 'x86_64', 'constructor', '']) {
    assert.equal(parseFacetValue('kind', word), undefined);
  }
});
