import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enums } from 'openpgp';
import {
  HASHES,
  hashPolicy,
  isAllowedHash,
  KEY_ALGORITHMS,
  POLICY_RULES,
  refuseHash,
  refuseKeyAlgorithm,
} from '../../../core/trust/signature-policy.ts';
import { SignatureHash } from '../../../core/verification.ts';

const at = new Date('2023-05-31T23:59:59Z');
const sha1 = [{ hash: 'sha1', until: '2023-05-31' }] as const;

test('every hash algorithm of the registry has its line, and those that may count their name', () => {
  assert.deepEqual(
    HASHES.map(({ number }) => number),
    Object.values(enums.hash).filter((number) => typeof number === 'number'),
  );
  for (const { hash, accepted, why } of HASHES) {
    assert.equal(hash === undefined, accepted === 'never');
    if (hash !== undefined) assert.ok(SignatureHash.options.includes(hash));
    assert.notEqual(why, '');
  }
});

test('MD5, RIPEMD-160 and what nobody knows are never accepted, whatever a source says', () => {
  for (const number of [enums.hash.md5, enums.hash.ripemd, 0, 99]) {
    const breach = refuseHash(hashPolicy(number), at, sha1);
    assert.equal(breach?.rule, 'hash-algorithm');
    assert.match(
      breach?.message ?? '',
      /^expected a signature over SHA-256 or better, found .+, which is never/,
    );
  }
});

test('SHA-1 is accepted by nobody but a source that says so, up to the day it names', () => {
  assert.equal(isAllowedHash('sha1'), false);
  assert.equal(refuseHash(hashPolicy(enums.hash.sha1), at, sha1), undefined);
  const late = new Date('2023-06-01T00:00:00Z');
  assert.deepEqual(refuseHash(hashPolicy(enums.hash.sha1), late, sha1), {
    rule: 'hash-algorithm',
    message:
      'expected a signature over SHA-256 or better, found sha1 signed on 2023-06-01 (the source accepts sha1 until 2023-05-31)',
  });
  assert.deepEqual(refuseHash(hashPolicy(enums.hash.sha1), at, []), {
    rule: 'hash-algorithm',
    message:
      'expected a signature over SHA-256 or better, found sha1 signed on 2023-05-31 (the source accepts no other)',
  });
});

test('every other hash of the registry is accepted at any time', () => {
  for (const number of [8, 9, 10, 11, 12, 14]) {
    assert.equal(refuseHash(hashPolicy(number), at, []), undefined);
  }
});

test('RSA of 2048 bits, ECDSA and EdDSA are accepted', () => {
  const keys = [
    { number: enums.publicKey.rsaEncryptSign, bits: 2048 },
    { number: enums.publicKey.rsaSign, bits: 4096 },
    { number: enums.publicKey.ecdsa, bits: undefined },
    { number: enums.publicKey.eddsaLegacy, bits: undefined },
    { number: enums.publicKey.ed25519, bits: undefined },
    { number: enums.publicKey.ed448, bits: undefined },
  ];
  for (const key of keys) assert.equal(refuseKeyAlgorithm(key, at, []), undefined, String(key.number));
  const accepted = KEY_ALGORITHMS.filter((one) => one.accepted === 'always').map(({ number }) => number);
  assert.deepEqual(
    accepted,
    keys.map(({ number }) => number),
  );
});

test('shorter RSA is accepted by nobody but a source that says so, up to the day it names', () => {
  const short = { number: enums.publicKey.rsaEncryptSign, bits: 1024 };
  assert.equal(refuseKeyAlgorithm(short, at, [{ rsaBits: 1024, until: '2023-05-31' }]), undefined);
  assert.deepEqual(refuseKeyAlgorithm(short, at, [{ rsaBits: 1536, until: '2030-01-01' }]), {
    rule: 'key-algorithm',
    message:
      'expected an RSA key of at least 2048 bits, found 1024 signed on 2023-05-31 (the source accepts no other)',
  });
  assert.deepEqual(refuseKeyAlgorithm(short, at, [{ rsaBits: 1024, until: '2013-12-31' }]), {
    rule: 'key-algorithm',
    message:
      'expected an RSA key of at least 2048 bits, found 1024 signed on 2023-05-31 (the source accepts 1024 bits until 2013-12-31)',
  });
});

test('so is DSA, of whatever length', () => {
  const dsa = { number: enums.publicKey.dsa, bits: 1024 };
  assert.equal(refuseKeyAlgorithm(dsa, at, [{ dsaBits: 1024, until: '2023-05-31' }]), undefined);
  for (const [accept, found] of [
    [[{ rsaBits: 1024, until: '2030-01-01' }], 'the source accepts no other'],
    [[{ dsaBits: 2048, until: '2030-01-01' }], 'the source accepts no other'],
    [[{ dsaBits: 1024, until: '2013-12-31' }], 'the source accepts 1024 bits until 2013-12-31'],
  ] as const) {
    assert.deepEqual(refuseKeyAlgorithm(dsa, at, accept), {
      rule: 'key-algorithm',
      message: `expected an RSA, ECDSA or EdDSA key, found DSA of 1024 bits signed on 2023-05-31 (${found})`,
    });
  }
});

test('what nobody knows is refused by its number', () => {
  const found = refuseKeyAlgorithm({ number: enums.publicKey.elgamal, bits: undefined }, at, []);
  assert.equal(found?.message, 'expected an RSA, ECDSA or EdDSA key, found key algorithm 16');
});

test('every line of the policy has its verdict and its sentence', () => {
  for (const [name, { verdict, rule }] of Object.entries(POLICY_RULES)) {
    assert.match(verdict, /^(good|signature-(bad|policy|unreadable)|key-revoked)$/, name);
    assert.match(rule, /^[A-Z].+\.$/, name);
  }
});
