import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isomanager } from '../../../core/formats/isomanager.ts';
import { readerOfIsomanager as reader } from '../../../core/formats/isomanager-reader.ts';
import { tries } from '../../fuzz/fuzz.ts';
import { anyImage, assertComesBack, fileOf, readText } from './foreign-file.ts';

const HEX = '0a'.repeat(32);

const DISC = {
  name: 'Windows11',
  type: 'Windows',
  version: '24H2',
  architecture: 'x64',
  language: 'en-US',
  filePath: 'C:\\ISOs\\Windows\\win11.iso',
  fileSize: 5_000_000_000,
  hash: { algorithm: 'SHA256', value: HEX.toUpperCase() },
  downloadDate: '2025-07-01T00:00:00Z',
  source: 'https://a.example/win11.iso',
  metadata: { edition: 'Pro', buildNumber: '26100.1' },
};

const inventoryOf = (...isos: unknown[]): string =>
  JSON.stringify({ version: '1.0', generated: '2025-07-01', repository: { path: 'C:\\ISOs' }, isos });

test('an inventory of the documented form is read, values being texts or numbers', async () => {
  const image = {
    at: 'isos[0]',
    product: 'Windows11',
    release: '24H2',
    stream: 'Pro',
    serial: '26100.1',
    arch: 'x64',
    language: 'en-US',
    url: 'https://a.example/win11.iso',
    path: 'C:\\ISOs\\Windows\\win11.iso',
    title: 'Windows11',
    sizeBytes: 5_000_000_000,
    digest: `sha256:${HEX}`,
  };
  const texts = { ...DISC, fileSize: '5000000000', hash: HEX, metadata: { ...DISC.metadata, x: [] } };
  assert.deepEqual(await readText(reader, inventoryOf(DISC, texts)), {
    images: [image, { ...image, at: 'isos[1]' }],
    notTaken: [],
  });
});

/** All that it knows of a disc that it found in a folder. */
const FOUND = {
  at: 'Inventory[0]',
  product: 'debian-13-amd64-netinst',
  arch: 'amd64',
  file: 'debian-13-amd64-netinst.iso',
  path: '/srv/isos/debian-13-amd64-netinst.iso',
  title: 'debian-13-amd64-netinst',
  sizeBytes: 700_000_000,
  digest: `sha256:${HEX}`,
};

const EXPORTED = {
  Name: 'debian-13-amd64-netinst',
  FileName: 'debian-13-amd64-netinst.iso',
  FilePath: '/srv/isos/debian-13-amd64-netinst.iso',
  Size: 700_000_000,
  SizeGB: 0.65,
  Created: '2025-07-01T10:00:00',
  Modified: '2025-07-01T10:00:00',
  Type: 'Linux',
  IntegrityVerified: true,
  Checksum: HEX.toUpperCase(),
};

test('a disc that was exported without an address has its file and digest; one alone is no list', async () => {
  const ExportInfo = { ExportedBy: 'x', TotalISOs: 1 };
  const one = await readText(reader, JSON.stringify({ ExportInfo, Inventory: EXPORTED }));
  assert.deepEqual(one, { images: [FOUND], notTaken: [] });
  const list = await readText(reader, JSON.stringify({ Inventory: [EXPORTED], ExportInfo }));
  assert.deepEqual(list, one);
  const detected = { DetectedType: 'Linux', DetectedVersion: '13.1', DetectedArchitecture: 'x64' };
  const { images } = await readText(
    reader,
    JSON.stringify({ ExportInfo, Inventory: [{ ...EXPORTED, Metadata: detected }] }),
  );
  assert.deepEqual(images, [{ ...FOUND, release: '13.1', arch: 'x64' }]);
});

const HEADER =
  '"Name","FileName","FilePath","Size","SizeGB","Type","Created","Modified","IntegrityVerified","Checksum"';
const ROW = `"debian-13-amd64-netinst","debian-13-amd64-netinst.iso","C:\\a ""b""\\debian-13-amd64-netinst.iso","700000000","0.65","Linux","1","2","True","${HEX}"`;

const IN_CSV = { ...FOUND, path: 'C:\\a "b"\\debian-13-amd64-netinst.iso' };

