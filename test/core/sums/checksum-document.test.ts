import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChecksumTableForm, parseChecksumDocument } from '../../../core/sums/checksum-document.ts';
import { acceptUnsigned } from '../../../core/trust/unsigned-text.ts';

const NAME = 'https://images.example/releases/streams/v1/com.example:released:download.sjson';
const HEX = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);

function parse(document: unknown, form: unknown = 'simplestreams', name = NAME) {
  const content = acceptUnsigned(Buffer.from(JSON.stringify(document)), 'sums-only');
  return [...parseChecksumDocument(content, name, ChecksumTableForm.parse(form))];
}

function products(items: Record<string, unknown>) {
  return { format: 'products:1.0', products: { p: { versions: { '20260725': { items } } } } };
}

test('simplestreams name files by their path below the root of the tree', () => {
  const document = products({
    'disk1.img': { ftype: 'disk1.img', path: 'server/noble/a.img', sha256: HEX, size: 42 },
    manifest: { ftype: 'manifest', path: 'server/noble/a.manifest' },
  });
  assert.deepEqual(parse(document), [
    ['https://images.example/releases/server/noble/a.img', { digest: `sha256:${HEX}`, sizeBytes: 42 }],
  ]);
});

test('a table says where another document has address and digest', () => {
  const form = { records: '*', fields: { url: 'file', sha512: 'sha512', size: 'size' } };
  const name = 'https://images.example/v3/x86/latest.json';
  const digits = 'c'.repeat(128);
  assert.deepEqual(parse([{ file: 'a.iso', sha512: digits.toUpperCase(), size: '7' }], form, name), [
    ['https://images.example/v3/x86/a.iso', { digest: `sha512:${digits}`, sizeBytes: 7 }],
  ]);
});

test('a digest with its algorithm may be in hex or in base64', () => {
  const form = {
    records: 'items.*',
    fields: { url: 'ref', digest: ['annotations', 'a.example/digest'] },
    base: 'https://files.example/x/',
  };
  const base64 = Buffer.from(HEX, 'hex').toString('base64');
  for (const digest of [`sha256:${HEX}`, `sha256:${base64}`, `sha256-${base64}`, `SHA256:${HEX}`]) {
    const document = { items: [{ ref: 'a.iso', annotations: { 'a.example/digest': digest } }] };
    assert.deepEqual(parse(document, form), [
      ['https://files.example/x/a.iso', { digest: `sha256:${HEX}`, sizeBytes: undefined }],
    ]);
  }
});

test('the strongest digest is taken', () => {
  const form = { records: '*', fields: { url: 'url', md5: 'md5', sha256: 'sha256' } };
  const [[, entry] = []] = parse([{ url: 'a.iso', md5: 'd'.repeat(32), sha256: HEX }], form);
  assert.equal(entry?.digest, `sha256:${HEX}`);
});

test('two digests of one file are a conflict; the same twice is well', () => {
  const twice = (sha256: string) => products({ a: { path: 'a', sha256: HEX }, b: { path: './a', sha256 } });
  assert.equal(parse(twice(HEX)).length, 1);
  assert.throws(() => parse(twice(OTHER)), { code: 'sums-conflict' });
});

test('a digest that is none is refused, never passed over', () => {
  for (const sha256 of ['abc', 'x'.repeat(64), `${HEX}00`]) {
    assert.throws(() => parse(products({ a: { path: 'a', sha256 } })), { code: 'sums-unreadable' }, sha256);
  }
});

test('a document of another form is refused', () => {
  for (const document of [{}, [], { products: {} }, 'text'])
    assert.throws(() => parse(document), { code: 'sums-unreadable' });
});

test('a table without an address or a digest is a mistake of the source', () => {
  for (const fields of [{ url: 'url' }, { sha256: 'sha256' }, {}]) {
    assert.equal(ChecksumTableForm.safeParse({ records: '*', fields }).success, false);
  }
});
