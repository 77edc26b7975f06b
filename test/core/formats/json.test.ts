import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { json } from '../../../core/formats/json.ts';
import { jsonl } from '../../../core/formats/jsonl.ts';
import { imageRecord } from '../../../core/image-record.ts';
import { absent } from '../../program.ts';
import { hostileImage, plainImages } from './plain-images.ts';
import { sampleImages, textOf } from './sample-images.ts';

const A = `sha256:${'0a'.repeat(32)}`;
const B = `sha512:${'0b'.repeat(64)}`;
const KNOWN =
  '{"id":"example/26.10/cloud/20260720/a.img.xz","product":"example","release":"26.10","stream":"cloud",' +
  '"kind":"cloud","serial":"20260720","published":"2026-07-20","arch":"arm64","format":"raw","language":"no",' +
  `"compression":"xz","size":1000000,"digest":"${A}","url":"https://images.example.org/20260720/a.img.xz",` +
  '"verification":{"level":"signed","sums":"SHA256SUMS",' +
  '"sumsDigest":"sha256:dc549299334dc78851fb1b8adfe0493f65ca98d37e9867e5c6501b989eee3903",' +
  '"signature":"SHA256SUMS.gpg","signer":"D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81",' +
  '"signedAt":"2026-01-01T00:00:00Z","hash":"sha512"}}';
const WITHDRAWN =
  '{"id":"example/26.10/live/1e3/b.iso","product":"example","release":"26.10","stream":"live","kind":"live",' +
  '"serial":"1e3","published":"2026-07-01","withdrawn":"2026-07-25","arch":"amd64","format":"iso",' +
  `"digest":"${B}","url":"https://images.example.org/1e3/b.iso",` +
  '"verification":{"level":"imported","from":"a list"}}';

test('JSON is an array with an image on each line, and JSON Lines is the lines alone', async () => {
  assert.equal(await textOf(json, plainImages()), `[\n${KNOWN},\n${WITHDRAWN}\n]\n`);
  assert.equal(await textOf(jsonl, plainImages()), `${KNOWN}\n${WITHDRAWN}\n`);
  assert.deepEqual(JSON.parse(await textOf(json, [])), []);
  assert.equal(await textOf(jsonl, []), '');
});

test('an image with hostile texts is one line, and is read as it was', async () => {
  const images = [...sampleImages(), hostileImage()];
  const lines = (await textOf(jsonl, images)).trimEnd().split('\n');
  const records = images.map((image) => JSON.parse(JSON.stringify(imageRecord(image))));
  assert.deepEqual(
    lines.map((line): unknown => JSON.parse(line)),
    records,
  );
  assert.deepEqual(JSON.parse(await textOf(json, images)), records);
});

test('jq finds an image by its digest, and none by another one', { skip: absent('jq') }, async () => {
  const images = [...plainImages(), hostileImage()];
  const find = (filter: string, input: string, digest: string) =>
    execFileSync('jq', ['-r', '--arg', 'digest', digest, filter], {
      input,
      timeout: 20_000,
      encoding: 'utf8',
    });
  for (const [format, each] of [[json, '.[]'] as const, [jsonl, '.'] as const]) {
    const text = await textOf(format, images);
    const filter = `${each} | select(.digest == $digest) | .id`;
    assert.equal(find(filter, text, B), 'example/26.10/live/1e3/b.iso\n');
    assert.equal(find(filter, text, B.replace('0b', '1b')), '');
  }
});
