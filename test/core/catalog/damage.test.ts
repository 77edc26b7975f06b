import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { productFile, readCatalog, releaseFile, yearFile } from '../../../core/catalog/catalog.ts';
import { writeYaml } from '../../../core/files/yaml.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';

const [OLD, NEW] = [makeBuild('20250101'), makeBuild('20260725')];
const TEXT = writeYaml(makeRelease('24.04', [NEW]));
const OWN = releaseFile('example', '24.04');
const YEAR = yearFile('example', '24.04', '2025');

/** Reads a catalog of one release in which these files lie. */
async function read(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>) {
  const folder = await temporaryFolder(t, {
    [productFile('example')]: writeYaml(makeProduct()),
    [OWN]: TEXT,
    ...files,
  });
  return { folder, reading: readCatalog(folder) };
}

const DAMAGE: readonly [what: string, file: string, content: string | Uint8Array, sentence: RegExp][] = [
  [
    'was cut off within a line',
    OWN,
    TEXT.slice(0, TEXT.indexOf('serial') + 8),
    /24\.04\.yaml:6: expected the end of a line, found the end of the file: it was cut off$/,
  ],
  [
    'was cut off after a line',
    OWN,
    TEXT.slice(0, TEXT.indexOf('    artifacts')),
    /24\.04\.yaml:5: builds\[0\]\.artifacts: /,
  ],
  ['is empty', OWN, '', /24\.04\.yaml:1: .*cut off$/],
  ['is all zeros', OWN, '\0'.repeat(4096), /24\.04\.yaml:1: /],
  [
    'has a conflict in it',
    OWN,
    TEXT.replace('builds:', '<<<<<<< HEAD\nbuilds:\n=======\nbuilds:\n>>>>>>> theirs'),
    /24\.04\.yaml:4: expected YAML, found a merge conflict \("<<<<<<< HEAD"\); settle it, or take the file of one side$/,
  ],
  [
    'is not UTF-8',
    OWN,
    Buffer.concat([Buffer.from('schema: osdex/release/1\nproduct: '), Buffer.from([0xff, 0xfe, 0x0a])]),
    /24\.04\.yaml:2: expected UTF-8, found other bytes$/,
  ],
  [
    'is of a newer osdex',
    OWN,
    TEXT.replace('osdex/release/1', 'osdex/release/2'),
    /24\.04\.yaml:1: schema: expected version 1, found 2, which a newer osdex wrote; update osdex$/,
  ],
  [
    "is another product's",
    OWN,
    TEXT.replace('product: example', 'product: other'),
    /24\.04\.yaml:2: product: expected "example", as the file is named, found "other"$/,
  ],
  [
    "is another release's year",
    YEAR,
    writeYaml(makeRelease('22.04', [OLD])),
    /24\.04\/2025\.yaml:3: release: expected "24\.04", as the file is named, found "22\.04"$/,
  ],
  [
    "is another product's year",
    YEAR,
    writeYaml({ ...makeRelease('24.04', [OLD]), product: 'other' }),
    /24\.04\/2025\.yaml:2: product: expected "example"/,
  ],
  [
    'is no year',
    'example/24.04/notes.yaml',
    TEXT,
    /^expected files of years, such as 2024\.yaml, found .*notes\.yaml; move it out of the catalog$/,
  ],
  [
    'differs from another by capitals',
    'Example/24.04.yaml',
    TEXT,
    /to differ by more than capitals from what else is there, found .*xample; keep one of them$/,
  ],
];

for (const [what, file, content, sentence] of DAMAGE) {
  test(`a file that ${what} is refused with its place and what it is`, async (t) => {
    const { reading } = await read(t, { [file]: content });
    await assert.rejects(reading, (error: Error & { code?: string }) => {
      assert.equal(error.code, 'catalog-invalid');
      assert.match(error.message, sentence);
      return true;
    });
  });
}

test('a build that a crash left in two files is one', async (t) => {
  const { reading } = await read(t, { [YEAR]: writeYaml(makeRelease('24.04', [NEW, OLD])) });
  assert.deepEqual((await reading).products[0]?.releases[0]?.builds, [NEW, OLD]);
});

test('of a build with different digests in two files neither is believed', async (t) => {
  const [artifact] = NEW.artifacts;
  const other = { ...NEW, artifacts: [{ ...makeArtifact('other'), file: artifact?.file ?? '' }] };
  const { folder, reading } = await read(t, { [YEAR]: writeYaml(makeRelease('24.04', [other])) });
  await assert.rejects(reading, {
    code: 'catalog-invalid',
    path: join(folder, YEAR),
    message:
      /^expected one digest of example-20260725-amd64\.qcow2 of cloud 20260725, found sha256:.* in .*24\.04\.yaml and sha256:/,
  });
});

test('files that are no YAML, and hidden folders, are left alone', async (t) => {
  const { reading } = await read(t, {
    'example/README.md': 'notes',
    '.git/config.yaml': 'x',
    [`${OWN}.12.0.tmp`]: 'half',
  });
  assert.equal((await reading).products.length, 1);
});
