import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { RegisteredKey } from '../../core/keys/key-registry.ts';
import { keyState } from '../../core/keys/key-state.ts';
import type { KeyState } from '../../core/keys/key-state.ts';
import {
  alarmsOf,
  byEnd,
  completeRegistry,
  keyAlarms,
  keyReleases,
  newestSigned,
  trustedKeys,
} from '../../site/catalog/trusted-keys.ts';
import { keyPath } from '../../site/links.ts';
import {
  keyMadeSentence,
  keyMeaning,
  keysSentence,
  keyStateWords,
  keyTone,
  subkeysSentence,
  subkeyWords,
} from '../../site/words/key.ts';
import { en } from '../../site/words/messages/en.ts';
import { es } from '../../site/words/messages/es.ts';
import { tell } from '../../site/words/say.ts';
import { splitFingerprint } from '../../site/words/digest.ts';
import { makeRegisteredKey, makeSubkey, pinnedFor } from '../registered-key.ts';
import { bookworm, debian, keys, noble, OTHER_SIGNER, SIGNER, ubuntu } from './sample.ts';

const NOW = new Date('2026-07-26T00:00:00Z');
const catalog: Catalog = {
  products: [
    { product: debian, releases: [bookworm] },
    { product: ubuntu, releases: [noble] },
  ],
  health: { schema: 'osdex/health/1', sources: [] },
};

function first<T>([item]: readonly T[]): T {
  assert.ok(item !== undefined);
  return item;
}

function keyOf(fingerprint: string): RegisteredKey {
  return first(keys.keys.filter((key) => key.fingerprint === fingerprint));
}

test('each key is told once, with what it signed', () => {
  const kubuntu = { product: { ...ubuntu, product: 'kubuntu' }, releases: [] };
  const shared = { ...catalog, products: [...catalog.products, kubuntu] };
  const uses = trustedKeys(shared, completeRegistry(undefined, shared), NOW);
  assert.deepEqual(
    uses.map(({ key, builds, lastSigned, newest }) => [
      key.products.length,
      builds,
      lastSigned,
      newest?.path,
    ]),
    [
      [1, 2, '2026-03-01T15:00:00Z', 'debian/12/netinst/12.2.0+really~1/'],
      [2, 3, '2026-07-25T22:34:07Z', 'ubuntu/24.04/server-cloud/20260725/'],
    ],
  );
});

test('of each stream that a key signed the newest build is told, the last day first', () => {
  const older = { ...noble, release: '22.04', builds: noble.builds.slice(1) };
  const live = noble.builds.flatMap((build) =>
    build.stream === 'live-server' ? { ...build, verification: first(noble.builds).verification } : [],
  );
  const releases = [{ ...noble, builds: [...noble.builds, ...live] }, older];
  const [use] = trustedKeys(
    { ...catalog, products: [{ product: ubuntu, releases }] },
    { ...keys, keys: [keyOf(SIGNER)] },
    NOW,
  );
  assert.ok(use);
  assert.deepEqual(
    newestSigned(use).map(({ release, stream, serial }) => [release.release, stream, serial]),
    [
      ['24.04', 'server-cloud', '20260725'],
      ['22.04', 'server-cloud', '20260701'],
      ['24.04', 'live-server', '24.04.3'],
    ],
  );
});

test('releases that are over are told apart from those that still need a key', () => {
  const product = pinnedFor(
    { release: '1.0', endOfLife: '2026-07-25' },
    { release: '2.0', endOfLife: '2026-07-26' },
    { release: 'rolling' },
  );
  const key = makeRegisteredKey('A', { products: [product] });
  const { needed, over } = keyReleases(first(key.products), '2026-07-26');
  assert.deepEqual(
    [needed, over].map((some) => some.map(({ release }) => release)),
    [['2.0', 'rolling'], ['1.0']],
  );
});

test('the alarms of a key are those about itself and its subkeys', () => {
  const alarms = keyAlarms(catalog, keys, NOW);
  const codesOf = (fingerprint: string): string[] =>
    alarmsOf(keyOf(fingerprint), alarms).map(({ code }) => code);
  assert.deepEqual(codesOf(SIGNER), ['key-expires'], 'of its subkey');
  assert.deepEqual(codesOf(OTHER_SIGNER), ['key-missing']);
  assert.deepEqual(alarmsOf(makeRegisteredKey('A'), alarms), []);
});

test('the page of a key has an address without signs that mean something in one', () => {
  assert.equal(keyPath(SIGNER), `trust/${SIGNER}/`);
  assert.equal(
    keyPath('RWT5+SoQD+dWTeOdNuc4Q/jq2+3+jpql7+JJp4WukkxTdpsZlk2EGuPj'),
    'trust/RWT5-SoQD-dWTeOdNuc4Q_jq2-3-jpql7-JJp4WukkxTdpsZlk2EGuPj/',
  );
});

