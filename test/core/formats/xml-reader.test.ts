import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readerOfXml } from '../../../core/formats/xml-reader.ts';
import { xml } from '../../../core/formats/xml.ts';
import { tries } from '../../fuzz/fuzz.ts';
import { anyCarriedImage, toldInColumnsOf, withoutPlaces } from './carried-image.ts';
import { fileOf, withoutUndefined } from './foreign-file.ts';
import { textOf } from './sample-images.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const URL = 'https://images.example.org/a.iso?a&b';

const read = (text: string) => readerOfXml.read(fileOf(text, 'osdex.xml'));
const images = (inner: string) => `<?xml version="1.0"?>\n<osdex-images>\n${inner}\n</osdex-images>\n`;

test('an image is read from its elements, and elements that are not ours are passed over', async () => {
  const text = images(
    `<image note="x"><size> 1000 </size><more><digest>no</digest></more>\n` +
      `<digest>${DIGEST.toUpperCase()}</digest><codename/>\n<!-- a --><url><![CDATA[${URL}]]></url>` +
      `<product>a&amp;b</product></image>\n<other><image/></other>\n` +
      `<image><digest>${DIGEST}</digest></image>`,
  );
  assert.deepEqual(withoutUndefined(await read(text)), {
    images: [
      { at: 'image[0]', product: 'a&b', sizeBytes: 1000, digest: DIGEST, url: URL },
      { at: 'image[1]', digest: DIGEST },
    ],
    notTaken: [],
  });
});

test('an image that cannot be read is told with its place', () => {
  const text = images(
    `<image><digest>sha256:0</digest></image>\n` +
      `<image><digest>${DIGEST}</digest><digest>${DIGEST}</digest></image>\n` +
      `<image><size>-1</size></image>`,
  );
  assert.deepEqual(read(text), {
    images: [],
    notTaken: [
      { at: 'image[1]', reason: 'expected one digest, found two' },
      {
        at: 'image[0]',
        reason: 'digest: expected a digest by sha512, sha384, sha256, sha1, md5, found "sha256:0"',
      },
      { at: 'image[2]', reason: 'size: expected a whole number of bytes, found "-1"' },
    ],
  });
});

test('another document is refused as a whole, and one that is cut short or declares entities', () => {
  const usage = (message: string) => ({ code: 'usage', message });
  assert.throws(() => read('<rss/>'), usage('expected <osdex-images> in osdex.xml, found <rss>'));
  assert.throws(() => read('text'), { code: 'usage' });
  assert.throws(() => read(`<osdex-images>${'<a>'.repeat(1_000_000)}`), { code: 'usage' });
  assert.throws(() => read('<osdex-images><image><digest>'), { code: 'usage' });
  const bomb = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY c SYSTEM "file:///etc/passwd">]>';
  assert.throws(() => read(`${bomb}<osdex-images><image>&a;</image></osdex-images>`), { code: 'usage' });
});

test('hostile elements are passed over', async () => {
  const inner = `<image><__proto__>a</__proto__><constructor>b</constructor><product>&b;&lt;</product></image>`;
  const { images: found } = withoutUndefined(await read(images(inner)));
  assert.deepEqual(found, [{ at: 'image[0]', product: '&b;<' }]);
});

test('what the format writes is read again, whatever its titles hold', async () => {
  // Not carried: mirrors, the login, what a stream asks of a machine, and who vouches for it.
  const check = fc.asyncProperty(fc.array(anyCarriedImage, { maxLength: 4 }), async (written) => {
    const { images: found, notTaken } = await read(await textOf(xml, written));
    assert.deepEqual(notTaken, []);
    assert.deepEqual(withoutPlaces(found), written.map(toldInColumnsOf));
  });
  await fc.assert(check, tries(100));
});
