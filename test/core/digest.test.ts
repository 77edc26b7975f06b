import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Digest, digestOf } from '../../core/digest.ts';
import {
  algorithmOfHexLength,
  DIGEST_ALGORITHMS,
  hexLength,
  parseDigest,
  WEAK_DIGEST_ALGORITHMS,
} from '../../core/digest-text.ts';

/** FIPS 180-4 and RFC 1321: the digests of "abc". */
const OF_ABC = {
  md5: '900150983cd24fb0d6963f7d28e17f72',
  sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  sha384: 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  sha512:
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
} as const;

test('the digest of bytes names its algorithm', () => {
  const bytes = Buffer.from('abc');
  for (const algorithm of DIGEST_ALGORITHMS) {
    assert.equal(digestOf(bytes, algorithm), `${algorithm}:${OF_ABC[algorithm]}`);
  }
  assert.equal(digestOf(bytes), `sha256:${OF_ABC.sha256}`);
});

test('a digest splits into its algorithm and its hex digits', () => {
  for (const algorithm of DIGEST_ALGORITHMS) {
    assert.deepEqual(parseDigest(`${algorithm}:${OF_ABC[algorithm]}`), { algorithm, hex: OF_ABC[algorithm] });
  }
});

test('what is not exactly a digest is refused', () => {
  const { sha256, md5 } = OF_ABC;
  const wrong = [
    '',
    sha256,
    `sha256:${sha256.slice(1)}`,
    `sha256:${sha256}0`,
    `sha256:${sha256.toUpperCase()}`,
    `SHA256:${sha256}`,
    `sha512:${sha256}`,
    `sha256:${sha256} `,
    `sha256:${sha256}\n`,
    `sha256:${sha256}:`,
    `sha256:${sha256.slice(0, 63)}g`,
    `sha256: ${sha256}`,
    `blake2b:${sha256}`,
    `constructor:${md5}`,
  ];
  for (const text of wrong) {
    assert.equal(parseDigest(text), undefined, text);
    assert.equal(Digest.safeParse(text).success, false, text);
  }
  assert.equal(Digest.parse(`sha256:${sha256}`), `sha256:${sha256}`);
});

test('the number of hex digits tells the algorithm and back', () => {
  for (const algorithm of DIGEST_ALGORITHMS) {
    assert.equal(algorithmOfHexLength(hexLength(algorithm)), algorithm);
  }
  assert.deepEqual(DIGEST_ALGORITHMS.map(hexLength), [128, 96, 64, 40, 32]);
  for (const length of [0, 31, 33, 56, 63, 65, 127, 129])
    assert.equal(algorithmOfHexLength(length), undefined);
});

test('MD5 and SHA-1 alone are weak', () => {
  assert.deepEqual(new Set(WEAK_DIGEST_ALGORITHMS), new Set(['md5', 'sha1']));
});
