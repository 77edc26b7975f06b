import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDigest } from '../../core/digest-text.ts';
import { readDocument } from '../../core/document/document.ts';
import { readRows, RecordTable } from '../../core/document/record-table.ts';
import { BucketFeed, RecordsFeed } from '../../core/source/feed.ts';
import { parseChecksumDocument } from '../../core/sums/checksum-document.ts';
import { acceptUnsigned } from '../../core/trust/unsigned-text.ts';
import { bucket } from '../../crawler/resolvers/bucket.ts';
import { records } from '../../crawler/resolvers/records.ts';
import { anyText, hostileName, mutated, outcomeOf, tries } from './fuzz.ts';

const URL_OF_DOCUMENT = 'https://images.example/streams/v1/list.json';
const WORDS = ['products', 'versions', 'items', 'path', 'sha256', '__proto__', '"', '[', '{}', '1e999'];

const STREAMS = JSON.stringify({
  format: 'products:1.0',
  products: {
    'com.example:server:24.04:amd64': {
      arch: 'amd64',
      versions: {
        '20260725': {
          items: {
            'disk1.img': { ftype: 'disk1.img', path: 'server/a.img', sha256: 'a'.repeat(64), size: 42 },
            manifest: { path: 'server/a.manifest' },
          },
        },
      },
    },
  },
});

const TABLE = RecordTable.parse({
  records: '**.items.*',
  fields: { serial: '/products.*.versions', url: 'path', sha256: 'sha256' },
  where: { url: '.*img' },
});

const common = {
  feed: 'a',
  patterns: { serial: String.raw`\d+` },
  trust: { level: 'sums-only', reason: 'none' },
  streams: [{ stream: 'a', title: 'A', kind: 'live', files: [{ match: 'a-{arch}.iso' }] }],
};

test('any document is read or refused, and what is read are digests of addresses', () => {
  fc.assert(
    fc.property(mutated(Buffer.from(STREAMS), WORDS), (bytes) => {
      const outcome = outcomeOf(() =>
        parseChecksumDocument(acceptUnsigned(bytes, 'sums-only'), URL_OF_DOCUMENT, 'simplestreams'),
      );
      if ('refusal' in outcome) return;
      for (const [url, { digest, sizeBytes }] of outcome.value) {
        assert.equal(URL.parse(url)?.href, url);
        assert.ok(parseDigest(digest));
        assert.ok(sizeBytes === undefined || Number.isSafeInteger(sizeBytes));
      }
    }),
    tries(400),
  );
});

test('rows are texts by the names of the table, whatever the document', () => {
  const names = new Set(Object.keys(TABLE.fields));
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.json({ maxDepth: 9 }), anyText), fc.boolean(), (text, isYaml) => {
      const name = isYaml ? 'list.yaml' : 'list.json';
      const outcome = outcomeOf(() =>
        readRows(readDocument(text, name, 'page-unreadable'), TABLE, name, 'page-unreadable'),
      );
      if ('refusal' in outcome) return;
      for (const row of outcome.value) {
        for (const [key, value] of Object.entries(row))
          assert.ok(names.has(key) && typeof value === 'string');
      }
    }),
    tries(400),
  );
});

test('what a document of builds tells never leaves the form of a build', () => {
  const feed = RecordsFeed.parse({
    ...common,
    format: 'records',
    index: URL_OF_DOCUMENT,
    builds: { records: '*', fields: { serial: 'version', url: 'url', published: 'date' } },
    sums: 'https://files.example/{serial}/SUMS',
  });
  const value = fc.oneof(hostileName, anyText, fc.integer(), fc.constant(null), fc.boolean());
  const record = fc.record({ version: value, url: value, date: value }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.array(record, { maxLength: 6 }), (list) => {
      const page = { url: URL_OF_DOCUMENT, text: JSON.stringify(list) };
      const outcome = outcomeOf(() => records.read(page, feed, {}));
      if ('refusal' in outcome) return;
      for (const { serial, published } of outcome.value) {
        assert.equal(typeof serial, 'string');
        assert.match(published ?? '2026-01-01', /^\d{4}-\d{2}-\d{2}$/);
      }
    }),
    tries(400),
  );
});

test('a list of keys is read or refused, and its names are plain and short', () => {
  const feed = BucketFeed.parse({
    ...common,
    format: 'bucket',
    index: 'https://bucket.example/?prefix=p/',
    base: 'https://files.example/p/',
    entry: '{serial}/',
    sums: '{entry}SUMS',
  });
  const page = `<ListBucketResult><Prefix>p/</Prefix><IsTruncated>false</IsTruncated>
<CommonPrefixes><Prefix>p/20260725/</Prefix></CommonPrefixes><Contents><Key>p/20260726/</Key></Contents></ListBucketResult>`;
  let builds = 0;
  fc.assert(
    fc.property(mutated(Buffer.from(page), ['<Key>', '</Key>', '&#x2f;', '<![CDATA[', ']]>']), (bytes) => {
      const text = new TextDecoder().decode(bytes);
      const outcome = outcomeOf(() => bucket.read({ url: 'https://bucket.example/', text }, feed, {}));
      if ('refusal' in outcome) return;
      for (const { serial, told } of outcome.value) {
        builds += 1;
        assert.match(serial ?? '', /^\d+$/);
        assert.equal(told?.entry, `${serial}/`);
      }
    }),
    tries(400),
  );
  assert.ok(builds > 100, `only ${builds} builds were read`);
});
