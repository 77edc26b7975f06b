import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { enums, readKey } from 'openpgp';
import type { PublicKey } from 'openpgp';
import { checkCertifications } from '../../../core/keys/key-certification.ts';
import type { OpenPgpKey } from '../../../core/trust/pinned-key.ts';
import { keyringOf, makeSignature, makeTestKey } from '../../test-key.ts';
import type { TestKey } from '../../test-key.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const CERTIFIED = new Date('2024-05-06T00:00:00Z');

let key: TestKey;
let old: TestKey;
let stranger: TestKey;

before(async () => {
  [key, old, stranger] = await Promise.all([makeTestKey(), makeTestKey(), makeTestKey()]);
});

async function examine(publicKey: PublicKey | TestKey['privateKey']): Promise<OpenPgpKey> {
  const [found] = (await keyringOf(publicKey)).values();
  assert.ok(found?.kind === 'openpgp');
  return found;
}

/** The key with a signature by another key packet over its user. */
async function certified(by: TestKey, hash = enums.hash.sha512, date = CERTIFIED): Promise<PublicKey> {
  const publicKey = await readKey({ binaryKey: key.privateKey.toPublic().write() });
  const [user] = publicKey.users;
  assert.ok(user?.userID);
  const packet = await makeSignature(
    by.privateKey.keyPacket,
    { key: publicKey.keyPacket, userID: user.userID },
    date,
    { signatureType: enums.signature.certGeneric, hashAlgorithm: hash },
  );
  user.otherCertifications.push(packet);
  return publicKey;
}

async function verdicts(publicKey: PublicKey, certifiers: OpenPgpKey[]) {
  const found = await checkCertifications(await examine(publicKey), certifiers, NOW);
  return found.map(({ by, verdict }) => [by, verdict]);
}

test('who certified a key is told with the day and for which user', async () => {
  const found = await checkCertifications(
    await examine(await certified(old)),
    [await examine(stranger.privateKey), await examine(old.privateKey)],
    NOW,
  );
  assert.partialDeepStrictEqual(found, [
    { userId: 'Test', by: old.fingerprint, at: CERTIFIED, verdict: 'good' },
  ]);
  assert.equal(found.length, 1);
});

test('a key that nobody certified, and one certified by nobody we know', async () => {
  assert.deepEqual(await verdicts(key.privateKey.toPublic(), [await examine(old.privateKey)]), []);
  assert.deepEqual(await verdicts(await certified(stranger), [await examine(old.privateKey)]), [
    [stranger.fingerprint.slice(-16), 'unknown'],
  ]);
});

test('a signature that only names a pinned key is told as what it is', async () => {
  const publicKey = await certified(old);
  const [user] = publicKey.users;
  assert.ok(user);
  // The same signature under another name.
  const other = await makeTestKey({ userIDs: [{ name: 'Mallory' }] });
  const forged = await readKey({ binaryKey: other.privateKey.toPublic().write() });
  forged.users[0]?.otherCertifications.push(...user.otherCertifications);
  assert.deepEqual(await verdicts(forged, [await examine(old.privateKey)]), [[old.fingerprint, 'bad']]);
});

test('one over SHA-1 is weak', async () => {
  // Ed25519 signs no short hashes.
  const rsa = await makeTestKey({ type: 'rsa', rsaBits: 1024, config: { minRSABits: 1024 } });
  const certifiers = [await examine(rsa.privateKey)];
  assert.deepEqual(await verdicts(await certified(rsa), certifiers), [[rsa.fingerprint, 'good']]);
  assert.deepEqual(await verdicts(await certified(rsa, enums.hash.sha1), certifiers), [
    [rsa.fingerprint, 'weak'],
  ]);
});

test('one by a key that was revoked or had expired by then comes too late', async () => {
  const { keyRetired, keyCompromised } = enums.reasonForRevocation;
  const revoke = async (flag: enums.reasonForRevocation, day: string) =>
    examine(await old.privateKey.revoke({ flag }, new Date(day)));
  const publicKey = await certified(old);
  const after: [certifier: OpenPgpKey, verdict: string][] = [
    [await revoke(keyRetired, '2024-01-01'), 'late'],
    [await revoke(keyRetired, '2025-01-01'), 'good'],
    [await revoke(keyCompromised, '2025-01-01'), 'late'],
  ];
  for (const [certifier, verdict] of after)
    assert.deepEqual(await verdicts(publicKey, [certifier]), [[old.fingerprint, verdict]]);
  const certifier = await examine(old.privateKey);
  const expired = { ...certifier, primary: { ...certifier.primary, expires: CERTIFIED } };
  assert.deepEqual(await verdicts(publicKey, [expired]), [[old.fingerprint, 'late']]);
});

test('one that its signer took back counts no more, and not when somebody else says so', async () => {
  const publicKey = await certified(old);
  const [user] = publicKey.users;
  assert.ok(user?.userID);
  const takeBack = async (by: TestKey) =>
    makeSignature(
      by.privateKey.keyPacket,
      { key: publicKey.keyPacket, userID: user.userID },
      new Date('2025-01-01T00:00:00Z'),
      { signatureType: enums.signature.certRevocation },
    );
  user.revocationSignatures.push(await takeBack(stranger));
  assert.deepEqual(await verdicts(publicKey, [await examine(old.privateKey)]), [[old.fingerprint, 'good']]);
  user.revocationSignatures.push(await takeBack(old));
  assert.deepEqual(await verdicts(publicKey, [await examine(old.privateKey)]), [
    [old.fingerprint, 'withdrawn'],
  ]);
});
