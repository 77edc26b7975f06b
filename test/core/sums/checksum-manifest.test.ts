import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_LINE_LENGTH, MAX_LINES, parseChecksumManifest } from '../../../core/sums/checksum-manifest.ts';
import type { ManifestEntry } from '../../../core/sums/checksum-manifest.ts';
import { acceptUnsigned } from '../../../core/trust/unsigned-text.ts';

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

test('a size is known by the same name as its digest, and said twice it must be the same', () => {
  assert.deepEqual(
    parse(`# ./a.iso: 5 bytes\nSHA256 (a.iso) = ${A}\n# a.iso: 05 bytes\n# b.iso: 6 bytes\n`),
    {
      'a.iso': entry(`sha256:${A}`, 5),
    },
  );
  assert.deepEqual(parse(`SHA256 (a.iso) = ${A}\n# a.iso: 0 bytes\n`), { 'a.iso': entry(`sha256:${A}`, 0) });
  assert.throws(() => parse(`# a.iso: 5 bytes\n${A}  a.iso\n# a.iso: 6 bytes\n`), {
    code: 'sums-conflict',
    message: 'expected one size of a.iso, found 5 and then 6, https://x.example/CHECKSUM:3',
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

test('an algorithm that nobody here knows is refused, however long its digits', () => {
  const message = (word: string) =>
    `expected MD5, SHA1, SHA256, SHA384 or SHA512, found "${word}", https://x.example/CHECKSUM:1`;
  for (const word of ['FOO512', 'SHA', 'SHA256X', 'SHA3-84', 'XSHA256', 'SHA-512-']) {
    assert.throws(() => parse(`# ${word} HASH\n${LONG}  a.img\n`), {
      code: 'sums-unreadable',
      message: message(word),
    });
    assert.throws(() => parse(`${word} (a.img) = ${LONG}\n`), {
      code: 'sums-unreadable',
      message: message(word),
    });
  }
});

test('an algorithm that is not recorded is passed over and never taken for one of the same length', () => {
  const digits = { 32: '1'.repeat(32), 40: '2'.repeat(40), 64: '3'.repeat(64), 128: '4'.repeat(128) };
  const others = [
    ['BLAKE2b', 128],
    ['BLAKE2B', 128],
    ['BLAKE2b-256', 64],
    ['BLAKE2s', 64],
    ['BLAKE3', 64],
    ['b2', 128],
    ['RMD160', 40],
    ['RIPEMD-160', 40],
    ['WHIRLPOOL', 128],
    ['SHA3-256', 64],
    ['SHA3-512', 128],
    ['SHA512/256', 64],
    ['SHA2-512/256', 64],
    ['SHA512t256', 64],
    ['SKEIN512', 128],
    ['MD4', 32],
    ['SM3', 64],
  ] as const;
  for (const [word, length] of others) {
    const hex = digits[length];
    const expected = { 'a.img': entry(`sha256:${A}`) };
    assert.deepEqual(parse(`${word} (a.img) = ${hex}\nSHA256 (a.img) = ${A}\n`), expected, word);
    assert.deepEqual(parse(`SHA256 (a.img) = ${A}\n${word} (a.img) = ${hex}\n`), expected, word);
    const section = `# ${word} HASH\n${hex}  a.img\n`;
    assert.deepEqual(parse(`${section}# SHA256 HASH\n${A}  a.img\n`), expected, word);
    for (const text of [section, `${word} (a.img) = ${hex}\n`]) {
      assert.throws(() => parse(text), {
        code: 'sums-unreadable',
        message:
          'expected checksum lines, found only those of algorithms that are not recorded in https://x.example/CHECKSUM',
      });
    }
  }
});

test('a DIGESTS file as Gentoo writes it gives the SHA-512 of each file, not the BLAKE2 of the same length', () => {
  const [one, two, three, four] = ['1', '2', '3', '4'].map((digit) => digit.repeat(128));
  const text = `# BLAKE2B HASH
${one}  stage3-amd64.tar.xz
# SHA512 HASH
${two}  stage3-amd64.tar.xz
# BLAKE2B HASH
${three}  stage3-amd64.tar.xz.CONTENTS.gz
# SHA512 HASH
${four}  stage3-amd64.tar.xz.CONTENTS.gz
`;
  assert.deepEqual(parse(text, 'https://x.example/stage3-amd64.tar.xz.DIGESTS'), {
    'stage3-amd64.tar.xz': entry(`sha512:${two}`),
    'stage3-amd64.tar.xz.CONTENTS.gz': entry(`sha512:${four}`),
  });
});

test('a file that has only digests of another algorithm beside files that have known ones is left out', () => {
  assert.deepEqual(parse(`BLAKE2b (a.img) = ${LONG}\nSHA256 (b.img) = ${B}\n`), {
    'b.img': entry(`sha256:${B}`),
  });
});

test('the spellings of an algorithm are one', () => {
  const spellings = {
    [`sha256:${A}`]: ['SHA256', 'sha256', 'SHA-256', 'SHA2-256', 'SHA2_256'],
    [`sha512:${LONG}`]: ['SHA512', 'SHA-512', 'SHA2-512'],
    [`sha384:${'d'.repeat(96)}`]: ['SHA384', 'SHA-384', 'SHA2-384'],
    [`sha1:${'e'.repeat(40)}`]: ['SHA1', 'SHA-1'],
    [`md5:${'f'.repeat(32)}`]: ['MD5', 'md5', 'MD-5'],
  };
  for (const [digest, words] of Object.entries(spellings)) {
    const hex = digest.slice(digest.indexOf(':') + 1);
    for (const word of words) {
      assert.deepEqual(parse(`${word} (a.img) = ${hex}\n`), { 'a.img': entry(digest) }, word);
      assert.deepEqual(parse(`# ${word} HASH\n${hex}  a.img\n`), { 'a.img': entry(digest) }, word);
    }
  }
});

test('a comment that is only an algorithm begins a section, other comments are passed over', () => {
  for (const comment of ['# BLAKE2b', '## blake2b sums', '# BLAKE2B HASH:', '# blake2b checksums:']) {
    const text = `${comment}\n${LONG}  a.img\n# SHA-256\n${A}  a.img\n`;
    assert.deepEqual(parse(text), { 'a.img': entry(`sha256:${A}`) }, comment);
  }
  for (const comment of [
    '#',
    '# made by sha256sum',
    '# The sums of BLAKE2b are elsewhere',
    '# sums',
    '#blake',
  ]) {
    assert.deepEqual(parse(`${comment}\n${A}  a.img\n`), { 'a.img': entry(`sha256:${A}`) }, comment);
  }
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
    `${A}  `,
    `${A} *`,
    `${A}  ./`,
    `${A}\t a.iso`,
    `\\${A}  a\\tb.iso`,
    `\\${A}  a.iso\\`,
    `\\${A}  .\\/`,
    `\\ ${A}  a.iso`,
    ` ${A}  a.iso`,
    `${A}  a.iso\r${B}  b.iso`,
    `${A}  a.iso\u2028${B}  b.iso`,
    `0x${A}  a.iso`,
    `SHA256 (a.iso) = 0x${A}`,
    `SHA256 (a.iso) ${A}`,
    `SHA256  (a.iso) = ${A}`,
    `SHA256 (a.iso)  = ${A}`,
    `SHA256 ( a.iso) = ${A}`,
    `SHA256 a.iso = ${A}`,
    `SHA256(a.iso = ${A}`,
    `SHA 256 (a.iso) = ${A}`,
    `(a.iso) = ${A}`,
    'a file',
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

test('a single blank parts digits and name as md5 -r writes it, but not beside two', () => {
  assert.deepEqual(parse(`${A} a.iso\n${B} my b.iso\nSHA256 (c.iso) = ${A}\n`), {
    'a.iso': entry(`sha256:${A}`),
    'my b.iso': entry(`sha256:${B}`),
    'c.iso': entry(`sha256:${A}`),
  });
  for (const line of [`${B}  b.iso`, `${B} *b.iso`]) {
    assert.throws(() => parse(`${A} a.iso\n${line}\n`), { code: 'sums-unreadable' });
  }
});

test('digits alone are those of the file that the sums file is named after', () => {
  const url = 'https://x.example/images/my%20image.qcow2';
  for (const ending of [
    '.sha256',
    '.SHA256',
    '.sha256sum',
    '.sha256sums.txt',
    '.sha256.asc',
    '.sha256?raw=1',
  ]) {
    const expected = { 'my image.qcow2': entry(`sha256:${A}`) };
    assert.deepEqual(parse(`# comment\n\n${A}\n`, url + ending), expected, ending);
  }
  assert.deepEqual(parse(LONG, '/home/me/a%20b.iso.sha512'), { 'a%20b.iso': entry(`sha512:${LONG}`) });
  for (const name of ['CHECKSUM', 'SHA256SUMS', 'https://x.example/.sha256', 'a.iso.txt', 'a.iso-sha256']) {
    assert.throws(() => parse(`${A}\n`, name), { code: 'sums-unreadable' }, name);
  }
});

test('digits alone are refused beside any other checksum', () => {
  const name = 'https://x.example/a.iso.sha256';
  for (const text of [`${A}\n${A}\n`, `${A}\n${A}  a.iso\n`, `${A}  a.iso\n${A}\n`, `\\${A}\n`]) {
    assert.throws(() => parse(text, name), { code: 'sums-unreadable' }, text);
  }
  assert.throws(() => parse(LONG, name), {
    code: 'sums-unreadable',
    message: 'expected 64 hex digits (sha256), found 128, https://x.example/a.iso.sha256:1',
  });
});

test('a name that coreutils escaped is read as the file is called', () => {
  const text = `\\${A}  a\\nb\\\\c\\rd.iso\n\\SHA256 (./x\\\\y.iso) = ${B}\n${A}  a\\nb.iso\n`;
  const files = { 'a\nb\\c\rd.iso': entry(`sha256:${A}`), 'x\\y.iso': entry(`sha256:${B}`) };
  assert.deepEqual(parse(text), { ...files, 'a\\nb.iso': entry(`sha256:${A}`) });
  assert.throws(() => parse(`\\${A}  a\\\\b\n${B}  a\\b\n`), {
    code: 'sums-conflict',
    message: `expected one sha256 of a\\b, found ${A} and then ${B}, https://x.example/CHECKSUM:2`,
  });
});

test('a mark of the byte order is no part of the first line', () => {
  const signed = { text: `\ufeff${A}  a.iso\n` } as Parameters<typeof parseChecksumManifest>[0];
  assert.deepEqual([...parseChecksumManifest(signed, 'SUMS').keys()], ['a.iso']);
});

test('names that differ in case or in their Unicode form are different files', () => {
  const names = ['a.iso', 'A.iso', 'caf\u00e9', 'cafe\u0301', '\uff41.iso'];
  const digests = names.map((_, index) => `${index}`.repeat(64));
  const text = names.map((name, index) => `${digests[index]}  ${name}\n`).join('');
  assert.deepEqual(
    parse(text),
    Object.fromEntries(names.map((name, index) => [name, entry(`sha256:${digests[index]}`)])),
  );
});

test('the sums of another algorithm are not taken for ours because of their length', () => {
  for (const name of [
    'b2sums.txt',
    'https://x.example/B2SUMS',
    'a.iso.blake2b',
    'a.iso.sha3-512',
    'x.sha512-256',
  ]) {
    assert.throws(() => parse(`${LONG}  a.iso\n`, name), {
      code: 'sums-unreadable',
      message: `expected checksum lines, found only those of algorithms that are not recorded in ${name}`,
    });
    assert.deepEqual(parse(`SHA256 (a.iso) = ${A}\n`, name), { 'a.iso': entry(`sha256:${A}`) });
  }
});

test('more lines than anybody publishes are refused before one is read', () => {
  const text = 'x\n'.repeat(MAX_LINES + 1);
  assert.throws(() => parse(text), {
    code: 'too-large',
    message: 'expected at most 1000000 lines, found more, https://x.example/CHECKSUM',
    url: 'https://x.example/CHECKSUM',
  });
  assert.throws(() => parse(`${'\n'.repeat(MAX_LINES - 1)}x`), { code: 'sums-unreadable' });
});

test('a line that is longer than any path is refused with its number', () => {
  for (const line of [`${A}  ${'x'.repeat(MAX_LINE_LENGTH - 65)}`, `# ${'x'.repeat(MAX_LINE_LENGTH - 1)}`]) {
    assert.throws(() => parse(`${A}  a.iso\n${line}\n`), {
      code: 'too-large',
      message: 'expected a line of at most 4096 characters, found 4097, https://x.example/CHECKSUM:2',
    });
    assert.equal(Object.keys(parse(`${A}  a.iso\n${line.slice(0, -1)}\n`))[0], 'a.iso');
  }
});

test('nothing in a message makes a terminal act', () => {
  assert.throws(() => parse('\u001b[2J\u202eevil\n'), {
    message:
      'expected a checksum line such as "<hex>  <file>", found "\\u{1b}[2J\\u{202e}evil", https://x.example/CHECKSUM:1',
  });
});

test('a manifest is a map to its readers', () => {
  const text = `# b.iso: 7 bytes\n${A}  a.iso\nBLAKE2b (c.iso) = ${LONG}\n${B}  b.iso\n`;
  const manifest = parseChecksumManifest(acceptUnsigned(Buffer.from(text), 'weak'), 'SUMS');
  const b = entry(`sha256:${B}`, 7);
  const a = entry(`sha256:${A}`);
  assert.equal(manifest.size, 2);
  assert.deepEqual(manifest.get('a.iso'), a);
  assert.deepEqual(
    [manifest.has('b.iso'), manifest.has('c.iso'), manifest.has('d.iso')],
    [true, false, false],
  );
  assert.equal(manifest.get('c.iso'), undefined);
  assert.equal(manifest.get('x'.repeat(MAX_LINE_LENGTH + 2)), undefined);
  assert.deepEqual(
    [...manifest],
    [
      ['b.iso', b],
      ['a.iso', a],
    ],
  );
  assert.deepEqual([...manifest.entries()], [...manifest]);
  assert.deepEqual([...manifest.keys()], ['b.iso', 'a.iso']);
  assert.deepEqual([...manifest.values()], [b, a]);
  const seen: unknown[] = [];
  manifest.forEach((value, key, map) => seen.push([key, value, map === manifest]));
  assert.deepEqual(seen, [
    ['b.iso', b, true],
    ['a.iso', a, true],
  ]);
});

test('thousands of names that are alike are told apart', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `${'a\0'.repeat(index % 50)}${index}`);
  const hex = (index: number): string => index.toString(16).padStart(64, '0');
  const manifest = parse(names.map((name, index) => `${hex(index)}  ${name}\n`).join(''));
  assert.deepEqual(
    names.map((name) => manifest[name]?.digest),
    names.map((_, index) => `sha256:${hex(index)}`),
  );
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

test('an algorithm by its name alone heads a section, below one line of title', () => {
  const text = `Parrot OS 7.3

md5
${'0'.repeat(32)}  a.iso

sha256
${A}  a.iso
${B}  b.iso

sha512
${LONG}  a.iso
`;
  assert.deepEqual(parse(text, 'https://x.example/signed-hashes.txt'), {
    'a.iso': entry(`sha512:${LONG}`),
    'b.iso': entry(`sha256:${B}`),
  });
});

test('a section named after the tool keeps digests of the same length apart', () => {
  const text = `### MD5SUMS:
${'0'.repeat(32)}  a.iso

### SHA256SUMS:
${A}  a.iso

### B3SUMS:
${B}  a.iso
`;
  assert.deepEqual(parse(text, 'https://x.example/CHECKSUMS.TXT'), { 'a.iso': entry(`sha256:${A}`) });
});

test('a line of text is a title only above the first section, and only one', () => {
  const message = /^expected a checksum line such as "<hex> {2}<file>", found "Some system"/;
  for (const text of [
    `Some system\n${A}  a.iso\n`,
    `Some system\nof ours\nsha256\n${A}  a.iso\n`,
    `sha256\nSome system\n${A}  a.iso\n`,
    `sha256\n${A}  a.iso\n\nSome system\nsha512\n${LONG}  a.iso\n`,
    'Some system\n',
  ]) {
    assert.throws(() => parse(text), { code: 'sums-unreadable', message }, text);
  }
});
