import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { csv } from '../../../core/formats/csv.ts';
import { tsv } from '../../../core/formats/tsv.ts';
import { IMAGE_COLUMNS, imageRow } from '../../../core/image-record.ts';
import type { Image } from '../../../core/image.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { plainImages } from './plain-images.ts';
import { HOSTILE, sampleImages, textOf } from './sample-images.ts';

const A = `sha256:${'0a'.repeat(32)}`;
const B = `sha512:${'0b'.repeat(64)}`;
const KEY = 'D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81';
const HEADER =
  'id,product,name,release,codename,lts,endOfLife,stream,title,kind,serial,published,withdrawn,file,arch,format,' +
  'compression,language,size,digest,url,level,signer,signedAt,sums,signature\n';
const EXPECTED =
  `${HEADER}example/26.10/cloud/20260720/a.img.xz,example,Example OS,26.10,emu,true,2031-04-20,cloud,Cloud image,` +
  `cloud,20260720,2026-07-20,,a.img.xz,arm64,raw,xz,no,1000000,${A},https://images.example.org/20260720/a.img.xz,` +
  `signed,${KEY},2026-01-01T00:00:00Z,https://images.example.org/20260720/SHA256SUMS,` +
  'https://images.example.org/20260720/SHA256SUMS.gpg\n' +
  'example/26.10/live/1e3/b.iso,example,Example OS,26.10,emu,true,2031-04-20,live,Live system,live,1e3,2026-07-01,' +
  `2026-07-25,b.iso,amd64,iso,,,,${B},https://images.example.org/1e3/b.iso,imported,,,,\n`;

test('a table has a line of column names and one for each image, also for withdrawn ones', async () => {
  assert.equal(await textOf(csv, plainImages()), EXPECTED);
  assert.equal(await textOf(tsv, plainImages()), EXPECTED.replaceAll(',', '\t'));
  assert.equal(await textOf(csv, []), HEADER);
});

test('a text that begins like a formula gets an apostrophe, and one of its own can be told from it', async () => {
  const guarded = async (title: string) =>
    (await textOf(csv, [titled(title)])).split('\n').slice(1).join('\n');
  for (const start of ['=', '+', '-', '@', '\t', '\uff1d', "'=", "''@"]) {
    assert.ok((await guarded(`${start}1`)).includes(`,'${start}1,`), start);
  }
  for (const start of ['\r', '\n']) assert.ok((await guarded(`${start}1`)).includes(`,"'${start}1",`));
  for (const start of ['1-', "'", ' =', '', 'a=']) {
    assert.ok((await guarded(`${start}1`)).includes(`,${start}1,`), start);
  }
});

test('a text with quotes, separators or line ends stays one cell', async () => {
  const line = (await textOf(csv, [titled('a"b,c\r\nd')])).slice(HEADER.length);
  assert.ok(line.includes(',"a""b,c\r\nd",'), line);
  assert.ok((await textOf(tsv, [titled('a,b\tc')])).includes('\t"a,b\tc"\t'));
});

/** Prints what Python makes of a table, with the guard undone as the format says. */
const READ = `
import csv, json, re, sys
sys.stdin.reconfigure(newline='', encoding='utf-8')
undo = lambda cell: cell[1:] if re.match("'+[=+\\\\-@\\t\\r\\n\\uff1d\\uff0b\\uff0d\\uff20]", cell) else cell
rows = csv.DictReader(sys.stdin, dialect=sys.argv[1], strict=True)
json.dump([{name: undo(cell) for name, cell in row.items()} for row in rows], sys.stdout)
`;

test("Python's csv module reads every cell of hostile names", { skip: absent('python3') }, async () => {
  const images = [
    ...sampleImages(),
    ...[HOSTILE, `'${HOSTILE}`, '-1', '\r\n"', '\ud83d\ude00 \u65e5\u672c'].map(titled),
  ];
  for (const [format, dialect] of [[csv, 'excel'] as const, [tsv, 'excel-tab'] as const]) {
    const input = await textOf(format, images);
    const out = execFileSync('python3', ['-c', READ, dialect], { input, timeout: 20_000, encoding: 'utf8' });
    assert.deepEqual(JSON.parse(out), images.map(cellsOf));
  }
});

test('sqlite3 imports the table', { skip: absent('sqlite3') }, async (t) => {
  const images = [...plainImages(), titled(HOSTILE)];
  const [commas, tabs] = [await textOf(csv, images), await textOf(tsv, images)];
  const folder = await temporaryFolder(t, { 'osdex.csv': commas, 'osdex.tsv': tabs });
  const query =
    'SELECT json_group_array(json_array(title, serial, CAST(size AS INTEGER), digest)) FROM images;';
  for (const [mode, file] of [['csv', 'osdex.csv'] as const, ['tabs', 'osdex.tsv'] as const]) {
    const commands = [`.mode ${mode}`, `.import ${join(folder, file)} images`, '.mode list', query];
    const out = execFileSync('sqlite3', [':memory:', ...commands], { timeout: 20_000, encoding: 'utf8' });
    assert.deepEqual(JSON.parse(out), [
      ['Cloud image', '20260720', 1_000_000, A],
      ['Live system', '1e3', 0, B],
      [`'${HOSTILE}`, '20260720', 1_000_000, A],
    ]);
  }
});

test('cut takes columns out of the table with tabs', { skip: absent('cut', 'coreutils') }, async () => {
  const input = await textOf(tsv, plainImages());
  const out = execFileSync('cut', ['-f', '1,20'], { input, timeout: 20_000, encoding: 'utf8' });
  const [known, other] = ['example/26.10/cloud/20260720/a.img.xz', 'example/26.10/live/1e3/b.iso'];
  assert.equal(out, `id\tdigest\n${known}\t${A}\n${other}\t${B}\n`);
});

test('Gnumeric opens the table without a formula', { skip: absent('ssconvert', 'gnumeric') }, async (t) => {
  const table = await textOf(csv, [titled('=1+1'), titled('@SUM(A1)'), titled(HOSTILE)]);
  const folder = await temporaryFolder(t, {
    'guarded.csv': table,
    'bare.csv': table.replaceAll("'=1+1", '=1+1'),
  });
  const open = (file: string) =>
    execFileSync('ssconvert', ['-T', 'Gnumeric_XmlIO:sax:0', file, 'fd://1'], {
      cwd: folder,
      timeout: 20_000,
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    });
  const cells = open('guarded.csv');
  // It takes the apostrophe for what it means there, and shows the text alone.
  assert.match(cells, /<gnm:Cell [^>]*ValueType="60">=1\+1</);
  assert.match(cells, /<gnm:Cell [^>]*ValueType="60">@SUM\(A1\)</);
  assert.doesNotMatch(cells, FORMULA_CELL);
  assert.match(
    open('bare.csv'),
    FORMULA_CELL,
    'expected a table without the guard to show that it is needed',
  );
});

/** Gnumeric gives the type of a value, and of a formula none. */
const FORMULA_CELL = /<gnm:Cell (?![^>]*ValueType)[^>]*>=/;

function titled(title: string): Image {
  const [image] = plainImages();
  return { ...image, stream: { ...image.stream, title } };
}

function cellsOf(image: Image): Record<string, string> {
  const row = imageRow(image);
  return Object.fromEntries(IMAGE_COLUMNS.map((column) => [column, String(row[column] ?? '')]));
}