test('how a key stands is told with what comes of it', () => {
  const at = '2025-02-03T00:00:00Z';
  const meanings: [KeyState, RegExp][] = [
    [{ state: 'good' }, /counts; it never expires/],
    [{ state: 'good', expires: at }, /until 3 February 2025 counts/],
    [{ state: 'expiring', at, days: 3 }, /until 3 February 2025 counts/],
    [{ state: 'expired', at }, /before that day counts, and nothing/],
    [{ state: 'revoked', at, reason: 'replaced' }, /before that day counts, and nothing/],
    [{ state: 'revoked', at, reason: 'compromised' }, /^Nothing that it signs counts/],
    [{ state: 'missing' }, /nothing that it signs can be proven/],
    [{ state: 'mismatch' }, /holds another key/],
    [{ state: 'weak' }, /can be broken today/],
    [{ state: 'unfit' }, /lets no part of it sign/],
    [{ state: 'unknown' }, /not on record yet/],
  ];
  for (const [state, meaning] of meanings) assert.match(tell(keyMeaning(state), en), meaning);
});

test('a pin that the registry does not have yet is shown beside those that it has', () => {
  const recorded = { ...keys, keys: keys.keys.filter(({ fingerprint }) => fingerprint === SIGNER) };
  const uses = trustedKeys(catalog, completeRegistry(recorded, catalog), NOW);
  assert.deepEqual(
    uses.map(({ state }) => state.state),
    ['unknown', 'expiring'],
  );
  assert.deepEqual(
    keyAlarms(catalog, completeRegistry(undefined, catalog), NOW),
    [],
    'of pins alone nothing can be said',
  );
});

test('an old key whose releases have ended may have expired without troubling anybody', () => {
  const expires = '2025-01-01T00:00:00Z';
  const ended = { expires, products: [pinnedFor({ release: '1.0', endOfLife: '2025-12-31' })] };
  const registry = { ...keys, keys: [makeRegisteredKey('A', { expires }), makeRegisteredKey('B', ended)] };
  const uses = trustedKeys(catalog, registry, NOW);
  assert.deepEqual(
    uses.map(({ state, isNeeded }) => keyTone(state, isNeeded)),
    ['bad', 'over'],
  );
  assert.deepEqual(
    uses.map(({ state }) => tell(keyStateWords(state), en)),
    ['expired on 1 January 2025', 'expired on 1 January 2025'],
  );
  assert.equal(tell(keysSentence(uses.map(({ state }) => state)), en), '2 keys: 2 expired.');
  assert.equal(tell(keysSentence([]), en), 'No key is pinned.');
});

test('keys come by the end of what they sign: the next one first, those that sign no more last', () => {
  const ends = ['2025-01-01', undefined, '2029-01-01', '2026-09-01'];
  const registered = ends.map((day, at) =>
    makeRegisteredKey('ABCD'.charAt(at), day === undefined ? {} : { expires: `${day}T00:00:00Z` }),
  );
  const missing = makeRegisteredKey('E', { file: 'missing' });
  const uses = trustedKeys(catalog, { ...keys, keys: [missing, ...registered] }, NOW);
  assert.deepEqual(
    byEnd(uses).map(({ use, end }) => `${use.state.state} ${end?.slice(0, 10)}`),
    ['expiring 2026-09-01', 'good 2029-01-01', 'good undefined', 'missing undefined', 'expired 2025-01-01'],
  );
});

test('the end of a key and what its subkeys are for are told in words', () => {
  const made = (expires?: string) =>
    keyMadeSentence(makeRegisteredKey('A', expires === undefined ? {} : { expires }), NOW);
  const begin = 'rsa4096, made on 1 January 2020,';
  assert.equal(tell(made(), en), `${begin} never expires`);
  assert.equal(tell(made('2026-09-05T00:00:00Z'), en), `${begin} expires on 5 September 2026, in 41 days`);
  assert.equal(tell(made('2024-01-12T00:00:00Z'), en), `${begin} expired on 12 January 2024`);
  assert.equal(
    tell(made('2024-01-12T00:00:00Z'), es),
    'rsa4096, creada el 1 de enero de 2020, caducó el 12 de enero de 2024',
  );
  const revoked = { at: '2025-02-03T00:00:00Z', reason: 'retired' };
  const subkeys = [makeSubkey('1', { revoked }), makeSubkey('2'), makeSubkey('3', { signs: false })];
  const key = makeRegisteredKey('A', { signs: false, subkeys });
  assert.equal(
    tell(subkeysSentence(key, NOW), en),
    '3 subkeys, 1 of which signs today; the key itself signs no files',
  );
  assert.equal(
    tell(subkeysSentence(makeRegisteredKey('A', { subkeys: [makeSubkey('3', { signs: false })] }), NOW), en),
    '1 subkey, not for signing',
  );
  assert.deepEqual(
    (key.subkeys ?? []).map((subkey) => tell(subkeyWords(subkey, NOW), en)),
    [
      'signs, rsa4096, made on 1 January 2020, revoked on 3 February 2025 (retired)',
      'signs, rsa4096, made on 1 January 2020, never expires',
      'does not sign, rsa4096, made on 1 January 2020, never expires',
    ],
  );
  assert.equal(keyState(key, NOW).state, 'good');
});

test('a fingerprint breaks in the middle, and a key of signify nowhere', () => {
  assert.deepEqual(splitFingerprint(SIGNER), ['D2EB 4462 6FDD C30B 513D', '5BB7 1A5D 6C4C 7DB8 7C81']);
  assert.deepEqual(splitFingerprint(`RW${'Q'.repeat(54)}`), [`RW${'Q'.repeat(54)}`]);
});