test('an inventory as CSV is read line by line', async () => {
  const text = `${HEADER}\r\n${ROW}\r\n`;
  assert.deepEqual(await readText(reader, text), { images: [{ ...IN_CSV, at: 'line 2' }], notTaken: [] });
  const typed = `#TYPE System.Management.Automation.PSCustomObject\r\n${text}`;
  assert.deepEqual((await readText(reader, typed)).images, [{ ...IN_CSV, at: 'line 3' }]);
  const bad = ['"open,1', `${ROW},"more"`, ROW.replace('700000000', 'many'), 'x'.repeat(10_001)];
  const { images, notTaken } = await readText(reader, [HEADER, ...bad, '', ROW].join('\n'));
  assert.deepEqual(images, [{ ...IN_CSV, at: 'line 7' }]);
  assert.deepEqual(notTaken, [
    { at: 'line 2', reason: 'expected cells as RFC 4180 quotes them' },
    { at: 'line 3', reason: 'expected 10 cells, found 11' },
    { at: 'line 5', reason: 'expected cells as RFC 4180 quotes them' },
    { at: 'line 4', reason: 'size: expected a whole number of bytes, found "many"' },
  ]);
});

const property = (name: string, value: unknown): string =>
  `<Property Name="${name}" Type="T">${String(value)}</Property>`;
const pair = (key: string, value: unknown): string => property('Key', key) + property('Value', value);
const xmlOf = (inventory: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><Objects><Object Type="System.Collections.Hashtable">${pair('ExportInfo', pair('ExportedBy', 'x'))}${pair('Inventory', inventory)}</Object></Objects>`;

test('an inventory as XML is read, of tables and of objects, one or several', async () => {
  const fields = Object.entries(EXPORTED);
  const table = fields.map(([key, value]) => pair(key, value)).join('');
  const object = fields.map(([key, value]) => property(key, value)).join('');
  const several = `<Property Type="T">${table}</Property><Property Type="T">${object}</Property>`;
  assert.deepEqual(await readText(reader, xmlOf(table)), { images: [FOUND], notTaken: [] });
  assert.deepEqual(await readText(reader, xmlOf(several)), {
    images: [FOUND, { ...FOUND, at: 'Inventory[1]' }],
    notTaken: [],
  });
});

test('a disc that is not as it must be is told, and the others are read', async () => {
  const bad = [
    { hash: { algorithm: 'MD5', value: HEX } },
    { hash: { algorithm: 'SHA3-256', value: HEX } },
    { hash: 'zz' },
    { fileSize: 1.5 },
    { fileSize: 1e300 },
    { fileSize: -1 },
    { fileSize: '9'.repeat(1000) },
    { name: {} },
    { metadata: { edition: [] } },
  ].map((change) => ({ ...DISC, ...change }));
  const { images, notTaken } = await readText(reader, inventoryOf(...bad, 7, DISC));
  assert.deepEqual(
    images.map(({ at }) => at),
    ['isos[10]'],
  );
  assert.deepEqual(
    notTaken.map(({ at, reason }) => `${at} ${reason.slice(0, 60)}`),
    [
      'isos[0] expected a digest by MD5, found "0a0a0a0a0a0a0a0a0a0a0a0a0a0',
      'isos[1] expected a digest by SHA3-256, found "0a0a0a0a0a0a0a0a0a0a0a',
      'isos[2] expected a digest, found "zz"',
      'isos[3] filesize: expected a whole number of bytes, found 1.5',
      'isos[4] filesize: expected a whole number of bytes, found 1e+300',
      'isos[5] filesize: expected a whole number of bytes, found -1',
      'isos[6] filesize: expected a whole number of bytes, found "999999999',
      'isos[7] name: expected a text, found an object',
      'isos[8] metadata.edition: expected a text, found a list',
      'isos[9] expected object, found number',
    ],
  );
});

test('a file that is another thing is refused', () => {
  for (const text of ['{', '[]', '{"a": 1}', '<a/>', '<Objects/>', '<Objects><Object>x</Object></Objects>'])
    assert.throws(() => reader.read(fileOf(text)), { code: 'usage' });
});

/** Of a stream it carries the title, which stands for it. */
test('what is written comes back: name, release, title, serial, architecture, address, size and digest', async () => {
  const images = anyImage({
    kind: 'installer',
    format: 'iso',
    algorithms: ['sha256', 'sha1', 'md5'],
    archs: ['amd64', 'arm64', 'i386', 'riscv64'],
  });
  await fc.assert(
    fc.asyncProperty(images, (image) =>
      assertComesBack(
        isomanager,
        reader,
        image,
        ['product', 'release', 'stream', 'serial', 'arch', 'url', 'sizeBytes', 'digest'],
        { stream: image.stream.title },
      ),
    ),
    tries(100),
  );
});
