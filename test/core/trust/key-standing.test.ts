import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enums, readKey, revokeKey } from 'openpgp';
import type { Key, PublicKey, SecretKeyPacket, Subkey } from 'openpgp';
import { verifyDetached } from '../../../core/trust/signed-text.ts';
import type { SignatureEvidence } from '../../../core/trust/signed-text.ts';
import {
  fingerprintOf,
  KEY_CREATED,
  keyringOf,
  literalData,
  makeSignature,
  makeTestKey,
  signatureFile,
  signWith,
} from '../../test-key.ts';
import type { TestKey } from '../../test-key.ts';

const now = new Date('2026-11-20T12:00:00Z');
const early = new Date('2020-06-01T00:00:00Z');
const late = new Date('2026-06-01T00:00:00Z');
const YEAR_SECONDS = 366 * 24 * 60 * 60;
/** A year after the keys were made, 2020 being a leap year. */
const EXPIRY = '2021-01-01T00:00:00Z';
const name = 'SHA256SUMS';
const BYTES = Buffer.from('some text\n');

/** Verifies with this state of the key what it signed, or what is given. */
async function verify(key: Key, signature: Uint8Array): Promise<SignatureEvidence> {
  const keyring = await keyringOf(key);
  return (await verifyDetached(BYTES, signature, { keyring, now, name })).evidence;
}

/** A signature made at a time by a key, or by its signing subkey, whether or not it still might. */
async function signedBy(packet: Key['keyPacket'] | Subkey['keyPacket'], date: Date): Promise<Uint8Array> {
  return signatureFile(await makeSignature(packet, await literalData(BYTES), date));
}

function subkeyOf({ privateKey }: { privateKey: Key }): Subkey {
  const [subkey] = privateKey.subkeys;
  assert.ok(subkey);
  return subkey;
}

/** The same public key with other statements about its subkey. */
async function withBindings(key: Key, change: (subkey: Subkey) => Partial<Subkey>): Promise<PublicKey> {
  const copy = await readKey({ binaryKey: key.toPublic().write() });
  for (const subkey of copy.subkeys) Object.assign(subkey, change(subkey));
  return copy;
}

/** The statement by `primary` that `subkey` has this use; with a consent of the subkey where one is given. */
async function bind(
  primary: TestKey,
  subkey: Subkey,
  keyFlag: enums.keyFlags,
  consent?: { by: Subkey; to: TestKey },
) {
  const data = { key: primary.privateKey.keyPacket, bind: subkey.keyPacket };
  const embeddedSignature = consent && {
    embeddedSignature: await makeSignature(
      consent.by.keyPacket,
      { key: consent.to.privateKey.keyPacket, bind: subkey.keyPacket },
      KEY_CREATED,
      { signatureType: enums.signature.keyBinding },
    ),
  };
  return makeSignature(primary.privateKey.keyPacket, data, KEY_CREATED, {
    signatureType: enums.signature.subkeyBinding,
    keyFlags: Uint8Array.of(keyFlag),
    ...embeddedSignature,
  });
}

test('what a signing subkey signs counts for its primary', async () => {
  const key = await makeTestKey({ subkeys: [{ sign: true }] });
  assert.deepEqual(await verify(key.privateKey, await signWith(BYTES, late, key.privateKey)), {
    signer: key.fingerprint,
    subkey: fingerprintOf(subkeyOf(key)),
    signedAt: '2026-06-01T00:00:00Z',
    hash: 'sha512',
  });
});

test('a key that expired after it signed is good, and says so', async () => {
  const { privateKey, fingerprint } = await makeTestKey({ keyExpirationTime: YEAR_SECONDS });
  assert.deepEqual(await verify(privateKey, await signWith(BYTES, early, privateKey)), {
    signer: fingerprint,
    signedAt: '2020-06-01T00:00:00Z',
    hash: 'sha512',
    note: `signed before the key expired on ${EXPIRY}`,
  });
});

test('a key that will expire needs no word', async () => {
  const { privateKey, fingerprint } = await makeTestKey({ keyExpirationTime: 20 * YEAR_SECONDS });
  assert.deepEqual(await verify(privateKey, await signWith(BYTES, early, privateKey)), {
    signer: fingerprint,
    signedAt: '2020-06-01T00:00:00Z',
    hash: 'sha512',
  });
});

