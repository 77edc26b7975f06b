import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { renovate } from '../../../core/formats/renovate.ts';
import { oneImage } from './one-image.ts';
import { exportOf } from './sample-images.ts';

/** What Renovate takes of a custom datasource, of the fields that are written. */
const Datasource = z.strictObject({
  releases: z.array(
    z.strictObject({
      version: z.string(),
      digest: z.string().optional(),
      releaseTimestamp: z.iso.datetime().optional(),
      changelogUrl: z.url().optional(),
      isDeprecated: z.boolean().optional(),
    }),
  ),
  homepage: z.url(),
});

describe('renovate', () => {
  test('writes the builds of each stream, architecture and format', async () => {
    const files = await exportOf(renovate);
    assert.deepEqual(
      [...files.keys()],
      [
        'example/26.04/cloud/amd64-qcow2.json',
        'example/26.04/cloud/arm64-qcow2.json',
        'example/26.04/installer/amd64-iso.json',
        'example/26.04/board/arm64-raw.xz.json',
        'example/25.10/cloud/amd64-qcow2.json',
      ],
    );
    assert.equal(
      files.get('example/26.04/cloud/amd64-qcow2.json'),
      `{
  "releases": [
    {
      "version": "20260720",
      "digest": "sha256:5a1b9cda37ca170520a91100c450cdc55dbb63eb7442aec3633427d63fbd129e",
      "releaseTimestamp": "2026-07-20T00:00:00Z",
      "changelogUrl": "https://osdex.example/example/26.04/cloud/20260720/"
    },
    {
      "version": "20260601",
      "digest": "sha256:800e912098111ea3923f8c87ec8860367b18978ef89137e5fc43f0b258fb706f",
      "releaseTimestamp": "2026-06-01T00:00:00Z",
      "changelogUrl": "https://osdex.example/example/26.04/cloud/20260601/"
    }
  ],
  "homepage": "https://example.org/"
}
`,
    );
    for (const text of files.values()) Datasource.parse(JSON.parse(text));
  });

  test('says of a withdrawn build that it is', async () => {
    const files = await exportOf(renovate, undefined, { siteUrl: undefined });
    const { releases } = Datasource.parse(
      JSON.parse(files.get('example/25.10/cloud/amd64-qcow2.json') ?? ''),
    );
    assert.deepEqual(
      releases.map(({ version, isDeprecated, changelogUrl }) => [version, isDeprecated, changelogUrl]),
      [
        ['20251101', true, undefined],
        ['20251020', undefined, undefined],
      ],
    );
  });

  test('has a serial of several files once, without the digest of one of them', async () => {
    const other = oneImage({ artifact: { file: 'other.qcow2' }, build: { published: undefined } });
    const [text = ''] = (await exportOf(renovate, [other, oneImage()])).values();
    assert.deepEqual(Datasource.parse(JSON.parse(text)).releases, [
      { version: '20260720', changelogUrl: 'https://osdex.example/example/26.04/cloud/20260720/' },
    ]);
  });
});
