import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { enums } from 'openpgp';
import { KeyRegistry, registryOfPins } from '../../../core/keys/key-registry.ts';
import { registerKeys } from '../../../core/keys/key-registry-entry.ts';
import { readKeyRegistry } from '../../../core/keys/key-registry-file.ts';
import { keyFile, openKeyStore } from '../../../core/trust/keyring.ts';
import { productOf } from '../../../core/source/source.ts';
import { writeYaml } from '../../../core/files/yaml.ts';
import { makeFeed, makeSource } from '../../key-source.ts';
import { SIGNIFY_KEY } from '../../signify-key.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeTestKey } from '../../test-key.ts';
import type { TestKey } from '../../test-key.ts';

const NOW = new Date('2023-06-01T12:00:00Z');
const YEAR = 365 * 24 * 60 * 60;

let key: TestKey;
let other: TestKey;

before(async () => {
  [key, other] = await Promise.all([
    makeTestKey({ keyExpirationTime: 5 * YEAR, subkeys: [{ sign: true, keyExpirationTime: 4 * YEAR }] }),
    makeTestKey(),
  ]);
});

function armored({ privateKey }: TestKey): string {
  return privateKey.toPublic().armor();
}

test('a pinned key is told once, with what it says of itself and what it is pinned for', async (t) => {
  const folder = await temporaryFolder(t, { [keyFile(key.fingerprint)]: armored(key) });
  const sources = [
    makeSource([{ fingerprint: key.fingerprint, obtained: '2023-01-02' }]),
    makeSource([{ fingerprint: key.fingerprint, releases: ['1.0'], url: 'https://example.org/key.asc' }], {
      product: 'other',
      name: 'Other OS',
      releases: [{ release: '1.0' }],
    }),
  ];
  const { keys } = await registerKeys(sources, openKeyStore(folder), NOW);
  assert.deepEqual(keys, [
    {
      fingerprint: key.fingerprint,
      kind: 'openpgp',
      owner: 'Example <key@example.org>',
      userIds: ['Test'],
      provenance: 'made by a test',
      obtained: '2023-01-02',
      url: 'https://example.org/key.asc',
      file: 'present',
      algorithm: 'ed25519',
      created: '2020-01-01T00:00:00Z',
      expires: '2024-12-30T00:00:00Z',
      signs: true,
      subkeys: [
        {
          fingerprint: key.privateKey.subkeys[0]?.getFingerprint().toUpperCase(),
          algorithm: 'ed25519',
          created: '2020-01-01T00:00:00Z',
          expires: '2023-12-31T00:00:00Z',
          signs: true,
        },
      ],
      products: [
        {
          product: 'example',
          name: 'Example OS',
          releases: [
            { release: '2.0', feeds: ['cloud'] },
            { release: '1.0', endOfLife: '2022-12-31', feeds: ['cloud'] },
          ],
        },
        { product: 'other', name: 'Other OS', releases: [{ release: '1.0', feeds: ['cloud'] }] },
      ],
    },
  ]);
});

test('a key is pinned only for the feeds that take it', async (t) => {
  const folder = await temporaryFolder(t);
  const unsigned = { level: 'sums-only', reason: 'an example' };
  const picky = { level: 'signed', shape: 'clearsigned', keys: [other.fingerprint] };
  const source = makeSource(
    [{ fingerprint: key.fingerprint, releases: ['2.0'] }, { fingerprint: other.fingerprint }],
    {
      feeds: [makeFeed('cloud'), makeFeed('iso', { trust: picky }), makeFeed('daily', { trust: unsigned })],
    },
  );
  const { keys } = await registerKeys([source], openKeyStore(folder), NOW);
  const feeds = keys.map(({ fingerprint, products }) => [
    fingerprint,
    products.flatMap(({ releases }) => releases.map((one) => `${one.release} ${one.feeds.join()}`)),
  ]);
  assert.deepEqual(Object.fromEntries(feeds), {
    [key.fingerprint]: ['2.0 cloud'],
    [other.fingerprint]: ['2.0 cloud,iso', '1.0 cloud,iso'],
  });
});

