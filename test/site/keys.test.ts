import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { keyState } from '../../core/keys/key-state.ts';
import { byEnd, completeRegistry, keyAlarms, trustedKeys } from '../../site/catalog/trusted-keys.ts';
import {
  keyMadeSentence,
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
import { bookworm, debian, keys, noble, SIGNER, ubuntu } from './sample.ts';

const NOW = new Date('2026-07-26T00:00:00Z');
const catalog: Catalog = {
  products: [
    { product: debian, releases: [bookworm] },
    { product: ubuntu, releases: [noble] },
  ],
  health: { schema: 'osdex/health/1', sources: [] },
};

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
