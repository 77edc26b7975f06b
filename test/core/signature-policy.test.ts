import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enums } from 'openpgp';
import {
  isAllowedHash,
  refuseHash,
  refuseKeyAlgorithm,
  signatureHashOf,
} from '../../core/signature-policy.ts';

const at = new Date('2023-05-31T23:59:59Z');

test("the hash algorithms of signatures have the field's names", () => {
  const names = Object.fromEntries(
    [
      enums.hash.sha1,
      enums.hash.sha224,
      enums.hash.sha256,
      enums.hash.sha384,
      enums.hash.sha512,
      enums.hash.sha3_256,
      enums.hash.sha3_512,
    ].map((id) => [id, signatureHashOf(id)]),
  );
  assert.deepEqual(names, {
    2: 'sha1',
    8: 'sha256',
    9: 'sha384',
    10: 'sha512',
    11: 'sha224',
    12: 'sha3-256',
    14: 'sha3-512',
  });
});

test('MD5, RIPEMD and what nobody knows are never accepted', () => {
  for (const id of [enums.hash.md5, enums.hash.ripemd, 0, 99]) {
    assert.equal(signatureHashOf(id), undefined);
  }
  assert.equal(
    refuseHash(undefined, at, [{ hash: 'sha1', until: '2099-01-01' }]),
    'expected a signature over SHA-256 or better, found an algorithm never accepted (MD5 or alike)',
  );
});

test('SHA-2 and SHA-3 are accepted from everyone, SHA-1 from nobody', () => {
  for (const hash of ['sha224', 'sha256', 'sha384', 'sha512', 'sha3-256', 'sha3-512'] as const) {
    assert.equal(isAllowedHash(hash), true, hash);
    assert.equal(refuseHash(hash, at, []), undefined);
  }
  assert.equal(isAllowedHash('sha1'), false);
  assert.equal(
    refuseHash('sha1', at, []),
    'expected a signature over SHA-256 or better, found sha1 signed on 2023-05-31 (the source accepts no other)',
  );
});

test('an exception holds up to and including its day, for its own hash', () => {
  const exception = { hash: 'sha1', until: '2023-05-31' } as const;
  assert.equal(refuseHash('sha1', at, [exception]), undefined);
  assert.equal(
    refuseHash('sha1', new Date('2023-06-01T00:00:00Z'), [exception]),
    'expected a signature over SHA-256 or better, found sha1 signed on 2023-06-01 (the source accepts sha1 until 2023-05-31)',
  );
  assert.match(refuseHash('sha1', at, [{ ...exception, hash: 'sha256' }]) ?? '', /accepts no other/);
});

test('RSA from 2048 bits on, ECDSA and EdDSA are accepted, DSA and ElGamal are not', () => {
  const accepted = [
    { algorithm: 'rsaEncryptSign', bits: 2048 },
    { algorithm: 'rsaSign', bits: 4096 },
    { algorithm: 'ecdsa' },
    { algorithm: 'eddsaLegacy' },
    { algorithm: 'ed25519' },
    { algorithm: 'ed448' },
  ];
  for (const key of accepted) assert.equal(refuseKeyAlgorithm(key), undefined, key.algorithm);
  assert.equal(
    refuseKeyAlgorithm({ algorithm: 'rsaEncryptSign', bits: 2047 }),
    'expected an RSA key of at least 2048 bits, found 2047',
  );
  assert.equal(
    refuseKeyAlgorithm({ algorithm: 'dsa', bits: 3072 }),
    'expected an RSA, ECDSA or EdDSA key, found dsa',
  );
  assert.equal(
    refuseKeyAlgorithm({ algorithm: 'elgamal', bits: 2048 }),
    'expected an RSA, ECDSA or EdDSA key, found elgamal',
  );
});
