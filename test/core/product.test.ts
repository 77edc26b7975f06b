import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Product } from '../../core/product.ts';
import { makeProduct } from '../test-release.ts';

test('a product with all that it may tell passes its schema unchanged', () => {
  const full = makeProduct({
    mirrors: [{ of: 'https://images.example.org/', at: ['https://mirror.example.net/example/'] }],
  });
  const keys = [
    {
      fingerprint: 'D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81',
      owner: 'Example',
      releases: ['24.04'],
      provenance: 'made up',
      url: 'https://example.org/key.asc',
    },
  ];
  assert.deepEqual(Product.parse({ ...full, keys }), { ...full, keys });
});

test('a product that nobody proves anything of has downloads alone', () => {
  const downloads = [{ title: 'Evaluation', url: 'https://example.org/', kind: 'installer' as const }];
  const product = makeProduct({ streams: [], feeds: [], downloads });
  assert.deepEqual(Product.parse(product), product);
});

test('a product that leaves something open is refused', () => {
  const good = makeProduct();
  const wrong: Record<string, object> = {
    'another schema': { schema: 'osdex/product/2' },
    'name for a folder elsewhere': { product: '..' },
    'stream of no kind': { streams: [{ stream: 'cloud', title: 'Cloud' }] },
    'short key id': {
      keys: [{ fingerprint: '1A5D6C4C7DB87C81', owner: 'Example', provenance: 'made up' }],
    },
    'key without provenance': {
      keys: [{ fingerprint: 'D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81', owner: 'Example' }],
    },
    'mirror of a part of a name': {
      mirrors: [{ of: 'https://images.example.org', at: ['https://mirror.example.net/'] }],
    },
    'mirror nowhere': { mirrors: [{ of: 'https://images.example.org/', at: [] }] },
    'unknown field': { logo: 'x.svg' },
  };
  assert.equal(Product.safeParse(good).success, true);
  for (const [what, change] of Object.entries(wrong)) {
    assert.equal(Product.safeParse({ ...good, ...change }).success, false, what);
  }
});
