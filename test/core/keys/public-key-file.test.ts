import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { enums } from 'openpgp';
import type { PrivateKey } from 'openpgp';
import { mergeKeyPackets } from '../../../core/keys/key-packets.ts';
import { armorKey, findPublicKey, readPublicKeys } from '../../../core/keys/public-key-file.ts';
import type { OpenPgpKey } from '../../../core/trust/pinned-key.ts';
import { SIGNIFY_FILE, SIGNIFY_KEY } from '../../signify-key.ts';
import { makeTestKey } from '../../test-key.ts';
import type { TestKey } from '../../test-key.ts';

let one: TestKey;
let two: TestKey;

before(async () => {
  [one, two] = await Promise.all([makeTestKey(), makeTestKey({ subkeys: [{ sign: true }, {}] })]);
});

const bytes = (key: PrivateKey): Buffer => Buffer.from(key.toPublic().write());
const armored = (key: PrivateKey): Buffer => Buffer.from(key.toPublic().armor());

async function fingerprints(file: Uint8Array): Promise<string[]> {
  return (await readPublicKeys(file, 'keys')).map(({ fingerprint }) => fingerprint);
}

test('keys are read armored or binary, one or many, in one block or several', async () => {
  const both = [one.fingerprint, two.fingerprint];
  const block = armorKey(Buffer.concat([bytes(one.privateKey), bytes(two.privateKey)]));
  assert.deepEqual(await fingerprints(armored(one.privateKey)), [one.fingerprint]);
  assert.deepEqual(await fingerprints(bytes(one.privateKey)), [one.fingerprint]);
  assert.deepEqual(await fingerprints(Buffer.concat([bytes(one.privateKey), bytes(two.privateKey)])), both);
  assert.deepEqual(
    await fingerprints(Buffer.concat([armored(one.privateKey), armored(two.privateKey)])),
    both,
  );
  assert.deepEqual(await fingerprints(Buffer.from(block)), both);
});

test('a key of signify or minisign is its own line', async () => {
  const [key] = await readPublicKeys(Buffer.from(SIGNIFY_FILE), 'key.pub');
  assert.deepEqual([key?.fingerprint, key?.comment], [SIGNIFY_KEY, 'minisign public key of an example']);
});

test('the pinned key alone is taken out of a keyring, as it stands there', async () => {
  const ring = Buffer.concat([bytes(one.privateKey), bytes(two.privateKey)]);
  const found = await findPublicKey(ring, two.fingerprint, 'ring');
  assert.deepEqual(await fingerprints(Buffer.from(armorKey(found.packets))), [two.fingerprint]);
  assert.deepEqual(Buffer.from(found.packets), bytes(two.privateKey));
});

test('a file without the key, with a secret one or none is refused', async () => {
  const absent = await makeTestKey();
  const refused: [file: Uint8Array, message: RegExp][] = [
    [
      bytes(one.privateKey),
      new RegExp(`expected the key ${absent.fingerprint} in x, found the key ${one.fingerprint}$`),
    ],
    [
      Buffer.concat([bytes(one.privateKey), bytes(two.privateKey)]),
      /found 2 others, the first [0-9A-F]{40}$/,
    ],
    [one.privateKey.write(), /found a secret key$/],
    [Buffer.concat([bytes(one.privateKey), two.privateKey.write()]), /found a secret key$/],
    [Buffer.from(one.privateKey.armor()), /found none that can be read$/],
    [Buffer.from('<!DOCTYPE html>'), /found none that can be read$/],
    [bytes(one.privateKey).subarray(0, 40), /found a packet that is cut short$/],
    [Buffer.from('untrusted comment: x\nRWQf\n'), /found none that can be read$/],
    [new Uint8Array(), /found none that can be read$/],
  ];
  for (const [file, message] of refused)
    await assert.rejects(findPublicKey(file, absent.fingerprint, 'x'), { code: 'key-mismatch', message });
});

test('a key that cannot be understood does not hide the others', async () => {
  // A public key packet of version 9 with nothing in it.
  const strange = Uint8Array.of(0xc6, 6, 9, 0, 0, 0, 0, 1);
  assert.deepEqual(await fingerprints(Buffer.concat([strange, bytes(two.privateKey)])), [two.fingerprint]);
});

test('what is said of something unknown is not taken for a word on what comes before it', async () => {
  const ours = bytes(two.privateKey);
  const unknown = Uint8Array.of(0xc0 | 60, 1, 0);
  const signature = Uint8Array.of(0xc2, 3, 4, 0, 0);
  const found = await findPublicKey(Buffer.concat([ours, unknown, signature]), two.fingerprint, 'x');
  assert.deepEqual(Buffer.from(found.packets), ours);
});

async function merged(ours: Uint8Array, theirs: Uint8Array): Promise<OpenPgpKey> {
  const { key } = await findPublicKey(mergeKeyPackets(ours, theirs), one.fingerprint, 'merged');
  assert.ok(key.kind === 'openpgp');
  return key;
}

test('a merge keeps what only we have, a revocation above all, and takes what only they have', async () => {
  const flag = enums.reasonForRevocation.keyRetired;
  const revoked = bytes(await one.privateKey.revoke({ flag }, new Date('2024-01-01T00:00:00Z')));
  const grown = bytes(await one.privateKey.addSubkey({ sign: true, date: new Date('2024-02-01T00:00:00Z') }));
  for (const key of [await merged(revoked, grown), await merged(grown, revoked)]) {
    assert.equal(key.primary.revocations.length, 1);
    assert.deepEqual(
      key.subkeys.map(({ maySign }) => maySign),
      [true],
    );
    assert.deepEqual(key.userIds, ['Test']);
  }
});

test('a merge adds nothing twice, loses no byte of ours, and keeps the older statements of a subkey', async () => {
  const [subkey] = two.privateKey.subkeys;
  assert.ok(subkey);
  const ours = bytes(two.privateKey);
  assert.deepEqual(Buffer.from(mergeKeyPackets(ours, ours)), ours);
  const retired = await subkey.revoke(
    two.privateKey.keyPacket as Parameters<typeof subkey.revoke>[0],
    { flag: enums.reasonForRevocation.keySuperseded },
    new Date('2024-01-01T00:00:00Z'),
  );
  const changed = two.privateKey.toPublic();
  changed.subkeys[0]?.revocationSignatures.push(...retired.revocationSignatures);
  const together = Buffer.from(mergeKeyPackets(ours, Buffer.from(changed.write())));
  assert.ok(together.length > ours.length);
  assert.deepEqual(Buffer.from(mergeKeyPackets(together, ours)), together);
  const { key } = await findPublicKey(together, two.fingerprint, 'merged');
  assert.ok(key.kind === 'openpgp');
  assert.deepEqual(
    key.subkeys.map(({ revocations }) => revocations.length),
    [1, 0],
  );
});
