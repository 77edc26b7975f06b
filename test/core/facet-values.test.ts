import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Architecture, parseArchitecture } from '../../core/architecture.ts';
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

test('every word for an architecture means here what it means to the crawler, and none is left out', async () => {
  const source = await readFile(join(import.meta.dirname, '../../core/architecture.ts'), 'utf8');
  const aliases = [...source.matchAll(/^ {2}'?([\w-]+)'?: '\w+',$/gm)].map((match) => match[1] ?? '');
  assert.ok(aliases.length >= 16);
  assert.deepEqual(new Set(facetWords('arch')), new Set([...Architecture.options, ...aliases]));
  for (const word of [...facetWords('arch'), 'X86_64', 'AMD64', 'sparc', 'constructor', '']) {
    assert.equal(parseFacetValue('arch', word), parseArchitecture(word), word);
  }
});

test('a word of another facet is known as it is written and no other way', () => {
  assert.equal(parseFacetValue('kind', 'cloud'), 'cloud');
  for (const word of ['Cloud', 'x86_64', 'constructor', '']) {
    assert.equal(parseFacetValue('kind', word), undefined);
  }
});
