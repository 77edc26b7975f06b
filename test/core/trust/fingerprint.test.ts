import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fingerprint, parseFingerprint } from '../../../core/trust/fingerprint.ts';

const V4 = 'D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81';
const V6 = 'CB186C4F0609A697E4D52DFA6C722B0C1F1E27C18A56708F6525EC27BAD9ACC9';

test('a fingerprint is read as people write it', () => {
  assert.equal(parseFingerprint(V4), V4);
  assert.equal(parseFingerprint(V6), V6);
  assert.equal(parseFingerprint(V4.toLowerCase()), V4);
  assert.equal(parseFingerprint(`0x${V4}`), V4);
  assert.equal(parseFingerprint('D2EB 4462 6FDD C30B 513D  5BB7 1A5D 6C4C 7DB8 7C81'), V4);
});

test('a key id is no fingerprint, nor is anything else that is shorter, longer or not hex', () => {
  for (const text of [
    '',
    V4.slice(-8),
    V4.slice(-16),
    V4.slice(1),
    `${V4}0`,
    `${V4.slice(1)}G`,
    `${V4}${V4}`,
  ]) {
    assert.equal(parseFingerprint(text), undefined, text);
  }
});

test('a key of signify or minisign is its own fingerprint, letter by letter', () => {
  const key = `RWT${'aB3+/'.repeat(10)}xyz`;
  assert.equal(parseFingerprint(key), key);
  assert.equal(parseFingerprint(` ${key}\n`), key);
  for (const text of [
    key.toLowerCase(),
    key.toUpperCase().slice(1),
    `RWU${key.slice(3)}`,
    `${key}=`,
    key.slice(1),
  ]) {
    assert.equal(parseFingerprint(text), undefined, text);
  }
});

test('a file must give the fingerprint in upper case without blanks', () => {
  assert.equal(Fingerprint.safeParse(V4).success, true);
  for (const text of [V4.toLowerCase(), `0x${V4}`, ` ${V4}`, `${V4}\n`]) {
    assert.equal(Fingerprint.safeParse(text).success, false, text);
  }
});
