import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import type { PrivateKey } from 'openpgp';
import { checkCertifications } from '../../core/keys/key-certification.ts';
import { mergeKeyPackets } from '../../core/keys/key-packets.ts';
import { readPackets } from '../../core/trust/openpgp/packet.ts';
import { armorKey, findPublicKey, readPublicKeys } from '../../core/keys/public-key-file.ts';
import { verifyDetached } from '../../core/trust/signed-text.ts';
import { fingerprintOf, keyringOf, makeTestKey, signWith } from '../test-key.ts';
import { SIGNIFY_FILE } from '../signify-key.ts';
import { mutated, refusedOr, tries } from './fuzz.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const SIGNED_AT = new Date('2026-07-25T10:00:00Z');
const TEXT = Buffer.from(`${'a'.repeat(64)}  a.img\n`);

let publicKey: Uint8Array;
/** A key with a subkey that signs, and one whose only subkey encrypts. */
let signer: PrivateKey;
let stranger: PrivateKey;

before(async () => {
  const keys = await Promise.all([
    makeTestKey({ subkeys: [{ sign: true }, { sign: false }] }),
    makeTestKey({ subkeys: [{ sign: true }] }),
  ]);
  [signer, stranger] = [keys[0].privateKey, keys[1].privateKey];
  publicKey = signer.toPublic().write();
});

/** The packets of both keys in any order, some of them left out, some doubled, a few with bits flipped. */
function mixed(): fc.Arbitrary<Uint8Array> {
  const [primary, ...others] = readPackets(publicKey);
  assert.ok(primary);
  const packets = [...others, ...readPackets(stranger.toPublic().write())];
  const flip = fc.record({ at: fc.nat(), bit: fc.nat(7), often: fc.nat(9) });
  return fc
    .tuple(fc.shuffledSubarray([...packets, ...packets], { minLength: 1 }), fc.array(flip, { maxLength: 3 }))
    .map(([some, flips]) => {
      const all = [primary, ...some].map(({ tag, body }) => ({ tag, body: Buffer.from(body) }));
      // The first packet stays: with another one it is another key.
      for (const { at, bit, often } of flips) {
        const body = all[1 + (at % (all.length - 1))]?.body ?? Buffer.alloc(1);
        if (often > 0) body[at % body.length] = (body[at % body.length] ?? 0) ^ (1 << bit);
      }
      return Buffer.concat(all.flatMap(({ tag, body }) => [headerOf(tag, body.length), body]));
    });
}

/** The longest form of a length fits every body. */
function headerOf(tag: number, length: number): Uint8Array {
  const header = Buffer.from([0xc0 | tag, 255, 0, 0, 0, 0]);
  header.writeUInt32BE(length, 2);
  return header;
}

function keyBytes(): fc.Arbitrary<Uint8Array> {
  const files = [publicKey, Buffer.from(armorKey(publicKey)), Buffer.from(SIGNIFY_FILE)];
  const damaged = fc.nat(files.length - 1).chain((which) => mutated(files[which] ?? publicKey));
  return fc.oneof(damaged, mixed());
}

test('a damaged key is read or refused, and told about without a stumble', async () => {
  let read = 0;
  await fc.assert(
    fc.asyncProperty(keyBytes(), async (bytes) => {
      const keys = (await refusedOr(readPublicKeys(bytes, 'key.asc'))) ?? [];
      read += keys.length;
      for (const { key } of keys) {
        if (key.kind === 'openpgp') await checkCertifications(key, [], NOW);
      }
    }),
    tries(300),
  );
  assert.ok(read > 50, `only ${read} keys could be read: too few to prove anything`);
});

test('no damage to a key makes it answer for the signature of another', async () => {
  const ofStranger = await signWith(TEXT, SIGNED_AT, stranger);
  const ofSigner = await signWith(TEXT, SIGNED_AT, signer);
  const fingerprint = fingerprintOf(signer);
  await fc.assert(
    fc.asyncProperty(keyBytes(), async (bytes) => {
      const pinned = await refusedOr(findPublicKey(bytes, fingerprint, 'key.asc'));
      if (pinned === undefined) return;
      const given = { keyring: new Map([[fingerprint, pinned.key]]), now: NOW, name: 'SHA256SUMS' };
      assert.equal(await refusedOr(verifyDetached(TEXT, ofStranger, given)), undefined);
      const found = await refusedOr(verifyDetached(TEXT, ofSigner, given));
      if (found !== undefined) assert.equal(found.evidence.signer, fingerprint);
    }),
    tries(300),
  );
});

test('what somebody writes into a newer copy of a key adds no subkey that the key did not bind', async () => {
  const ofStranger = await signWith(TEXT, SIGNED_AT, stranger);
  const ofSigner = await signWith(TEXT, SIGNED_AT, signer);
  const fingerprint = fingerprintOf(signer);
  let merges = 0;
  await fc.assert(
    fc.asyncProperty(mixed(), async (bytes) => {
      const theirs = await refusedOr(findPublicKey(bytes, fingerprint, 'theirs.asc'));
      if (theirs === undefined) return;
      merges += 1;
      const merged = mergeKeyPackets(publicKey, theirs.packets);
      const ours = await refusedOr(findPublicKey(merged, fingerprint, 'ours.asc'));
      if (ours === undefined) return;
      const given = { keyring: new Map([[fingerprint, ours.key]]), now: NOW, name: 'SHA256SUMS' };
      assert.equal(await refusedOr(verifyDetached(TEXT, ofStranger, given)), undefined);
      assert.ok(await refusedOr(verifyDetached(TEXT, ofSigner, given)), 'nothing of ours is lost');
    }),
    tries(300),
  );
  assert.ok(merges > 50, `only ${merges} copies could be read: too few to prove anything`);
  assert.ok(await refusedOr(verifyDetached(TEXT, ofStranger, await strangersOptions())));
});

/** That the stranger's signature is a good one, only not of this key. */
async function strangersOptions() {
  return { keyring: await keyringOf(stranger), now: NOW, name: 'SHA256SUMS' };
}
