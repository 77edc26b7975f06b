import assert from 'node:assert/strict';
import { readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkStructure, examineStructure } from '../../../mirror/structure/read-structure.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeIso, makeSparse, overwrite, runIn } from './make-images.ts';

const WITHOUT_UDF = absent('/usr/sbin/mkudffs', 'udftools');

test('a UDF disc states its label, for blocks of either size', { skip: WITHOUT_UDF }, async (t) => {
  const folder = await temporaryFolder(t);
  for (const [kind, ...label] of [
    ['dvd', '-l', 'Härte'],
    ['hd', '-b', '512', '-l', '日本'],
  ]) {
    const path = await makeSparse(join(folder, `${kind}.img`), 8 * 1024 * 1024);
    await runIn(folder, 'mkudffs', '--utf8', '--media-type', kind ?? '', ...label, path);
    const { structure, problems } = await examineStructure(path);
    assert.equal(structure.format, 'udf');
    assert.equal(structure.volumeId, label.at(-1));
    assert.match(structure.application ?? '', /^Linux mkudffs/);
    assert.match(structure.createdAt ?? '', /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.deepEqual(problems, []);
    await truncate(path, 4 * 1024 * 1024);
    assert.ok((await checkStructure(path)).some(({ message }) => /the UDF partition/.test(message)));
  }
});

test(
  'a disc of both kinds, as those of Windows are, is one of ISO 9660 that is UDF too',
  { skip: WITHOUT_UDF || absent('xorriso') },
  async (t) => {
    const folder = await temporaryFolder(t);
    const udf = await makeSparse(join(folder, 'udf.img'), 8 * 1024 * 1024);
    await runIn(folder, 'mkudffs', '--media-type', 'dvd', '-l', 'CCCOMA_X64FRE_EN-US_DV9', udf);
    // Both keep to other sectors, but for those of the descriptors of ISO 9660, which come before those of UDF.
    const iso = await makeIso(folder, 'iso.img', { label: 'CCCOMA_X64FRE_EN-US_DV9' });
    const [isoBytes, udfBytes] = [await readFile(iso), await readFile(udf)];
    const ends = isoBytes.indexOf('\u00FFCD001', 16 * 2048, 'latin1') + 2048;
    await overwrite(udf, 16 * 2048, isoBytes.subarray(16 * 2048, ends));
    await overwrite(udf, ends, udfBytes.subarray(16 * 2048, 19 * 2048));
    const { structure } = await examineStructure(udf);
    const { format, volumeId, arch, product } = structure;
    assert.deepEqual(
      [format, structure.udf, volumeId, arch, product],
      ['iso9660', true, 'CCCOMA_X64FRE_EN-US_DV9', 'amd64', 'windows'],
    );
  },
);
