import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { read, utils } from '@e965/xlsx';
import type { WorkSheet } from '@e965/xlsx';
import { takeImages, writeExport } from '../../../core/export.ts';
import type { Format } from '../../../core/formats/format.ts';
import { ods } from '../../../core/formats/ods.ts';
import { xlsx } from '../../../core/formats/xlsx.ts';
import { IMAGE_COLUMNS, imageRow } from '../../../core/image-record.ts';
import type { Image } from '../../../core/image.ts';
import { absent } from '../../program.ts';
import { absentModule } from '../../python-module.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { hostileImage, plainImages } from './plain-images.ts';
import { HOSTILE, SAMPLE_CONTEXT, sampleImages } from './sample-images.ts';

const A = `sha256:${'0a'.repeat(32)}`;
const B = `sha512:${'0b'.repeat(64)}`;
const COLUMNS = [
  ...[
    'id',
    'product',
    'name',
    'release',
    'codename',
    'lts',
    'endOfLife',
    'stream',
    'title',
    'kind',
    'serial',
  ],
  ...['published', 'withdrawn', 'file', 'arch', 'format', 'compression', 'language', 'size', 'digest', 'url'],
  ...['level', 'signer', 'signedAt', 'sums', 'signature'],
];
const KNOWN = [
  ...['example/26.10/cloud/20260720/a.img.xz', 'example', 'Example OS', '26.10', 'emu', true, '2031-04-20'],
  ...[
    'cloud',
    'Cloud image',
    'cloud',
    '20260720',
    '2026-07-20',
    null,
    'a.img.xz',
    'arm64',
    'raw',
    'xz',
    'no',
  ],
  ...[1_000_000, A, 'https://images.example.org/20260720/a.img.xz', 'signed'],
  ...['D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81', '2026-01-01T00:00:00Z'],
  ...['https://images.example.org/20260720/SHA256SUMS', 'https://images.example.org/20260720/SHA256SUMS.gpg'],
];
const WITHDRAWN = [
  ...['example/26.10/live/1e3/b.iso', 'example', 'Example OS', '26.10', 'emu', true, '2031-04-20', 'live'],
  ...['Live system', 'live', '1e3', '2026-07-01', '2026-07-25', 'b.iso', 'amd64', 'iso', null, null, null],
  ...[B, 'https://images.example.org/1e3/b.iso', 'imported', null, null, null, null],
];

const HOSTILE_TITLES = [
  HOSTILE,
  '=1+1',
  '@SUM(A1)',
  '+1',
  "'1",
  '007',
  '1e3',
  '2026-07-25',
  'TRUE',
  '  a  b',
  ']]>',
];

