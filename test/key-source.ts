import type { z } from 'zod';
import type { TrustedKey } from '../core/product.ts';
import { Source } from '../core/source/source.ts';

/** A source of one signed feed, with these keys. */
export function makeSource(
  keys: readonly (Pick<TrustedKey, 'fingerprint'> & Partial<TrustedKey>)[],
  more: Partial<z.input<typeof Source>> = {},
): Source {
  return Source.parse({
    schema: 'osdex/source/1',
    product: 'example',
    name: 'Example OS',
    vendor: 'Example Project',
    family: 'linux',
    description: 'An example.',
    homepage: 'https://example.org/',
    versionScheme: 'calver',
    keys: keys.map((key) => ({ owner: 'Example <key@example.org>', provenance: 'made by a test', ...key })),
    releases: [{ release: '2.0' }, { release: '1.0', endOfLife: '2022-12-31' }],
    feeds: [makeFeed('cloud')],
    ...more,
  });
}

/** A signed feed of the source above. */
export function makeFeed(feed: string, more: object = {}): z.input<typeof Source>['feeds'][number] {
  return {
    feed,
    format: 'sums',
    sums: 'https://images.example.org/{release}/SHA256SUMS',
    trust: { level: 'signed', shape: 'clearsigned' },
    streams: [
      {
        stream: feed,
        title: 'Cloud image',
        kind: 'cloud',
        files: [{ match: 'example-{serial}-{arch}.qcow2' }],
      },
    ],
    ...more,
  };
}
