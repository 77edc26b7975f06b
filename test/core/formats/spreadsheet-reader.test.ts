import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { test } from 'node:test';
import { CFB, utils, write } from '@e965/xlsx';
import fc from 'fast-check';
import { readerOfOds } from '../../../core/formats/ods-reader.ts';
import { ods } from '../../../core/formats/ods.ts';
import { readerOfXlsx } from '../../../core/formats/xlsx-reader.ts';
import { xlsx } from '../../../core/formats/xlsx.ts';
import { tries } from '../../fuzz/fuzz.ts';
import { anyCarriedImage, toldInColumnsOf, withoutPlaces } from './carried-image.ts';
import { fileOf, withoutUndefined } from './foreign-file.ts';
import { exportOf, sampleImages } from './sample-images.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const BOTH = [
  { bookType: 'xlsx', reader: readerOfXlsx, format: xlsx } as const,
  { bookType: 'ods', reader: readerOfOds, format: ods } as const,
];

const HEADER = ['Product', 'digest', 'size', 'release', 'published', 'note'];
/** 2026-07-20, as days since the end of 1899. */
const DAY = { t: 'n', v: 46_223, z: 'yyyy\\-mm\\-dd' };
/** As LibreOffice writes it, and the package does not. */
const ODS_DAY = 'office:value-type="date" office:date-value="2026-07-20"';
const ROWS = [
  HEADER,
  ['a', DIGEST, 1_234_567, '26.10', DAY, 'x'],
  [],
  ["'=b", DIGEST.toUpperCase(), '5', undefined, '2026-07-20'],
  ['c', DIGEST, 1.5],
];

test('a workbook is read by the column names of its first sheet', async () => {
  for (const { bookType, reader } of BOTH) {
    const bytes = changed(workbook(bookType, ROWS), (text) =>
      text.replaceAll('office:value-type="float" office:value="46223"', ODS_DAY),
    );
    const { images, notTaken } = withoutUndefined(await reader.read(fileOf(bytes, 'a')));
    const published = '2026-07-20';
    assert.deepEqual(images, [
      { at: 'row 2', product: 'a', release: '26.10', published, digest: DIGEST, sizeBytes: 1_234_567 },
      { at: 'row 4', product: "'=b", published, digest: DIGEST, sizeBytes: 5 },
    ]);
    assert.deepEqual(notTaken, [
      { at: 'row 5', reason: 'size: expected a whole number of bytes, found "1.5"' },
    ]);
  }
});

test('a number is read as it is shown, where it is not whole', async () => {
  const release = { t: 'n', v: 26.1, z: '0.00' };
  const bytes = workbook('xlsx', [
    ['digest', 'release', 'serial'],
    [DIGEST, release, { t: 'n', v: 202_607_201_230, z: '#,##0' }],
  ]);
  assert.deepEqual(withoutUndefined(await readerOfXlsx.read(fileOf(bytes, 'a'))).images, [
    { at: 'row 2', release: '26.10', serial: '202607201230', digest: DIGEST },
  ]);
});

test('what is no workbook, or one of something else, is refused as a whole', async () => {
  for (const { bookType, reader } of BOTH) {
    const whole = workbook(bookType, ROWS);
    const refuses = (bytes: Uint8Array, message: RegExp) =>
      assert.rejects(async () => reader.read(fileOf(bytes, 'a')), { code: 'usage', message });
    await refuses(new Uint8Array(), /expected a zip archive .* in a, found one that is damaged/);
    await refuses(whole.subarray(0, whole.length - 30), /found one that is damaged/);
    await refuses(workbook(bookType, [['a', 'b']]), /expected columns .* found "a, b"/);
    await refuses(workbook(bookType, []), /expected column/);
    const other = bookType === 'ods' ? 'xlsx' : 'ods';
    await refuses(workbook(other, ROWS), /expected .*\.xml in a, found none/);
  }
});

test('a bomb is not unpacked', async () => {
  for (const { bookType, reader } of BOTH) {
    const part = bookType === 'xlsx' ? 'xl/workbook.xml' : 'content.xml';
    const bomb = zipOf(part, deflateRawSync(Buffer.alloc(65 * 1024 * 1024)));
    await assert.rejects(async () => reader.read(fileOf(bomb, 'a')), {
      code: 'usage',
      message: /at most 1000 files and 67108864 bytes in a, found more/,
    });
  }
});

