import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { load } from 'cheerio/slim';
import { digestOf } from '../../../core/digest.ts';
import type { Image } from '../../../core/image.ts';
import { takeImages } from '../../../core/export.ts';
import { metalink } from '../../../core/formats/metalink-export.ts';
import { writeMetalink } from '../../../core/formats/metalink.ts';
import { runProgram } from '../../../scripts/program.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';
import { startTestServer } from '../../test-server.ts';
import { HOSTILE, sampleImages, textOf } from './sample-images.ts';

const BYTES = Buffer.from('an image');

/** One image of these bytes below `url`, which the product's mirror has too. */
function imageAt(url: string, mirror: string, digest = digestOf(BYTES, 'sha512')): Image {
  const artifact = makeArtifact('disk.qcow2', { digest, size: BYTES.length, language: 'pt-BR' });
  const build = makeBuild('20260720', { url, artifacts: [artifact] });
  const product = makeProduct({ mirrors: [{ of: url, at: [mirror] }] });
  return {
    id: 'example/26.04/cloud/20260720/disk.qcow2',
    product,
    release: makeRelease('26.04', [build]),
    stream: { stream: 'cloud', title: 'Cloud image', kind: 'cloud' },
    build,
    artifact,
  };
}

test('a Metalink says of each image what it is, its size, its digest and its mirrors in order', async () => {
  const image = imageAt('https://a.example/', 'https://b.example/of/a/');
  assert.equal(
    await textOf(metalink, [image]),
    `<?xml version="1.0" encoding="UTF-8"?>
<metalink xmlns="urn:ietf:params:xml:ns:metalink">
  <generator>osdex 0.0.0</generator>
  <published>2026-07-25T00:00:00Z</published>
  <file name="example/26.04/cloud/20260720/disk.qcow2">
    <identity>Example OS: Cloud image</identity>
    <version>26.04 20260720</version>
    <language>pt-BR</language>
    <publisher name="Example Project" url="https://example.org/"/>
    <size>8</size>
    <hash type="sha-512">${digestOf(BYTES, 'sha512').slice('sha512:'.length)}</hash>
    <url priority="1">https://a.example/disk.qcow2</url>
    <url priority="2">https://b.example/of/a/disk.qcow2</url>
  </file>
</metalink>
`,
  );
});

test('what cannot be fetched and proven stays out of a Metalink', () => {
  const image = imageAt('https://a.example/', 'https://b.example/');
  const images = [
    ...sampleImages(),
    imageAt('http://a.example/', 'https://b.example/'),
    imageAt('https://a.example/', 'https://b.example/', digestOf(BYTES, 'sha1')),
    { ...image, artifact: { ...image.artifact, file: 'disk.part' } },
  ];
  const reasons: string[] = [];
  const taken = takeImages(metalink, images, ({ reason }) => reasons.push(reason));
  assert.equal(taken.length, images.length - reasons.length);
  assert.deepEqual(reasons, [
    'expected an image that can be had, found one withdrawn on 2026-02-01',
    'expected a plain https url (http only for 127.0.0.1 and localhost), found "http://a.example/disk.qcow2"',
    `expected a sha256, sha384 or sha512 digest in lower-case hex, found "${digestOf(BYTES, 'sha1')}"`,
    'expected a path without .part as an ending, which is for partial downloads, found "example/26.04/cloud/20260720/disk.part"',
  ]);
});

test('a hostile name is text in a Metalink', async () => {
  const page = load(await textOf(metalink), { xml: true });
  assert.equal(page('identity').first().text(), `Example OS ${HOSTILE}: Cloud image ${HOSTILE}`);
  assert.equal(page('script, b').length, 0);
});

test('a Metalink without images is one', async () => {
  assert.match(await textOf(metalink, []), /<metalink [^]*<\/published>\n<\/metalink>\n$/);
});

test('xmllint finds a Metalink well formed', { skip: absent('xmllint', 'libxml2-utils') }, async (t) => {
  const folder = await temporaryFolder(t, { 'x.meta4': await textOf(metalink) });
  const { exit, out } = await runProgram('xmllint', ['--noout', '--nonet', join(folder, 'x.meta4')]);
  assert.equal(exit, 0, out);
});

const NO_ARIA2 = absent('aria2c', 'aria2');

test('aria2 takes the second mirror where the first has nothing', { skip: NO_ARIA2 }, async (t) => {
  const server = await startTestServer(t, ({ url = '' }, response) => {
    if (url.startsWith('/first/')) response.statusCode = 404;
    response.end(url.startsWith('/first/') ? '' : BYTES);
  });
  const image = imageAt(`${server.origin}/first/`, `${server.origin}/second/`);
  const fetched = await aria2(t, await textOf(metalink, [image]));
  assert.equal(fetched.exit, 0, fetched.out);
  assert.deepEqual(await readFile(join(fetched.folder, image.id)), BYTES);
  assert.deepEqual(
    server.requests.map(({ path }) => path),
    ['/first/disk.qcow2', '/second/disk.qcow2'],
  );
});

/** What aria2 ends with when a checksum does not hold. */
const CHECKSUM_ERROR = 32;

test('aria2 refuses other bytes and a changed digest', { skip: NO_ARIA2 }, async (t) => {
  let served = BYTES;
  const server = await startTestServer(t, (_, response) => response.end(served));
  const text = await textOf(metalink, [imageAt(`${server.origin}/`, `${server.origin}/mirror/`)]);
  const changed = text.replace(/(?<=<hash [^>]*>)./, (digit) => (digit === '0' ? '1' : '0'));
  assert.equal((await aria2(t, changed)).exit, CHECKSUM_ERROR);
  served = Buffer.from('an imagE');
  assert.equal((await aria2(t, text)).exit, CHECKSUM_ERROR);
});

test('aria2 proves a download piece by piece where pieces are known', { skip: NO_ARIA2 }, async (t) => {
  const whole = Buffer.alloc(3 * 1024 * 1024, 'piece');
  const pieceBytes = 1024 * 1024;
  const sha1 = (bytes: Uint8Array) => Buffer.from(digestOf(bytes, 'sha1').slice('sha1:'.length), 'hex');
  const pieces = [0, 1, 2].map((at) => sha1(whole.subarray(at * pieceBytes, (at + 1) * pieceBytes)));
  const server = await startTestServer(t, (_, response) => response.end(whole));
  const file = {
    digest: digestOf(whole),
    sizeBytes: whole.length,
    path: 'x.img',
    urls: [`${server.origin}/x.img`],
  };
  assert.equal((await aria2(t, writeMetalink([{ ...file, pieces: { pieceBytes, pieces } }]))).exit, 0);
  const others = [...pieces.slice(0, 2), sha1(BYTES)];
  const refused = await aria2(t, writeMetalink([{ ...file, pieces: { pieceBytes, pieces: others } }]));
  assert.notEqual(refused.exit, 0);
  assert.match(refused.out, /checksum/i);
});

async function aria2(t: TestContext, text: string) {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'list.meta4'), text);
  const options = ['--no-conf', '--max-tries=1', '--connect-timeout=2', '--timeout=2', '--stop=20'];
  // One connection at a time, in the order of the mirrors.
  const asked = [...options, '--split=1', '--check-integrity=true', '--dir', folder];
  return { folder, ...(await runProgram('aria2c', [...asked, '-M', join(folder, 'list.meta4')])) };
}
