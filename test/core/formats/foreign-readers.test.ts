import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readerOfDjangoIsoManager } from '../../../core/formats/django-iso-manager-reader.ts';
import { djangoIsoManager } from '../../../core/formats/django-iso-manager.ts';
import type { FormatReader } from '../../../core/formats/format.ts';
import { readerOfIsomanager } from '../../../core/formats/isomanager-reader.ts';
import { isomanager } from '../../../core/formats/isomanager.ts';
import { metalink } from '../../../core/formats/metalink-export.ts';
import { readerOfMetalink } from '../../../core/formats/metalink-reader.ts';
import { readerOfOpenstackImageManager } from '../../../core/formats/openstack-image-manager-reader.ts';
import { openstackImageManager } from '../../../core/formats/openstack-image-manager.ts';
import { readerOfQuickget } from '../../../core/formats/quickget-reader.ts';
import { quickget } from '../../../core/formats/quickget.ts';
import { FORMATS } from '../../../core/formats/registry.ts';
import { readerOfSimplestreams } from '../../../core/formats/simplestreams-reader.ts';
import { simplestreams } from '../../../core/formats/simplestreams.ts';
import { mutated, outcomeOf, tries } from '../../fuzz/fuzz.ts';
import { fileOf } from './foreign-file.ts';
import { exportOf, sampleImages } from './sample-images.ts';

const READERS = new Map<string, FormatReader>([
  ['django-iso-manager', readerOfDjangoIsoManager],
  ['isomanager', readerOfIsomanager],
  ['openstack-image-manager', readerOfOpenstackImageManager],
  ['simplestreams', readerOfSimplestreams],
  ['metalink', readerOfMetalink],
  ['quickget', readerOfQuickget],
]);

const OWN = [djangoIsoManager, isomanager, openstackImageManager, simplestreams, metalink, quickget];

/** What each format writes of the samples, which are taken for a distribution that all of them know. */
async function samples(): Promise<{ format: string; path: string; text: string }[]> {
  const images = sampleImages().map((image) => ({
    ...image,
    product: { ...image.product, product: 'debian' },
    release: { ...image.release, product: 'debian' },
  }));
  const formats = new Map([...FORMATS, ...OWN].map((format) => [format.name, format]));
  const written = [...formats.values()].map(async (format) => {
    const files = await exportOf(format, images);
    return [...files].map(([path, text]) => ({ format: format.name, path, text }));
  });
  return (await Promise.all(written)).flat();
}

test('each reader recognises its own format among all that are written, and no other', async () => {
  const found = new Map<string, Set<string>>();
  for (const { format, path, text } of await samples()) {
    for (const [name, reader] of READERS)
      if (reader.recognises(fileOf(text, path))) found.set(name, (found.get(name) ?? new Set()).add(format));
  }
  assert.deepEqual(
    new Map([...found].map(([name, formats]) => [name, [...formats].toSorted()])),
    new Map([...READERS.keys()].map((name) => [name, [name]])),
  );
});

test('what is broken in any way is read or refused, and nothing else comes of it', async () => {
  const own = (await samples()).filter(({ format }) => READERS.has(format));
  const words = [
    'null',
    '{}',
    '[]',
    '1e999',
    '__proto__',
    'constructor',
    '&a;',
    ']]>',
    '<x>',
    '*a',
    '"',
    "'",
  ];
  const broken = fc
    .constantFrom(...own)
    .chain(({ format, text }) => mutated(Buffer.from(text), words).map((bytes) => ({ format, bytes })));
  fc.assert(
    fc.property(broken, ({ format, bytes }) => {
      const text = new TextDecoder().decode(bytes);
      const outcome = outcomeOf(() => READERS.get(format)?.read(fileOf(text)));
      assert.ok(!('refusal' in outcome) || outcome.refusal.code === 'usage');
    }),
    tries(1000),
  );
});

test('hostile texts take no reader long', () => {
  const items = (item: string, count: number): string => Array<string>(count).fill(item).join(',');
  const hostile = [
    ' '.repeat(2_000_000),
    '['.repeat(1_000_000),
    `${'['.repeat(500_000)}${']'.repeat(500_000)}`,
    `[{"os_edition_name":"${'x'.repeat(10_000_000)}"}]`,
    `[${items('{"os_edition_name":1,"download_urls":"{\'\\\\"}', 5_000)}]`,
    `{"isos":[${items('{}', 20_000)}],"generated":""}`,
    `"FileName","FilePath","SizeGB"\n${'"'.repeat(2_000_000)}`,
    `FileName,FilePath,SizeGB\n${','.repeat(2_000_000)}`,
    `<Objects><Object>${'<Property Name="Key">Inventory</Property><Property Name="Value"/>'.repeat(20_000)}</Object></Objects>`,
    `<metalink ${'a="'.repeat(200_000)}`,
    `<metalink>${'<file>'.repeat(500_000)}`,
    `<metalink>${'&lt;'.repeat(500_000)}</metalink>`,
    `<metalink>${'</x>'.repeat(500_000)}</metalink>`,
    `images:\n${' '.repeat(1_000_000)}`,
    `images:\n  versions: ${'- '.repeat(200_000)}`,
    `{"format":"products:1.0","products":{${items('"a":{"versions":{"b":{"items":{}}}}', 50_000)}}}`,
    `[{"pretty_name":1,"releases":[${items('{"iso":[{}]}', 20_000)}]}]`,
  ];
  for (const text of hostile) {
    for (const reader of READERS.values()) {
      outcomeOf(() => reader.recognises(fileOf(text)));
      outcomeOf(() => reader.read(fileOf(text)));
    }
  }
});
