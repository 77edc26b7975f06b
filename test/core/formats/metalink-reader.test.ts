import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { metalink } from '../../../core/formats/metalink-export.ts';
import { readerOfMetalink as reader } from '../../../core/formats/metalink-reader.ts';
import { tries } from '../../fuzz/fuzz.ts';
import { anyImage, assertComesBack, fileOf, readText } from './foreign-file.ts';

const HEX = '0a'.repeat(32);
const HEX512 = '0b'.repeat(64);

const metalinkOf = (...files: string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<metalink xmlns="urn:ietf:params:xml:ns:metalink">\n<generator>x</generator>${files.join('\n')}</metalink>\n`;

test('a file is read with its strongest digest and its first https address by priority', async () => {
  const text = metalinkOf(`<file name="a-arm64.iso">
    <identity>Example &amp; OS</identity><version>26.04</version><language>en</language>
    <publisher name="Example Project" url="https://example.org/"/>
    <description><![CDATA[An <image>]]></description>
    <size>1000</size>
    <hash type="md5">${'0c'.repeat(16)}</hash>
    <hash type="sha-256">${HEX}</hash>
    <hash type="sha-512"> ${HEX512.toUpperCase()} </hash>
    <pieces length="1" type="sha-512"><hash>${'0d'.repeat(64)}</hash></pieces>
    <metaurl mediatype="torrent">https://a.example/a.torrent</metaurl>
    <url>https://last.example/a-arm64.iso</url>
    <url priority="2">https://b.example/a-arm64.iso</url>
    <url priority="1">ftp://a.example/a-arm64.iso</url>
    <url priority="1">http://a.example/a-arm64.iso</url>
  </file>`);
  assert.deepEqual(await readText(reader, text), {
    images: [
      {
        at: 'file[0]',
        product: 'Example & OS',
        vendor: 'Example Project',
        description: 'An <image>',
        homepage: 'https://example.org/',
        release: '26.04',
        arch: 'arm64',
        language: 'en',
        url: 'https://b.example/a-arm64.iso',
        sizeBytes: 1000,
        digest: `sha512:${HEX512}`,
      },
    ],
    notTaken: [],
  });
});

test('what a file does not say is absent, and a prefix of its elements says nothing', async () => {
  const text = `<m:metalink xmlns:m="urn:ietf:params:xml:ns:metalink"><m:file name="x86_64-and-arm64.iso"/><m:file name="b-x86_64.iso"><m:url>http://a.example/get</m:url><m:hash type="sha-1">${'0c'.repeat(20)}</m:hash></m:file></m:metalink>`;
  assert.deepEqual(await readText(reader, text), {
    images: [
      { at: 'file[0]', file: 'x86_64-and-arm64.iso' },
      {
        at: 'file[1]',
        arch: 'amd64',
        file: 'b-x86_64.iso',
        url: 'http://a.example/get',
        digest: `sha1:${'0c'.repeat(20)}`,
      },
    ],
    notTaken: [],
  });
});

test('a file that is not as it must be is told, and the others are read', async () => {
  const { images, notTaken } = await readText(
    reader,
    metalinkOf(
      '<file name="a"><hash type="sha-256">abc</hash></file>',
      `<file name="a"><hash type="blake2b">${HEX512}</hash></file>`,
      '<file name="a"><size>1e3</size></file>',
      '<file name="a"/>',
    ),
  );
  assert.deepEqual(images, [{ at: 'file[3]', file: 'a' }]);
  assert.deepEqual(notTaken, [
    { at: 'file[0]', reason: 'expected a digest by sha-512, sha-384 or sha-256, found "abc" as "sha-256"' },
    {
      at: 'file[1]',
      reason: `expected a digest by sha-512, sha-384 or sha-256, found "${HEX512.slice(0, 120)}" and more as "blake2b"`,
    },
    { at: 'file[2]', reason: 'size: expected a whole number of bytes, found "1e3"' },
  ]);
});

test('what is no whole Metalink 4 is refused, in a time that no depth makes long', () => {
  const whole = metalinkOf('<file name="a"/>');
  for (const [text, message] of [
    ['', /found none$/],
    ['x', /found text outside/],
    ['<html></html>', /found <html>$/],
    ['<metalink version="3.0"><files/></metalink>', /found one of version 3$/],
    [whole.slice(0, -12), /that <metalink> is not closed$/],
    ['<metalink><file></metalink>', /that <file> is not closed$/],
    [`<!DOCTYPE m [<!ENTITY a "b">]>${whole}`, /found a document type$/],
    [`${whole}<metalink/>`, /found a second root$/],
    ['<a>'.repeat(1_000_000), /elements more than 32 deep$/],
  ] as const) {
    assert.throws(() => reader.read(fileOf(text)), { code: 'usage', message });
  }
});

/** Our file names are ids, which say what each file is; the architecture is in the file's own name alone. */
test('what is written comes back: product, release, stream, serial, address, size, digest, and an architecture in a name', async () => {
  const images = anyImage({
    kind: 'cloud',
    format: 'qcow2',
    algorithms: ['sha256', 'sha384', 'sha512'],
    archs: ['amd64', 'arm64', 'armhf', 'riscv64', 's390x', 'ppc64le', 'i386', 'loong64'],
  });
  const carried = ['product', 'release', 'stream', 'serial', 'arch', 'url', 'sizeBytes', 'digest'] as const;
  await fc.assert(
    fc.asyncProperty(
      images.map((image) => ({
        ...image,
        // A Metalink has plain addresses alone.
        build: { ...image.build, url: image.build.url.replace("it's", 'its') },
      })),
      (image) => assertComesBack(metalink, reader, image, carried, { product: 'debian' }),
    ),
    tries(100),
  );
});
