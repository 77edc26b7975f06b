import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_LINE_LENGTH, parseChecksumManifest } from '../../core/sums/checksum-manifest.ts';
import type { ChecksumManifest } from '../../core/sums/checksum-manifest.ts';
import { DIGEST_ALGORITHMS, hexLength, parseDigest } from '../../core/digest-text.ts';
import type { DigestAlgorithm } from '../../core/digest-text.ts';
import { acceptUnsigned } from '../../core/trust/unsigned-text.ts';
import type { UnsignedText } from '../../core/trust/unsigned-text.ts';
import { anyText, hostileName, mutated, outcomeOf, tries } from './fuzz.ts';

const RECORDED = process.env['OSDEX_RECORDED'] ?? join(import.meta.dirname, '../../../shared/upstream');

const hex = (digits: number) =>
  fc.string({
    unit: fc.constantFrom(...'0123456789abcdefABCDEF'.split('')),
    minLength: digits,
    maxLength: digits,
  });

/** A name that every form can carry as it is. */
const name = fc
  .oneof(
    fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._+/ ()=-]{0,20}[a-z]$/),
    fc.constantFrom('__proto__', '*a', 'ä.iso'),
  )
  .filter((text) => !text.startsWith('./'));

interface Said {
  algorithm: DigestAlgorithm;
  hex: string;
  name: string;
}

const said: fc.Arbitrary<Said> = fc
  .constantFrom(...DIGEST_ALGORITHMS)
  .chain((algorithm) =>
    fc.record({ algorithm: fc.constant(algorithm), hex: hex(hexLength(algorithm)), name }),
  );

const SPELLINGS: Readonly<Record<DigestAlgorithm, readonly string[]>> = {
  md5: ['MD5', 'md5'],
  sha1: ['SHA1', 'SHA-1'],
  sha256: ['SHA256', 'SHA-256', 'SHA2-256', 'sha256'],
  sha384: ['SHA384', 'SHA2-384'],
  sha512: ['SHA512', 'SHA-512', 'SHA2-512'],
};

/** One line of a file in any of the forms that mean the same. */
function lineOf({ algorithm, hex: digits, name: file }: Said): fc.Arbitrary<string> {
  const escaped = file.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  const words = SPELLINGS[algorithm];
  return fc.oneof(
    fc.constantFrom('  ', ' *', '  ./', ' *././', '\t').map((gap) => `${digits}${gap}${file}`),
    fc.constant(`\\${digits}  ${escaped}`),
    fc
      .tuple(fc.constantFrom(...words), fc.constantFrom('', ' '), fc.constantFrom('=', ' =', '= ', ' = '))
      .map(([word, blank, equals]) => `${word}${blank}(${file})${equals}${digits}`),
    fc.constantFrom(...words).map((word) => `\\${word} (./${escaped}) = ${digits}`),
  );
}

const nothing = fc.constantFrom(
  '',
  ' \t',
  '# comment',
  '#',
  '# x: y bytes',
  'SHA3-256 (a) = 00',
  'BLAKE2b (a b) = ff',
);
const lineEnd = fc.constantFrom('\n', '\r\n', ' \n', '\t\r\n');

/** A sums file and what it says. */
const sumsFile = fc
  .uniqueArray(said, { minLength: 1, maxLength: 12, selector: (one) => `${one.algorithm} ${one.name}` })
  .chain((all) =>
    fc
      .tuple(...all.map((one) => fc.tuple(fc.array(nothing, { maxLength: 2 }), lineOf(one), lineEnd)))
      .map((lines) => ({
        all,
        text: lines
          .map(([before, line, end]) => [...before, line].map((text) => text + end).join(''))
          .join(''),
      })),
  );

function parse(text: string, url = 'https://x.example/CHECKSUM'): ChecksumManifest {
  return parseChecksumManifest({ text } as UnsignedText, url);
}

