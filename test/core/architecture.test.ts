import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Architecture } from '../../core/architecture.ts';
import { parseArchitecture } from '../../core/vocabulary.ts';

test("an architecture keeps Debian's name", () => {
  for (const name of Architecture.options) assert.equal(parseArchitecture(name), name);
});

test("publishers' words for one architecture become one name", () => {
  const words = {
    x86_64: 'amd64',
    'x86-64': 'amd64',
    x64: 'amd64',
    aarch64: 'arm64',
    armhfp: 'armhf',
    armv7hl: 'armhf',
    ppc64el: 'ppc64le',
    powerpc64le: 'ppc64le',
    i486: 'i386',
    i686: 'i386',
    x86: 'i386',
    loongarch64: 'loong64',
    noarch: 'all',
  };
  assert.deepEqual(
    Object.fromEntries(Object.keys(words).map((word) => [word, parseArchitecture(word)])),
    words,
  );
});

test('the case of a word does not matter', () => {
  assert.equal(parseArchitecture('AArch64'), 'arm64');
  assert.equal(parseArchitecture('AMD64'), 'amd64');
});

test('a word that nobody knows is no architecture, nor is the name of a property', () => {
  for (const word of ['', 'sparc', 'amd64 ', 'constructor', '__proto__', 'toString']) {
    assert.equal(parseArchitecture(word), undefined, word);
  }
});
