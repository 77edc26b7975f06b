import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readerOfCsv } from '../../../core/formats/csv-reader.ts';
import { csv } from '../../../core/formats/csv.ts';
import type { Format, FormatReader } from '../../../core/formats/format.ts';
import { json } from '../../../core/formats/json.ts';
import { jsonl } from '../../../core/formats/jsonl.ts';
import { readerOfOds } from '../../../core/formats/ods-reader.ts';
import { ods } from '../../../core/formats/ods.ts';
import { FORMATS } from '../../../core/formats/registry.ts';
import { sha256sums } from '../../../core/formats/sha256sums.ts';
import { sha512sums } from '../../../core/formats/sha512sums.ts';
import { readerOfSha256sums, readerOfSha512sums } from '../../../core/formats/sums-reader.ts';
import { readerOfTsv } from '../../../core/formats/tsv-reader.ts';
import { tsv } from '../../../core/formats/tsv.ts';
import { readerOfXlsx } from '../../../core/formats/xlsx-reader.ts';
import { xlsx } from '../../../core/formats/xlsx.ts';
import { readerOfXml } from '../../../core/formats/xml-reader.ts';
import { xml } from '../../../core/formats/xml.ts';
import { readerOfYaml } from '../../../core/formats/yaml-reader.ts';
import { yaml } from '../../../core/formats/yaml.ts';
import { fileOf } from './foreign-file.ts';
import { plainImages } from './plain-images.ts';
import { exportOf, sampleImages } from './sample-images.ts';

const READERS: readonly [Format, FormatReader][] = [
  [csv, readerOfCsv],
  [tsv, readerOfTsv],
  [yaml, readerOfYaml],
  [xml, readerOfXml],
  [xlsx, readerOfXlsx],
  [ods, readerOfOds],
  [sha256sums, readerOfSha256sums],
  [sha512sums, readerOfSha512sums],
];

test('each reader recognises what its format writes, and nothing that another writes', async () => {
  const images = [...plainImages().slice(0, 1), ...sampleImages()];
  for (const format of new Set([...FORMATS, ...READERS.map(([one]) => one), json, jsonl])) {
    if (format.write === undefined) continue;
    const written = format === sha512sums ? await sha512Sample() : await exportOf(format, images);
    for (const [path, content] of written) {
      const name = path.split('/').at(-1) ?? '';
      const file = fileOf(Buffer.from(content, 'latin1'), name);
      const by = READERS.filter(([, reader]) => reader.recognises(file)).map(([one]) => one.name);
      const isRead = READERS.some(([one]) => one === format);
      assert.deepEqual(by, isRead ? [format.name] : [], `${format.name}: ${path}`);
    }
  }
});

test('no reader recognises an empty file, or a text', () => {
  for (const [{ name }, reader] of READERS)
    for (const text of ['', '\n', 'product, digest and url are words.', '- a\n', 'PK', '<a/>'])
      assert.equal(reader.recognises(fileOf(text, `a.${name}`)), false, `${name}: ${text}`);
});

async function sha512Sample(): Promise<Map<string, string>> {
  const [, image] = plainImages();
  const { withdrawn: _, ...build } = image.build;
  return exportOf(sha512sums, [{ ...image, build }]);
}