test('what is signed from the moment of expiry on is refused', async () => {
  const { privateKey } = await makeTestKey({ keyExpirationTime: YEAR_SECONDS });
  await assert.rejects(verify(privateKey, await signedBy(privateKey.keyPacket, new Date(EXPIRY))), {
    code: 'signature-policy',
    message: `expected a signature made before its key expired (${EXPIRY}), found ${EXPIRY}, ${name}`,
  });
  const before = new Date(new Date(EXPIRY).getTime() - 1000);
  const { signedAt } = await verify(privateKey, await signedBy(privateKey.keyPacket, before));
  assert.equal(signedAt, '2020-12-31T23:59:59Z');
});

test('a subkey that expired after it signed is good, and nothing it signed later', async () => {
  const { privateKey } = await makeTestKey({ subkeys: [{ sign: true, keyExpirationTime: YEAR_SECONDS }] });
  const { keyPacket } = subkeyOf({ privateKey });
  const { note } = await verify(privateKey, await signedBy(keyPacket, early));
  assert.equal(note, `signed before the key expired on ${EXPIRY}`);
  await assert.rejects(verify(privateKey, await signedBy(keyPacket, late)), { code: 'signature-policy' });
});

test('a subkey expires with its primary, whatever its own statement says', async () => {
  const subkeys = [{ sign: true, keyExpirationTime: 20 * YEAR_SECONDS }];
  const { privateKey } = await makeTestKey({ keyExpirationTime: YEAR_SECONDS, subkeys });
  const { keyPacket } = subkeyOf({ privateKey });
  const { note } = await verify(privateKey, await signedBy(keyPacket, early));
  assert.equal(note, `signed before the key expired on ${EXPIRY}`);
  await assert.rejects(verify(privateKey, await signedBy(keyPacket, late)), {
    code: 'signature-policy',
    message: `expected a signature made before its key expired (${EXPIRY}), found 2026-06-01T00:00:00Z, ${name}`,
  });
});

test('a key that was compromised is refused, whenever it signed', async () => {
  const { privateKey, fingerprint } = await makeTestKey();
  const reasons = [
    [enums.reasonForRevocation.keyCompromised, 'compromised'],
    [enums.reasonForRevocation.noReason, 'revoked without a reason'],
  ] as const;
  for (const [flag, reason] of reasons) {
    const { publicKey } = await revokeKey({
      key: privateKey,
      reasonForRevocation: { flag },
      date: late,
      format: 'object',
    });
    await assert.rejects(verify(publicKey, await signWith(BYTES, early, privateKey)), {
      code: 'key-revoked',
      message: `expected a key in good standing, found that ${fingerprint} is revoked (${reason} on 2026-06-01T00:00:00Z), ${name}`,
    });
  }
});

test('a key that was retired or replaced is good for what it signed before', async () => {
  const { privateKey } = await makeTestKey();
  for (const flag of [enums.reasonForRevocation.keyRetired, enums.reasonForRevocation.keySuperseded]) {
    const { publicKey } = await revokeKey({
      key: privateKey,
      reasonForRevocation: { flag },
      date: new Date(EXPIRY),
      format: 'object',
    });
    const { signedAt, note } = await verify(publicKey, await signWith(BYTES, early, privateKey));
    assert.equal(signedAt, '2020-06-01T00:00:00Z');
    assert.match(note ?? '', /^signed before the key was (retired|replaced) on 2021-01-01T00:00:00Z$/);
    await assert.rejects(verify(publicKey, await signWith(BYTES, late, privateKey)), { code: 'key-revoked' });
  }
});

test('what a subkey of a revoked primary signed is refused', async () => {
  const { privateKey } = await makeTestKey({ subkeys: [{ sign: true }] });
  const { publicKey } = await revokeKey({ key: privateKey, date: late, format: 'object' });
  await assert.rejects(verify(publicKey, await signWith(BYTES, early, privateKey)), { code: 'key-revoked' });
});

test('a revoked subkey is refused, and its primary still signs', async () => {
  const key = await makeTestKey({ subkeys: [{ sign: true }] });
  const subkey = subkeyOf(key);
  const revoked = await subkey.revoke(
    key.privateKey.keyPacket as SecretKeyPacket,
    { flag: enums.reasonForRevocation.keyCompromised },
    late,
  );
  const publicKey = await withBindings(key.privateKey, () => ({
    revocationSignatures: revoked.revocationSignatures,
  }));
  await assert.rejects(verify(publicKey, await signedBy(subkey.keyPacket, early)), {
    code: 'key-revoked',
    message: `expected a subkey in good standing, found a revoked subkey of ${key.fingerprint} (compromised on 2026-06-01T00:00:00Z), ${name}`,
  });
  const { signer } = await verify(publicKey, await signedBy(key.privateKey.keyPacket, late));
  assert.equal(signer, key.fingerprint);
});