test('a key that is missing, or has another one in its file, is listed without facts', async (t) => {
  const folder = await temporaryFolder(t, { [keyFile(key.fingerprint)]: armored(other) });
  const absent = await makeTestKey();
  const source = makeSource([{ fingerprint: key.fingerprint }, { fingerprint: absent.fingerprint }]);
  const { keys } = await registerKeys([source], openKeyStore(folder), NOW);
  assert.deepEqual(
    Object.fromEntries(keys.map(({ fingerprint, file, algorithm }) => [fingerprint, [file, algorithm]])),
    { [key.fingerprint]: ['mismatch', undefined], [absent.fingerprint]: ['missing', undefined] },
  );
});

test('a key of signify needs no file', async (t) => {
  const folder = await temporaryFolder(t);
  const { keys } = await registerKeys(
    [makeSource([{ fingerprint: SIGNIFY_KEY }])],
    openKeyStore(folder),
    NOW,
  );
  assert.partialDeepStrictEqual(keys, [{ kind: 'signify', algorithm: 'ed25519', signs: true }]);
  assert.equal(keys[0]?.file, undefined);
});

test('that a key was revoked and why is a fact of it; so is that the policy finds it too weak', async (t) => {
  const revoked = await other.privateKey.revoke(
    { flag: enums.reasonForRevocation.keyRetired },
    new Date('2022-03-04T00:00:00Z'),
  );
  const weak = await makeTestKey({ type: 'rsa', rsaBits: 1024, config: { minRSABits: 1024 } });
  const folder = await temporaryFolder(t, {
    [keyFile(other.fingerprint)]: revoked.toPublic().armor(),
    [keyFile(weak.fingerprint)]: armored(weak),
  });
  const register = async (until: string) => {
    const accept = [{ rsaBits: 1024, until, reason: 'an example' }];
    const source = makeSource([{ fingerprint: other.fingerprint }, { fingerprint: weak.fingerprint }], {
      accept,
    });
    const { keys } = await registerKeys([source], openKeyStore(folder), NOW);
    return new Map(keys.map((one) => [one.fingerprint, one]));
  };
  const keys = await register('2023-05-31');
  assert.deepEqual(keys.get(other.fingerprint)?.revoked, { at: '2022-03-04T00:00:00Z', reason: 'retired' });
  assert.equal(keys.get(weak.fingerprint)?.algorithm, 'rsa1024');
  assert.equal(keys.get(weak.fingerprint)?.weak, true);
  assert.equal((await register('2023-06-01')).get(weak.fingerprint)?.weak, undefined, 'while it is excepted');
});

test('the registry is read from the catalog as it was written', async (t) => {
  const keys = await temporaryFolder(t, { [keyFile(key.fingerprint)]: armored(key) });
  const registry = await registerKeys(
    [makeSource([{ fingerprint: key.fingerprint, obtained: '2023-01-02' }])],
    openKeyStore(keys),
    NOW,
  );
  const catalog = await temporaryFolder(t, { 'keys.yaml': writeYaml(registry) });
  assert.deepEqual(await readKeyRegistry(catalog), registry);
  assert.deepEqual(KeyRegistry.parse(registry), registry);
  assert.equal(await readKeyRegistry(keys), undefined, 'a catalog of before');
});

test('of a catalog without a registry the pins are known', () => {
  const releases = [{ release: '1.0' }];
  const product = productOf(makeSource([{ fingerprint: key.fingerprint, releases: ['1.0'] }], { releases }));
  assert.deepEqual(registryOfPins([product]).keys, [
    {
      fingerprint: key.fingerprint,
      kind: 'openpgp',
      owner: 'Example <key@example.org>',
      provenance: 'made by a test',
      products: [{ product: 'example', name: 'Example OS', releases: [{ release: '1.0', feeds: [] }] }],
    },
  ]);
});
