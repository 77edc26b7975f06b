import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readerOfYaml } from '../../../core/formats/yaml-reader.ts';
import { yaml } from '../../../core/formats/yaml.ts';
import { tries } from '../../fuzz/fuzz.ts';
import { anyCarriedImage, toldOf, withoutPlaces } from './carried-image.ts';
import { fileOf, withoutUndefined } from './foreign-file.ts';
import { textOf } from './sample-images.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

const read = (text: string) => readerOfYaml.read(fileOf(text, 'osdex.yaml'));

test('a list of records is read, and each that has another form is told with its place', async () => {
  const text = `# a comment
- {product: a, release: "26.10", size: 5, digest: "${DIGEST}", note: {a: [1]}, __proto__: {b: 1}}
- product: b
  release: 26.10
- text
`;
  const { images, notTaken } = withoutUndefined(await read(text));
  assert.deepEqual(images, [{ at: '[0]', product: 'a', release: '26.10', digest: DIGEST, sizeBytes: 5 }]);
  assert.deepEqual(notTaken, [
    { at: '[1]', reason: 'release: expected string, found number' },
    { at: '[2]', reason: 'expected object, found string' },
  ]);
});

test('a list of nothing is an empty document', async () => {
  assert.deepEqual(await read(await textOf(yaml, [])), { images: [], notTaken: [] });
});

test('another document is refused as a whole', () => {
  const usage = (message: RegExp) => ({ code: 'usage', message });
  assert.throws(
    () => read('a: b\n'),
    usage(/expected a list of images in osdex\.yaml, found something else/),
  );
  assert.throws(() => read('- "a\n'), usage(/osdex\.yaml:2: expected YAML/));
  assert.throws(() => read('['.repeat(1_000_000)), usage(/maxDepth/));
  const bomb = ['- &a0 [x, x]'];
  for (let line = 1; line < 200; line++) bomb.push(`- &a${line} [*a${line - 1}, *a${line - 1}]`);
  assert.throws(() => read(bomb.join('\n')), usage(/osdex\.yaml:[0-9]+: expected YAML/));
});

test('what the format writes is read again, whatever its titles hold', async () => {
  // Not carried: codenames, mirrors and who vouches for it, since an import proves nothing.
  const check = fc.asyncProperty(fc.array(anyCarriedImage, { maxLength: 4 }), async (written) => {
    const { images, notTaken } = await read(await textOf(yaml, written));
    assert.deepEqual(notTaken, []);
    assert.deepEqual(withoutPlaces(images), written.map(toldOf));
  });
  await fc.assert(check, tries(100));
});