/** What is true of whatever is accepted. */
function assertSound(manifest: ChecksumManifest): void {
  let files = 0;
  for (const [file, entry] of manifest) {
    files += 1;
    assert.ok(parseDigest(entry.digest), entry.digest);
    assert.ok(
      entry.sizeBytes === undefined || (Number.isSafeInteger(entry.sizeBytes) && entry.sizeBytes >= 0),
    );
    assert.ok(
      file.length > 0 && file.length <= MAX_LINE_LENGTH && !file.startsWith('./'),
      JSON.stringify(file),
    );
    assert.deepEqual(manifest.get(file), entry);
  }
  assert.equal(manifest.size, files);
  assert.ok(files > 0);
}

test('what a sums file says is read, whatever the form of its lines', () => {
  fc.assert(
    fc.property(sumsFile, ({ all, text }) => {
      const byName = Map.groupBy(all, (one) => one.name);
      const expected = [...byName].map(([file, digests]) => {
        const { algorithm, hex: digits } = digests.toSorted(
          (a, b) => DIGEST_ALGORITHMS.indexOf(a.algorithm) - DIGEST_ALGORITHMS.indexOf(b.algorithm),
        )[0] ?? { algorithm: '', hex: '' };
        return [file, { digest: `${algorithm}:${digits.toLowerCase()}`, sizeBytes: undefined }];
      });
      assert.deepEqual([...parse(text)], expected);
    }),
    tries(300),
  );
});

test('another digest for a file that has one is a conflict, the same one is none', () => {
  fc.assert(
    fc.property(sumsFile, fc.nat(), hex(64), (file, index, other) => {
      const { algorithm, hex: digits, name: twice } = file.all[index % file.all.length] ?? assert.fail();
      const end = file.text.endsWith('\n') ? '' : '\n';
      const again = `${file.text}${end}${SPELLINGS[algorithm][0]} (${twice}) = `;
      assert.deepEqual([...parse(again + digits.toUpperCase())], [...parse(file.text)]);
      const changed = other.repeat(2).slice(0, digits.length);
      if (changed.toLowerCase() === digits.toLowerCase()) return;
      assert.throws(() => parse(again + changed), { code: 'sums-conflict' });
    }),
    tries(100),
  );
});

test('any text is read soundly or refused', () => {
  const part = fc.oneof(
    anyText,
    hostileName,
    hex(64),
    hex(128),
    fc.constantFrom(
      '  ',
      ' *',
      ' ',
      '\t',
      '\n',
      '\r',
      '\\',
      './',
      '#',
      '# SHA256 HASH\n',
      'SHA256 (',
      ') = ',
      ' bytes',
    ),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), anyText, (parts, url) => {
      const outcome = outcomeOf(() => parse(parts.join(''), url));
      if ('value' in outcome) assertSound(outcome.value);
      else assert.match(outcome.refusal.code, /^(?:sums-unreadable|sums-conflict|too-large)$/);
    }),
    tries(1000),
  );
});

const recorded = existsSync(RECORDED)
  ? readdirSync(RECORDED, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /(?:SUMS|CHECKSUM)$/.test(path),
    )
  : [];
const lines = [
  `${'a'.repeat(64)}  a.iso\n# b.iso: 5 bytes\nSHA256 (b.iso) = ${'b'.repeat(64)}\n`,
  `# SHA512 HASH\n${'c'.repeat(128)}  c.img\n# BLAKE2B HASH\n${'d'.repeat(128)}  c.img\n`,
];
const bases = [
  ...lines.map((text) => Buffer.from(text)),
  ...recorded.map((path) => readFileSync(join(RECORDED, path))),
];

test('a sums file that was damaged is read soundly or refused', () => {
  const damaged = fc
    .constantFrom(...bases)
    .chain((base) => mutated(base, ['SHA256 (', ') = ', '  ', ' *', '\\', '0']));
  fc.assert(
    fc.property(damaged, (bytes) => {
      const outcome = outcomeOf(() =>
        parseChecksumManifest(acceptUnsigned(bytes, 'sums-only'), 'https://x.example/CHECKSUM'),
      );
      if ('value' in outcome) assertSound(outcome.value);
      else assert.match(outcome.refusal.code, /^(?:sums-unreadable|sums-conflict|too-large)$/);
    }),
    tries(300),
  );
});
