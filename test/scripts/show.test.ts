import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeYaml } from '../../core/files/yaml.ts';
import { imageCard } from '../../scripts/image-card.ts';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { signImage, WAYS } from '../signed-image.ts';
import type { SignedImage } from '../signed-image.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test-release.ts';

const LAUNCH = fileURLToPath(new URL('../../scripts/launch.mjs', import.meta.url));
const ID = 'example/1/cloud/1.0/os-1.0-amd64.iso';

/** A folder with the catalog, the publisher's files and the keys, and osdex run in it. */
async function place(t: TestContext, { product, build, files, keyFile }: SignedImage) {
  const catalog = { 'product.yaml': product, '1.yaml': makeRelease('1', [build]) };
  const folder = await temporaryFolder(t, {
    ...files,
    ...(keyFile === undefined ? {} : { [`keys/${keyFile.name}`]: keyFile.bytes }),
    ...Object.fromEntries(
      Object.entries(catalog).map(([name, value]) => [`catalog/example/${name}`, writeYaml(value, [])]),
    ),
  });
  const osdex = (...args: string[]): Promise<Finished> =>
    runProgram(
      process.execPath,
      [LAUNCH, ...args, '--catalog', join(folder, 'catalog'), '--sources', join(folder, 'sources')],
      process.env,
      folder,
    );
  return { folder, osdex };
}

describe('what show says proves an image', { concurrency: 2 }, () => {
  for (const way of WAYS) {
    test(`does: ${way}`, async (t) => {
      const image = await signImage(way);
      const { folder, osdex } = await place(t, image);
      const { out, exit, err } = await osdex('show', ID);
      assert.equal(exit, 0, err);
      assert.equal(/^sums /m.test(out), !way.endsWith('image'), out);
      assert.equal(out.includes(', over the image itself'), way.endsWith('image'));
      const [program, ...words] = /^check +(.+)$/m.exec(out)?.[1]?.split(' ') ?? [];
      assert.equal(program, 'osdex');
      const keys = image.keyFile === undefined ? [] : ['--keys', join(folder, 'keys')];
      const checked = await osdex(...words, ...keys);
      assert.equal(checked.exit, 0, checked.out + checked.err);
      assert.match(checked.out, /^good: os-1\.0-amd64\.iso/m);
    });
  }
});

test('what the publisher states of an image is shown, and nothing else', () => {
  const [artifact, german] = [makeArtifact('a.iso'), makeArtifact('a-de.iso', { language: 'de' })];
  const build = makeBuild('20260725', { artifacts: [artifact, german] });
  const cardOf = (one: typeof artifact, stream: object, licence: object = {}): string[] =>
    imageCard({
      ...{ id: 'id', build, artifact: one, release: makeRelease('1', [build]) },
      product: makeProduct(licence),
      stream: { stream: 'cloud', title: 'Cloud image', kind: 'cloud', ...stream },
    }).split('\n');
  const plain = cardOf(artifact, {});
  assert.ok(plain.includes('what       Example OS 1, Cloud image, amd64, qcow2'));
  assert.deepEqual(
    plain.filter((line) => /^(?:login|needs|licence)/.test(line)),
    [],
  );
  const stated = cardOf(
    german,
    { language: 'en', login: 'core', minimumDisk: 8.5, minimumMemory: 2048 },
    { licence: 'Free for half a year.' },
  );
  for (const line of [
    'what       Example OS 1, Cloud image, amd64, qcow2, de',
    'login      core',
    'needs      8.5 GiB of disk, 2048 MiB of memory',
    'licence    Free for half a year.',
  ])
    assert.ok(stated.includes(line), line);
});
