import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseChecksumManifest } from '../../core/checksum-manifest.ts';
import type { ManifestEntry } from '../../core/checksum-manifest.ts';
import { acceptUnsigned } from '../../core/unsigned-text.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const LONG = 'c'.repeat(128);

/** The same fields as plain data, without the brand of a digest. */
function entry(digest: string, sizeBytes?: number) {
  return { digest, sizeBytes };
}

function parse(text: string, name = 'https://x.example/CHECKSUM'): Record<string, ManifestEntry> {
  return Object.fromEntries(parseChecksumManifest(acceptUnsigned(Buffer.from(text), 'sums-only'), name));
}

test('GNU lines are read with two blanks, with the mark of binary mode, with a tab and with ./', () => {
  assert.deepEqual(parse(`${A}  a.iso\n${B} *b.iso\n${A}\tc.iso\n${B}  ./d.iso\n${A} *./e/f.iso\n`), {
    'a.iso': entry(`sha256:${A}`),
    'b.iso': entry(`sha256:${B}`),
    'c.iso': entry(`sha256:${A}`),
    'd.iso': entry(`sha256:${B}`),
    'e/f.iso': entry(`sha256:${A}`),
  });
});

test('blanks inside of a name belong to it', () => {
  assert.deepEqual(parse(`${A}  my image.iso\n`), { 'my image.iso': entry(`sha256:${A}`) });
});

test('the number of digits tells the algorithm where nothing else does', () => {
  const lines = [32, 40, 64, 96, 128].map((length) => `${'0'.repeat(length)}  ${length}.iso\n`);
  assert.deepEqual(parse(lines.join('')), {
    '32.iso': entry(`md5:${'0'.repeat(32)}`),
    '40.iso': entry(`sha1:${'0'.repeat(40)}`),
    '64.iso': entry(`sha256:${'0'.repeat(64)}`),
    '96.iso': entry(`sha384:${'0'.repeat(96)}`),
    '128.iso': entry(`sha512:${'0'.repeat(128)}`),
  });
});

test('BSD lines are read with the sizes in the comments above them', () => {
  const text = `# Fedora-Cloud.x86_64.qcow2: 624951296 bytes
SHA256 (Fedora-Cloud.x86_64.qcow2) = ${A}
# a comment of another kind
SHA512(b (1).raw)= ${LONG}
SHA-256 (c.iso) = ${B}
`;
  assert.deepEqual(parse(text), {
    'Fedora-Cloud.x86_64.qcow2': entry(`sha256:${A}`, 624951296),
    'b (1).raw': entry(`sha512:${LONG}`),
    'c.iso': entry(`sha256:${B}`),
  });
});

test('a size that no number holds is not told', () => {
  assert.deepEqual(parse(`# a.iso: 99999999999999999999 bytes\n${A}  a.iso\n`), {
    'a.iso': entry(`sha256:${A}`),
  });
});

