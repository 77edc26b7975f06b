import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { revokeKey } from 'openpgp';
import { keyFile, openKeyStore, parseKey } from '../../../core/trust/keyring.ts';
import { makeTestKey, signWith } from '../../test-key.ts';
import type { TestKey } from '../../test-key.ts';
import { verifyDetached } from '../../../core/trust/signed-text.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

let one: TestKey;
let two: TestKey;
let swapped: TestKey;

before(async () => {
  [one, two, swapped] = await Promise.all([makeTestKey(), makeTestKey(), makeTestKey()]);
});

test('a store gives the keys that are asked for by their fingerprints', async (t) => {
  const folder = await temporaryFolder(t, {
    [keyFile(one.fingerprint)]: one.privateKey.toPublic().armor(),
    [keyFile(two.fingerprint)]: two.privateKey.toPublic().armor(),
  });
  const keyring = await openKeyStore(folder)([two.fingerprint, two.fingerprint]);
  assert.deepEqual(
    [...keyring].map(([fingerprint, key]) => [fingerprint, key.fingerprint]),
    [[two.fingerprint, two.fingerprint]],
  );
  assert.equal((await openKeyStore(folder)([])).size, 0);
});

test('a key is read once', async (t) => {
  const file = keyFile(one.fingerprint);
  const folder = await temporaryFolder(t, { [file]: one.privateKey.toPublic().armor() });
  const store = openKeyStore(folder);
  const first = await store([one.fingerprint]);
  await rm(join(folder, file));
  const second = await store([one.fingerprint]);
  assert.equal(second.get(one.fingerprint), first.get(one.fingerprint));
});

test('of several folders each gives keys, and what they say of the same key is put together', async (t) => {
  const { publicKey: revoked } = await revokeKey({ key: one.privateKey, format: 'object' });
  const folder = await temporaryFolder(t, {
    [join('own', keyFile(one.fingerprint))]: one.privateKey.toPublic().armor(),
    [join('brought', keyFile(one.fingerprint))]: revoked.armor(),
    [join('brought', keyFile(two.fingerprint))]: two.privateKey.toPublic().armor(),
  });
  const places = ['own', 'brought'].map((name) => join(folder, name));
  const keyring = await openKeyStore(places)([one.fingerprint, two.fingerprint]);
  const revocations = [one, two].map(({ fingerprint }) => {
    const key = keyring.get(fingerprint);
    return key?.kind === 'openpgp' && key.primary.revocations.length;
  });
  assert.deepEqual(revocations, [1, 0]);
});

test('a key file that is not there is told with what would fetch it', async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'keys', `${one.fingerprint}.asc`);
  await assert.rejects(openKeyStore(join(folder, 'keys'))([one.fingerprint]), {
    code: 'key-missing',
    message: `expected the public key ${one.fingerprint} at keys/${one.fingerprint}.asc, found neither that nor another file with it; "osdex keys update" fetches keys whose source names an address`,
    path,
  });
});

test('another key under the name of a pinned one is refused', async (t) => {
  const folder = await temporaryFolder(t, {
    [keyFile(one.fingerprint)]: two.privateKey.toPublic().armor(),
  });
  const path = join(folder, keyFile(one.fingerprint));
  await assert.rejects(openKeyStore(folder)([one.fingerprint]), {
    code: 'key-mismatch',
    message: `expected the key ${one.fingerprint} in ${path}, found the key ${two.fingerprint}`,
    path,
  });
});

test('a key that is not there matters only to what it signed', async (t) => {
  const folder = await temporaryFolder(t, {
    [keyFile(one.fingerprint)]: one.privateKey.toPublic().armor(),
    [keyFile(swapped.fingerprint)]: one.privateKey.toPublic().armor(),
  });
  const pins = [two.fingerprint, swapped.fingerprint, one.fingerprint];
  const keyring = await openKeyStore(folder)(pins);
  const text = Buffer.from('a text');
  const at = new Date('2026-07-25T10:00:00Z');
  const verify = async (...keys: readonly TestKey[]) =>
    verifyDetached(text, await signWith(text, at, ...keys.map(({ privateKey }) => privateKey)), {
      ...{ keyring, now: at, name: 'SUMS' },
    });
  assert.equal((await verify(one)).evidence.signer, one.fingerprint);
  assert.deepEqual((await verify(two, one)).evidence.others, [
    { key: two.fingerprint, verdict: 'key-missing' },
  ]);
  await assert.rejects(verify(two), { code: 'key-missing', message: /^expected the public key/ });
  await assert.rejects(verify(swapped), { code: 'key-mismatch', message: /^expected the key/ });
  const { privateKey } = await makeTestKey({ subkeys: [{ sign: true }] });
  const keyId = privateKey.subkeys[0]?.getKeyID().toHex().toUpperCase();
  await assert.rejects(verify({ privateKey, fingerprint: one.fingerprint }), {
    code: 'signature-unknown-key',
    message: `expected a signature of SUMS by ${pins.join(', ')}, found one by key ${keyId}; it may be a subkey of ${two.fingerprint} or ${swapped.fingerprint}, of which no copy is here`,
  });
});

test('the fingerprint of a subkey does not stand for its primary', async () => {
  const { privateKey } = await makeTestKey({ subkeys: [{ sign: true }] });
  const subkey = privateKey.subkeys[0]?.getFingerprint().toUpperCase();
  assert.ok(subkey);
  await assert.rejects(parseKey(privateKey.toPublic().armor(), subkey as TestKey['fingerprint'], 'x.asc'), {
    code: 'key-mismatch',
  });
});

test('a file that is no armored key is refused', async () => {
  for (const text of ['', 'no key', '<!DOCTYPE html>', one.privateKey.toPublic().armor().slice(0, 200)]) {
    await assert.rejects(parseKey(text, one.fingerprint, 'x.asc'), {
      code: 'key-mismatch',
      message: 'expected an armored OpenPGP public key in x.asc, found none',
      path: 'x.asc',
    });
  }
});

test('of a private key only the public part is kept', async () => {
  const key = await parseKey(one.privateKey.armor(), one.fingerprint, 'x.asc');
  assert.equal(key.isPrivate(), false);
});
