import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { digestOf } from '../../core/digest.ts';
import { makeShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

const AT = '2026-03-15T12:00:00Z';

/** A publisher who signs each image and has no sums file. */
async function imageShelf(t: TestContext): Promise<Shelf> {
  const shelf = await makeShelf(t);
  await shelf.signImages();
  await shelf.editSource('match: "image-{arch}.qcow2"', 'match: "image-{arch}.qcow2", path: "{arch}/{file}"');
  return shelf;
}

const publish = (shelf: Shelf, serial: string, bytes: string, at = AT): Promise<void> =>
  shelf.publishImage(serial, bytes, at);

test('an image that is signed itself is read once, and recorded with the digest of what was signed', async (t) => {
  const shelf = await imageShelf(t);
  await publish(shelf, '20260315', 'the image');
  const report = await shelf.crawl();
  assert.deepEqual(report.errors, []);
  const [build] = await shelf.builds('shelf', '1', 'cloud');
  assert.equal(build?.verification.level, 'signed');
  assert.deepEqual(build, {
    stream: 'cloud',
    serial: '20260315',
    published: '2026-03-15',
    url: 'https://images.example/1/20260315/',
    verification: {
      level: 'signed',
      sums: 'image-amd64.qcow2',
      sumsDigest: digestOf(Buffer.from('the image')),
      signature: 'image-amd64.qcow2.sig',
      signer: shelf.keys[1].fingerprint,
      signedAt: AT,
      hash: build.verification.hash,
    },
    artifacts: [
      {
        file: 'image-amd64.qcow2',
        path: 'amd64/image-amd64.qcow2',
        arch: 'amd64',
        format: 'qcow2',
        size: 9,
        digest: digestOf(Buffer.from('the image')),
      },
    ],
  });
  shelf.asked.length = 0;
  assert.deepEqual((await shelf.crawl()).files, []);
  assert.deepEqual(shelf.asked, ['/1/'], 'what is recorded is not read again');
});

test('other bytes under the signature are refused, and so is an image without one, which is not read', async (t) => {
  const shelf = await imageShelf(t);
  await publish(shelf, '20260315', 'the image');
  shelf.paths.set('/1/20260315/image-amd64.qcow2', 'another image');
  assert.deepEqual(
    (await shelf.crawl()).errors.map(({ code }) => code),
    ['signature-bad'],
  );
  shelf.paths.delete('/1/20260315/image-amd64.qcow2.sig');
  shelf.asked.length = 0;
  assert.deepEqual(
    (await shelf.crawl()).errors.map(({ code }) => code),
    ['signature-missing'],
  );
  assert.deepEqual(shelf.asked, ['/1/', '/1/20260315/image-amd64.qcow2.sig']);
});

test('an old image under a new serial is refused by the time of its signature', async (t) => {
  const shelf = await imageShelf(t);
  await publish(shelf, '20260315', 'the image', '2026-02-01T12:00:00Z');
  assert.deepEqual(
    (await shelf.crawl()).errors.map(({ code }) => code),
    ['signature-older'],
  );
});

test('a crawl may leave such feeds out, and then says nothing of their health', async (t) => {
  const shelf = await imageShelf(t);
  await publish(shelf, '20260315', 'the image');
  assert.deepEqual((await shelf.crawl({ withoutImages: true })).feeds, 0);
  assert.deepEqual(shelf.asked, []);
  assert.equal((await shelf.crawl()).feeds, 1);
});

test('how far a large image was read is told', async (t) => {
  const shelf = await imageShelf(t);
  const large = 'x'.repeat(9 * 1024 * 1024);
  await publish(shelf, '20260315', large);
  const told: unknown[] = [];
  await shelf.crawl({
    onEvent: (event) => {
      if (event.kind === 'image-read') told.push([event.readBytes >= 4 * 1024 * 1024, event.isWhole]);
    },
  });
  assert.deepEqual(told, [
    [true, false],
    [true, false],
    [true, true],
  ]);
});