test('of the sections of a DIGESTS file the strongest counts', () => {
  const md5 = '1'.repeat(32);
  const sha1 = '2'.repeat(40);
  const text = `# MD5 HASH\n${md5}  a.img.gz\n# SHA1 HASH\n${sha1}  a.img.gz\n# SHA512 HASH\n${LONG}  a.img.gz\n`;
  assert.deepEqual(parse(text), { 'a.img.gz': entry(`sha512:${LONG}`) });
  const [first = '', second = '', third = ''] = text.split(/(?=#)/);
  assert.deepEqual(parse(third + first + second), { 'a.img.gz': entry(`sha512:${LONG}`) });
});

test('digits of another length than their section says are refused', () => {
  assert.throws(() => parse(`# SHA512 HASH\n${A}  a.img\n`), {
    code: 'sums-unreadable',
    message: 'expected 128 hex digits (sha512), found 64, https://x.example/CHECKSUM:2',
  });
});

test('a section of an algorithm that nobody here knows is refused, however long its digits', () => {
  assert.throws(() => parse(`# BLAKE2B HASH\n${LONG}  a.img\n# SHA512 HASH\n${'d'.repeat(128)}  a.img\n`), {
    code: 'sums-unreadable',
    message: 'expected MD5, SHA1, SHA256, SHA384 or SHA512, found "BLAKE2B", https://x.example/CHECKSUM:1',
  });
  assert.throws(() => parse(`BLAKE2b (a.img) = ${LONG}\n`), {
    code: 'sums-unreadable',
    message: 'expected MD5, SHA1, SHA256, SHA384 or SHA512, found "BLAKE2b", https://x.example/CHECKSUM:1',
  });
});

test('digits in upper case are the same digits', () => {
  assert.deepEqual(parse(`${A.toUpperCase()}  a.iso\nSHA256 (b.iso) = ${B.toUpperCase()}\n`), {
    'a.iso': entry(`sha256:${A}`),
    'b.iso': entry(`sha256:${B}`),
  });
});

test('lines may end in CR LF, in blanks, or not at all', () => {
  assert.deepEqual(parse(`\r\n${A}  a.iso\r\n\r\n${B}  b.iso \t`), {
    'a.iso': entry(`sha256:${A}`),
    'b.iso': entry(`sha256:${B}`),
  });
});

test('a digit too few or too many is refused with its line', () => {
  const refused = (text: string, name?: string): unknown => {
    try {
      return parse(text, name);
    } catch (error) {
      return error instanceof Error && 'code' in error ? [error.code, error.message] : error;
    }
  };
  assert.deepEqual(refused(`${A}  a.iso\n\n${B.slice(1)}  b.iso\n`, 'https://x.example/SHA256SUMS'), [
    'sums-unreadable',
    'expected 64 hex digits (sha256), found 63, https://x.example/SHA256SUMS:3',
  ]);
  assert.deepEqual(refused(`${A}0  a.iso\n`), [
    'sums-unreadable',
    'expected 32, 40, 64, 96 or 128 hex digits, found 65, https://x.example/CHECKSUM:1',
  ]);
  assert.deepEqual(refused(`SHA512 (a.iso) = ${A}\n`), [
    'sums-unreadable',
    'expected 128 hex digits (sha512), found 64, https://x.example/CHECKSUM:1',
  ]);
});

test('the name of a sums file tells its algorithm', () => {
  for (const name of ['SHA512SUMS', 'sha512sum.txt', 'https://x.example/a.qcow2.sha512', 'SHA512SUM']) {
    assert.throws(() => parse(`${A}  a.iso\n`, name), {
      code: 'sums-unreadable',
      message: `expected 128 hex digits (sha512), found 64, ${name}:1`,
    });
    assert.deepEqual(parse(`${LONG}  a.iso\n`, name), { 'a.iso': entry(`sha512:${LONG}`) });
  }
});

test('a line of another form is refused, for half of a sums file proves nothing', () => {
  const refused = [
    'hello world',
    A,
    `${A} a.iso`,
    `${A}   a.iso`,
    `\\${A}  a\\nb.iso`,
    `${A.slice(1)}g  a.iso`,
    `\ufeff${A}  a.iso`,
    `a.iso  ${A}`,
    `SHA256 () = ${A}`,
    `SHA256 (a.iso) = `,
    'Hash: SHA256',
    '-----BEGIN PGP SIGNATURE-----',
  ];
  for (const line of refused) {
    const signed = { text: `${B}  b.iso\n${line}\n` } as Parameters<typeof parseChecksumManifest>[0];
    assert.throws(
      () => parseChecksumManifest(signed, 'SUMS'),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'sums-unreadable', line);
        assert.match(
          error.message,
          /^expected a checksum line such as "<hex> {2}<file>", found ".*", SUMS:2$/,
        );
        return true;
      },
    );
  }
});

test('a page of HTML is refused at its first line, cut short', () => {
  const html = `<!DOCTYPE html><html><head><title>${'x'.repeat(500)}</title></head></html>`;
  assert.throws(() => parse(html), {
    code: 'sums-unreadable',
    message: `expected a checksum line such as "<hex>  <file>", found "${html.slice(0, 60)}…", https://x.example/CHECKSUM:1`,
    url: 'https://x.example/CHECKSUM',
  });
});

test('a file without a single checksum is refused', () => {
  for (const text of ['', '\n\n', '# nothing here\n', '# SHA512 HASH\n']) {
    assert.throws(() => parse(text), {
      code: 'sums-unreadable',
      message: 'expected checksum lines, found none in https://x.example/CHECKSUM',
    });
  }
});

test('two digests of one file are a conflict, also where ./ hides it', () => {
  assert.throws(() => parse(`${A}  a.iso\n${A}  b.iso\n${B}  ./a.iso\n`), {
    code: 'sums-conflict',
    message: `expected one sha256 of a.iso, found ${A} and then ${B}, https://x.example/CHECKSUM:3`,
    url: 'https://x.example/CHECKSUM',
  });
  assert.throws(() => parse(`SHA256 (a.iso) = ${A}\n${B}  a.iso\n`), { code: 'sums-conflict' });
});

test('the same digest said again is no conflict', () => {
  assert.deepEqual(parse(`${A}  a.iso\n${A.toUpperCase()} *a.iso\nSHA256 (a.iso) = ${A}\n`), {
    'a.iso': entry(`sha256:${A}`),
  });
});

test('a file may be named as a property of every object', () => {
  const manifest = parseChecksumManifest(
    acceptUnsigned(Buffer.from(`${A}  __proto__\n${B}  constructor\n`), 'weak'),
    'SUMS',
  );
  assert.deepEqual([...manifest.keys()], ['__proto__', 'constructor']);
});
