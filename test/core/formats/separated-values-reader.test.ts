import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readerOfCsv } from '../../../core/formats/csv-reader.ts';
import { csv } from '../../../core/formats/csv.ts';
import { readerOfTsv } from '../../../core/formats/tsv-reader.ts';
import { tsv } from '../../../core/formats/tsv.ts';
import { tries } from '../../fuzz/fuzz.ts';
import { anyCarriedImage, toldInColumnsOf, withoutPlaces } from './carried-image.ts';
import { fileOf, withoutUndefined } from './foreign-file.ts';
import { HOSTILE, sampleImages, textOf } from './sample-images.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const URL = 'https://images.example.org/a.iso';

const readRaw = (text: string) => readerOfCsv.read(fileOf(text, 'osdex.csv'));
const readCsv = async (text: string) => withoutUndefined(await readRaw(text));

test('a table is read by its column names, in any order and with columns that are not ours', async () => {
  const text =
    `\ufeffURL, Digest ,note,size,product,codename\r\n` +
    `${URL},${DIGEST.toUpperCase()},"a, ""b""\r\nc",1000,example,'=emu\r\n` +
    `\r\n,,,,,\r\n` +
    `${URL},${DIGEST},x\r\n`;
  assert.deepEqual(await readCsv(text), {
    images: [
      { at: 'line 2', product: 'example', codename: '=emu', sizeBytes: 1000, digest: DIGEST, url: URL },
      { at: 'line 6', digest: DIGEST, url: URL },
    ],
    notTaken: [],
  });
});

test('the system is called by its name where its product is not said', async () => {
  assert.deepEqual(await readCsv(`name,digest\nExample OS,${DIGEST}\n`), {
    images: [{ at: 'line 2', product: 'Example OS', digest: DIGEST }],
    notTaken: [],
  });
});

test('a table with semicolons is read, as spreadsheets of many countries write it', async () => {
  const file = fileOf(`product;digest;url\nexample;${DIGEST};${URL}\n`, 'a.csv');
  assert.ok(readerOfCsv.recognises(file));
  assert.deepEqual(withoutUndefined(await readerOfCsv.read(file)), {
    images: [{ at: 'line 2', product: 'example', digest: DIGEST, url: URL }],
    notTaken: [],
  });
});

test('a row that cannot be read is told with its line, and those after it are read', async () => {
  const text =
    'product,digest,size\n' +
    `a,${DIGEST.slice(0, -1)},\n` +
    `a,${DIGEST},1.5\n` +
    `a,${DIGEST},9007199254740993\n` +
    `a,${DIGEST},1,extra\n` +
    `a,"${DIGEST}" ,1\n` +
    `a,${DIGEST},"open\n` +
    `b,${DIGEST},2\n`;
  assert.deepEqual(await readCsv(text), {
    images: [{ at: 'line 8', product: 'b', sizeBytes: 2, digest: DIGEST }],
    notTaken: [
      { at: 'line 6', reason: 'expected cells parted by "," and quoted as RFC 4180 says' },
      { at: 'line 7', reason: 'expected cells parted by "," and quoted as RFC 4180 says' },
      { at: 'line 5', reason: 'expected at most 3 cells, found 4' },
      {
        at: 'line 2',
        reason: `digest: expected a digest by sha512, sha384, sha256, sha1, md5, found "${DIGEST.slice(0, -1)}"`,
      },
      { at: 'line 3', reason: 'size: expected a whole number of bytes, found "1.5"' },
      { at: 'line 4', reason: 'size: expected a whole number of bytes, found "9007199254740993"' },
    ],
  });
});

test('another table is refused as a whole', () => {
  const usage = (message: RegExp) => ({ code: 'usage', message });
  assert.throws(() => readRaw('a,b\n1,2\n'), usage(/expected columns .* in osdex\.csv: .* found "a, b"/));
  assert.throws(
    () => readRaw('digest,Digest\n'),
    usage(/expected one column digest in osdex\.csv, found two/),
  );
  assert.throws(() => readRaw(''), usage(/expected column names on line 1 of osdex\.csv, found none/));
  assert.throws(() => readRaw('a"\n'.repeat(2000)), usage(/found that 1001 lines are no rows of one/));
});

test('hostile columns and endless lines are passed over', async () => {
  const { images } = await readCsv(`__proto__,constructor,digest\nx,y,${DIGEST}\n`);
  assert.deepEqual(images, [{ at: 'line 2', digest: DIGEST }]);
  for (const endless of ['x', '"', ',', '""', '\r']) {
    const { notTaken } = await readCsv(`digest,url\n${endless.repeat(2_000_000)}`);
    assert.equal(notTaken.length, 1, endless);
  }
});

test('what the format writes is read again, whatever its titles hold', async () => {
  for (const [format, reader] of [[csv, readerOfCsv] as const, [tsv, readerOfTsv] as const]) {
    // Not carried: mirrors, the login, what a stream asks of a machine, and who vouches for it.
    const check = fc.asyncProperty(fc.array(anyCarriedImage, { maxLength: 4 }), async (images) => {
      const { images: read, notTaken } = await reader.read(fileOf(await textOf(format, images), 'x'));
      assert.deepEqual(notTaken, []);
      assert.deepEqual(withoutPlaces(read), images.map(toldInColumnsOf));
    });
    await fc.assert(check, tries(100));
  }
});

test('a guarded codename is read as it was', async () => {
  const [image] = sampleImages();
  assert.ok(image);
  for (const codename of [HOSTILE, `'${HOSTILE}`, "'a", '-1']) {
    const text = await textOf(csv, [{ ...image, release: { ...image.release, codename } }]);
    assert.equal((await readCsv(text)).images[0]?.codename, codename);
  }
});