test('a subkey that is there to encrypt signs nothing', async () => {
  const key = await makeTestKey({ subkeys: [{ sign: true }] });
  const subkey = subkeyOf(key);
  const binding = await bind(key, subkey, enums.keyFlags.encryptCommunication, { by: subkey, to: key });
  const publicKey = await withBindings(key.privateKey, () => ({ bindingSignatures: [binding] }));
  await assert.rejects(verify(publicKey, await signedBy(subkey.keyPacket, late)), {
    code: 'signature-bad',
    message: `expected a signing subkey bound to ${key.fingerprint}, found one that is not, ${name}`,
  });
});

test('a subkey that did not consent to its primary signs nothing for it', async () => {
  const key = await makeTestKey({ subkeys: [{ sign: true }] });
  const elsewhere = await makeTestKey({ subkeys: [{ sign: true }] });
  const subkey = subkeyOf(key);
  const bindings = {
    none: await bind(key, subkey, enums.keyFlags.signData),
    'to another primary': await bind(key, subkey, enums.keyFlags.signData, { by: subkey, to: elsewhere }),
    'by another subkey': await bind(key, subkey, enums.keyFlags.signData, {
      by: subkeyOf(elsewhere),
      to: key,
    }),
  };
  const signature = await signedBy(subkey.keyPacket, late);
  for (const [what, binding] of Object.entries(bindings)) {
    const publicKey = await withBindings(key.privateKey, () => ({ bindingSignatures: [binding] }));
    await assert.rejects(verify(publicKey, signature), { code: 'signature-bad' }, what);
  }
  const consenting = await bind(key, subkey, enums.keyFlags.signData, { by: subkey, to: key });
  const publicKey = await withBindings(key.privateKey, () => ({ bindingSignatures: [consenting] }));
  assert.equal((await verify(publicKey, signature)).signer, key.fingerprint);
});

test('a subkey that somebody else put into the key file signs nothing', async () => {
  const key = await makeTestKey();
  const attacker = await makeTestKey({ subkeys: [{ sign: true }] });
  const publicKey = await readKey({ binaryKey: key.privateKey.toPublic().write() });
  const own = await readKey({ binaryKey: attacker.privateKey.toPublic().write() });
  publicKey.subkeys = own.subkeys;
  await assert.rejects(verify(publicKey, await signWith(BYTES, late, attacker.privateKey)), {
    code: 'signature-bad',
    message: `expected a signing subkey bound to ${key.fingerprint}, found one that is not, ${name}`,
  });
});

test('a subkey that nobody but itself bound to the primary signs nothing for it', async () => {
  const key = await makeTestKey();
  const attacker = await makeTestKey({ subkeys: [{ sign: true }] });
  const subkey = subkeyOf(attacker);
  const data = { key: key.privateKey.keyPacket, bind: subkey.keyPacket };
  const consent = await makeSignature(subkey.keyPacket, data, KEY_CREATED, {
    signatureType: enums.signature.keyBinding,
  });
  const binding = await makeSignature(attacker.privateKey.keyPacket, data, KEY_CREATED, {
    signatureType: enums.signature.subkeyBinding,
    keyFlags: Uint8Array.of(enums.keyFlags.signData),
    embeddedSignature: consent,
  });
  const own = await withBindings(attacker.privateKey, () => ({ bindingSignatures: [binding] }));
  const publicKey = await readKey({ binaryKey: key.privateKey.toPublic().write() });
  publicKey.subkeys = own.subkeys;
  await assert.rejects(verify(publicKey, await signedBy(subkey.keyPacket, late)), {
    code: 'signature-bad',
    message: `expected a signing subkey bound to ${key.fingerprint}, found one that is not, ${name}`,
  });
});

test('a signature that is older than its key is refused', async () => {
  const { privateKey } = await makeTestKey();
  const before = new Date(KEY_CREATED.getTime() - 1000);
  await assert.rejects(verify(privateKey, await signedBy(privateKey.keyPacket, before)), {
    code: 'signature-bad',
    message: `expected a signature made after its key (2020-01-01T00:00:00Z), found 2019-12-31T23:59:59Z, ${name}`,
  });
});