test('cells far out and rows repeated without end take no time', async () => {
  const far = changed(workbook('xlsx', ROWS), (text) =>
    text.replaceAll(/ref="[^"]*"/g, 'ref="A1:XFD1048576"').replaceAll('"A5"', '"XFD1048576"'),
  );
  assert.equal((await readerOfXlsx.read(fileOf(far, 'a'))).images.length, 2);
  const repeated = changed(workbook('ods', ROWS), (text) =>
    text
      .replaceAll('<table:table-row>', '<table:table-row table:number-rows-repeated="1000000000">')
      .replaceAll('<table:table-cell ', '<table:table-cell table:number-columns-repeated="1000000000" '),
  );
  assert.equal((await readerOfOds.read(fileOf(repeated, 'a'))).images.length, 2);
});

test('neighbours that are alike and written once are read as many', async () => {
  const one = workbook('ods', [
    ['digest', 'arch', 'stream'],
    [DIGEST, 'twice'],
  ]);
  const twice = changed(one, (text) =>
    text.replaceAll(/<table:table-cell (?=[^>]*><text:p>twice)/g, '$&table:number-columns-repeated="2" '),
  );
  assert.deepEqual(withoutUndefined(await readerOfOds.read(fileOf(twice, 'a'))).images, [
    { at: 'row 2', stream: 'twice', arch: 'twice', digest: DIGEST },
  ]);
});

test('what the format writes is read again, whatever its titles hold', async () => {
  for (const { format, reader } of BOTH) {
    // Not carried: mirrors, the login, what a stream asks of a machine, and who vouches for it.
    const check = fc.asyncProperty(
      fc.array(anyCarriedImage, { minLength: 1, maxLength: 3 }),
      async (written) => {
        const [content = ''] = (await exportOf(format, written)).values();
        const file = fileOf(Buffer.from(content, 'latin1'), 'a');
        const { images, notTaken } = await reader.read(file);
        assert.deepEqual(notTaken, []);
        assert.deepEqual(withoutPlaces(images), written.map(toldInColumnsOf));
      },
    );
    await fc.assert(check, tries(20));
  }
});

test('a codename that looks like a formula or markup is read as it was', async () => {
  const [image] = sampleImages();
  assert.ok(image);
  for (const { format, reader } of BOTH) {
    for (const codename of ['=1+1', "'a", 'a & <b>']) {
      const written = [{ ...image, release: { ...image.release, codename } }];
      const [content = ''] = (await exportOf(format, written)).values();
      const { images } = await reader.read(fileOf(Buffer.from(content, 'latin1'), 'a'));
      assert.equal(images[0]?.codename, codename);
    }
  }
});

function workbook(bookType: 'xlsx' | 'ods', rows: readonly unknown[][]): Uint8Array {
  const book = utils.book_new(utils.aoa_to_sheet(rows.map((row) => [...row])), '__proto__');
  utils.book_append_sheet(book, utils.aoa_to_sheet([['other']]), 'second');
  return new Uint8Array(write(book, { type: 'array', bookType, compression: true }) as ArrayBuffer);
}

/** What the package does not describe of itself. */
interface Archive {
  FullPaths: string[];
  FileIndex: { type: number; content: Uint8Array }[];
}

const archives = CFB as {
  read(bytes: Uint8Array, options: { type: 'array' }): Archive;
  write(archive: Archive, options: { fileType: 'zip'; type: 'array'; compression: true }): Uint8Array;
  utils: { cfb_new(): Archive; cfb_add(archive: Archive, path: string, content: Uint8Array): void };
};

/** A workbook with the text of each of its parts changed. */
function changed(bytes: Uint8Array, change: (text: string) => string): Uint8Array {
  const { FullPaths, FileIndex } = archives.read(bytes, { type: 'array' });
  const archive = archives.utils.cfb_new();
  for (const [index, path] of FullPaths.entries()) {
    const { type, content = new Uint8Array() } = FileIndex[index] ?? {};
    const text = change(new TextDecoder().decode(content));
    if (type === 2)
      archives.utils.cfb_add(archive, path.replace('Root Entry', ''), new TextEncoder().encode(text));
  }
  return new Uint8Array(archives.write(archive, { fileType: 'zip', type: 'array', compression: true }));
}

/** An archive of one file that says it is small. */
function zipOf(file: string, deflated: Uint8Array): Uint8Array {
  const name = Buffer.from(file);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(deflated.length, 14);
  common.writeUInt32LE(100, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, name, deflated]);
  const entry = Buffer.concat([Buffer.from('PK\u0001\u0002\u0014\u0000'), common, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}
