import assert from 'node:assert/strict';
import { posix, win32 } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { Architecture } from '../../core/architecture.ts';
import { parseArchitecture } from '../../core/vocabulary.ts';
import { Digest } from '../../core/digest.ts';
import { DIGEST_ALGORITHMS, hexLength, parseDigest } from '../../core/digest-text.ts';
import { Compression, compressionOf, DiskFormat, diskFormatOf } from '../../core/disk-format.ts';
import { parseFacetValue } from '../../core/facet-values.ts';
import { FilePath, HttpsUrl, IsoDate, IsoTime, Name, Serial } from '../../core/names.ts';
import { isPlainPath } from '../../core/plain-path.ts';
import { nearestWord } from '../../core/nearest-word.ts';
import { anyText, hostileName, outcomeOf, tries } from './fuzz.ts';

const segment = fc.oneof(anyText, hostileName, fc.stringMatching(/^[a-zA-Z0-9.+~@_-]{1,12}$/));
const path = fc
  .array(segment, { maxLength: 5 })
  .chain((parts) => fc.constantFrom('/', '\\').map((by) => parts.join(by)));

test('a plain path stays in its folder on every system and is the same in a URL', () => {
  fc.assert(
    fc.property(path, (text) => {
      if (!isPlainPath(text)) return assert.equal(FilePath.safeParse(text).success, false);
      assert.match(text, /^[A-Za-z0-9._+~@/-]+$/);
      assert.equal(posix.normalize(text), text);
      assert.equal(win32.normalize(text).replaceAll('\\', '/'), text);
      assert.ok(!win32.isAbsolute(text) && !posix.isAbsolute(text));
      return assert.equal(new URL(text, 'https://x.example/a/').href, `https://x.example/a/${text}`);
    }),
    tries(2000),
  );
});

test('a name and a serial are single plain parts of a path', () => {
  fc.assert(
    fc.property(segment, (text) => {
      for (const schema of [Name, Serial]) {
        if (schema.safeParse(text).success) assert.ok(isPlainPath(text) && !text.includes('/'), text);
      }
    }),
    tries(2000),
  );
});

test('an accepted address is its host and nobody else’s', () => {
  const parts = fc.oneof(
    fc.constantFrom(
      'https://',
      'http://',
      'https:',
      '//',
      '/',
      '\\',
      '@',
      ':',
      'example.org',
      'evil.example',
      '?',
      '#',
    ),
    fc.constantFrom(
      'user:secret@',
      '[::1]',
      '%40',
      '%2e',
      '..',
      '8443',
      'javascript:',
      '\t',
      '\n',
      'xn--a',
      '。',
      '／',
    ),
    segment,
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 6 }), (all) => {
      const text = all.join('');
      if (!HttpsUrl.safeParse(text).success) return;
      const url = new URL(text);
      assert.match(url.protocol, /^https?:$/);
      assert.deepEqual([url.username, url.password], ['', '']);
      const host = /^https?:\/\/([^/?#]*)/.exec(text)?.[1]?.toLowerCase();
      assert.equal(host?.replace(/:(?:443|80)$/, ''), url.host.replace(/:(?:443|80)$/, ''));
    }),
    tries(2500),
  );
});

test('days and times are those of the calendar', () => {
  const digits = fc.stringMatching(/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/);
  const time = fc
    .tuple(digits, fc.stringMatching(/^[T ][0-9]{2}:[0-9]{2}:[0-9]{2}Z?$/))
    .map((two) => two.join(''));
  fc.assert(
    fc.property(fc.oneof(digits, time, anyText), (text) => {
      for (const schema of [IsoDate, IsoTime]) {
        if (schema.safeParse(text).success)
          assert.ok(new Date(text).toISOString().startsWith(text.slice(0, 19)), text);
      }
    }),
    tries(1500),
  );
});

test('an accepted digest is exactly as long as its algorithm says', () => {
  const algorithm = fc.oneof(fc.constantFrom(...DIGEST_ALGORITHMS, 'SHA256', 'blake2b', ''), anyText);
  const hex = fc.string({
    unit: fc.constantFrom(...'0123456789abcdef'.split('')),
    minLength: 30,
    maxLength: 130,
  });
  const exact = fc
    .constantFrom(...DIGEST_ALGORITHMS)
    .map((one) => `${one}:${'0f'.repeat(hexLength(one) / 2)}`);
  const text = fc.oneof(
    exact,
    fc
      .tuple(algorithm, fc.constantFrom(':', '', '::', ' '), fc.oneof(hex, anyText))
      .map((parts) => parts.join('')),
    fc.tuple(exact, fc.constantFrom('', '0', '\n', ' ', ':', '\0', 'g')).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (one) => {
      const parsed = parseDigest(one);
      assert.equal(Digest.safeParse(one).success, parsed !== undefined);
      if (parsed === undefined) return;
      assert.equal(one, `${parsed.algorithm}:${parsed.hex}`);
      assert.match(parsed.hex, /^[0-9a-f]+$/);
      assert.equal(parsed.hex.length, hexLength(parsed.algorithm));
    }),
    tries(2000),
  );
});

test('architectures and formats are known ones or none', () => {
  const word = fc.oneof(
    anyText,
    hostileName,
    fc.constantFrom(
      'x86_64',
      'X86',
      'AArch64',
      'amd64',
      'toString',
      '.tar.gz',
      '.tgz',
      '.img.xz',
      '.QCOW2',
      '.txz',
    ),
  );
  fc.assert(
    fc.property(word, word, (one, two) => {
      const architecture = parseArchitecture(one);
      assert.ok(architecture === undefined || Architecture.safeParse(architecture).success);
      assert.equal(parseFacetValue('arch', one), architecture);
      const format = diskFormatOf(one + two);
      assert.ok(format === undefined || DiskFormat.safeParse(format).success);
      const compression = compressionOf(one + two);
      assert.ok(compression === undefined || Compression.safeParse(compression).success);
      const nearest = nearestWord(one, [two, 'cloud']);
      assert.ok(nearest === undefined || nearest === two || nearest === 'cloud');
    }),
    tries(1500),
  );
  assert.ok('value' in outcomeOf(() => diskFormatOf(`${'.tar.gz'.repeat(50_000)}x`)));
});