for (const format of [xlsx, ods]) {
  test(`${format.name} is a sheet with a row for each image, also for withdrawn ones`, async () => {
    assert.deepEqual(rowsOf(await sheetOf(format, plainImages())), [COLUMNS, KNOWN, WITHDRAWN]);
    assert.deepEqual(rowsOf(await sheetOf(format, [])), [COLUMNS]);
  });

  test(`${format.name} has the same bytes for the same images`, async () => {
    assert.deepEqual(await bytesOf(format, sampleImages()), await bytesOf(format, sampleImages()));
  });

  test(`${format.name} holds hostile texts as texts, sizes as numbers, and no formula`, async () => {
    const images = [...sampleImages(), ...HOSTILE_TITLES.map(titled), hostileImage()];
    const sheet = await sheetOf(format, images);
    assert.deepEqual(rowsOf(sheet).slice(1), images.map(cellsOf));
    const cells = Object.entries(sheet).filter(([place]) => !place.startsWith('!'));
    assert.deepEqual(
      cells.filter(([, cell]: [string, { f?: string }]) => cell.f !== undefined),
      [],
    );
  });

  test(`${format.name} has a sign of replacement for what its XML cannot hold`, async () => {
    const sheet = await sheetOf(format, [titled('a\0b\u{1b}c\rd\r\ne')]);
    assert.equal(utils.sheet_to_json<string[]>(sheet, { header: 1 })[1]?.[8], 'a\ufffdb\ufffdc\nd\ne');
  });

  test(`${format.name} refuses a text that Excel could not hold`, () => {
    const [fits, refused] = ['x'.repeat(32_767), 'x'.repeat(32_768)].map((title) =>
      format.refuse?.(titled(title)),
    );
    assert.equal(fits, undefined);
    assert.equal(refused, 'expected texts of at most 32767 characters, found one of 32768');
  });

  test(
    `Gnumeric opens ${format.name} and finds texts where there are texts`,
    { skip: absent('ssconvert', 'gnumeric') },
    async (t) => {
      const file = await fileOf(t, format, [...plainImages(), ...HOSTILE_TITLES.map(titled)]);
      const cells = execFileSync('ssconvert', ['-T', 'Gnumeric_XmlIO:sax:0', file, 'fd://1'], {
        timeout: 20_000,
        stdio: ['ignore', 'pipe', 'ignore'],
        encoding: 'utf8',
      });
      const TEXT = '60';
      const typeOf = (text: string) =>
        new RegExp(`ValueType="(\\d+)"[^>]*>${RegExp.escape(text)}</gnm:Cell>`).exec(cells)?.[1];
      for (const text of ['26.10', '20260720', '1e3', A, B, '=1+1', '@SUM(A1)', '007']) {
        assert.equal(typeOf(text), TEXT, text);
      }
      assert.equal(typeOf('1000000'), '40');
      assert.doesNotMatch(cells, /<gnm:Cell (?![^>]*ValueType)/);
    },
  );
}

test('a file name that looks like an escape of Excel stays what it is', async () => {
  const sheet = await sheetOf(xlsx, [titled('os_x8664_a_x0041_')]);
  assert.equal(utils.sheet_to_json<string[]>(sheet, { header: 1 })[1]?.[8], 'os_x8664_a_x0041_');
});

const READ = `
import json, sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1])['images']
json.dump([[[cell.value, cell.data_type] for cell in row] for row in sheet.iter_rows()], sys.stdout)
`;

test(
  'openpyxl reads every cell of xlsx, and knows none as a formula',
  { skip: absentModule('openpyxl', 'python3-openpyxl') },
  async (t) => {
    const images = [...plainImages(), ...HOSTILE_TITLES.map(titled)];
    const out = execFileSync('python3', ['-c', READ, await fileOf(t, xlsx, images)], {
      timeout: 20_000,
      encoding: 'utf8',
    });
    const cells = JSON.parse(out) as [value: unknown, type: string][][];
    assert.deepEqual(
      cells.map((row) => row.map(([value]) => value)),
      [COLUMNS, ...images.map(cellsOf)],
    );
    assert.deepEqual([...new Set(cells.flat().map(([, type]) => type))].toSorted(), ['b', 'n', 's']);
  },
);

async function bytesOf(format: Format, images: readonly Image[]): Promise<Uint8Array> {
  const taken = takeImages(format, images, () => undefined);
  const [file] = await writeExport(format, taken, SAMPLE_CONTEXT);
  assert.ok(file?.content instanceof Uint8Array);
  return file.content;
}

async function sheetOf(format: Format, images: readonly Image[]): Promise<WorkSheet> {
  const book = read(await bytesOf(format, images), { type: 'array' });
  assert.deepEqual(book.SheetNames, ['images']);
  return book.Sheets['images'] ?? {};
}

function rowsOf(sheet: WorkSheet): unknown[] {
  return utils.sheet_to_json(sheet, { header: 1, defval: null });
}

async function fileOf(t: TestContext, format: Format, images: readonly Image[]): Promise<string> {
  const name = `osdex${format.extension}`;
  return `${await temporaryFolder(t, { [name]: await bytesOf(format, images) })}/${name}`;
}

function titled(title: string): Image {
  const [image] = plainImages();
  return { ...image, stream: { ...image.stream, title } };
}

function cellsOf(image: Image): unknown[] {
  const row = imageRow(image);
  return IMAGE_COLUMNS.map((column) => row[column] ?? null);
}
