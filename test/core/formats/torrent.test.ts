import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { takeImages } from '../../../core/export.ts';
import { torrent, writeImageTorrent, writeTorrent } from '../../../core/formats/torrent.ts';
import { digestOf } from '../../../core/digest.ts';
import { SAMPLE_CONTEXT, sampleImages } from './sample-images.ts';

const BYTES = Buffer.from('an image');
const SHA1 = createHash('sha1').update(BYTES).digest();
const PIECES = { sizeBytes: BYTES.length, pieceBytes: 262_144, pieces: [SHA1] };

function text(bytes: Uint8Array | string): string {
  return Buffer.from(bytes).toString('latin1');
}

test('a torrent has the file, its pieces and its web seeds', () => {
  const webSeeds = ['https://a.example/x.img', 'https://b.example/x.img'];
  const written = writeTorrent({
    name: 'x.img',
    ...PIECES,
    webSeeds,
    comment: 'a comment',
    createdBy: 'osdex',
  });
  assert.equal(
    text(written),
    [
      'd',
      '7:comment9:a comment',
      '10:created by5:osdex',
      '4:infod',
      '6:lengthi8e',
      '4:name5:x.img',
      '12:piece lengthi262144e',
      `6:pieces20:${SHA1.toString('latin1')}`,
      'e',
      '8:url-listl23:https://a.example/x.img23:https://b.example/x.imgee',
    ].join(''),
  );
});

test('the torrent of an image says which it is, and lies under its id', () => {
  const [image] = sampleImages();
  assert.ok(image !== undefined);
  const { path, content } = writeImageTorrent(image, PIECES, SAMPLE_CONTEXT);
  assert.equal(path, 'example/26.04/cloud/20260720/example-20260720-amd64.qcow2.torrent');
  const written = text(content);
  assert.ok(written.includes(`${image.id} ${image.artifact.digest}`));
  assert.ok(written.includes('4:name28:example-20260720-amd64.qcow2'));
});

test('what cannot be had or proven gets no torrent', () => {
  const [image] = sampleImages();
  assert.ok(image !== undefined);
  const weak = { ...image, artifact: { ...image.artifact, digest: digestOf(BYTES, 'md5') } };
  const reasons: string[] = [];
  takeImages(torrent, [...sampleImages(), weak], ({ reason }) => reasons.push(reason));
  assert.deepEqual(reasons, [
    'expected an image that can be had, found one withdrawn on 2026-02-01',
    `expected a sha256, sha384 or sha512 digest in lower-case hex, found "${weak.artifact.digest}"`,
  ]);
});
