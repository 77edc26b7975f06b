import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { enums, readKey, revokeKey } from 'openpgp';
import type { AnyKeyPacket, Key } from 'openpgp';
import { keyFile } from '../../../core/trust/keyring.ts';
import { verifyDetached } from '../../../core/trust/signed-text.ts';
import { keyringOf, literalData, makeSignature, makeTestKey, signatureFile } from '../../test-key.ts';
import type { TestKey } from '../../test-key.ts';
import { errorOf, refusalOf } from '../attack.ts';
import type { Attack } from '../attack.ts';
import { makeDesk } from '../command.ts';
import { noSignatureIsWrong, numbersFit, signerOf } from '../naive.ts';
import { makeShortIdTwins, SHORT_ID } from '../short-id-twins.ts';
import { besiege } from '../siege.ts';

const NOW = new Date('2026-03-20T12:00:00Z');
const SIGNED_AT = new Date('2026-03-01T00:00:00Z');
const YEAR_SECONDS = 366 * 24 * 60 * 60;
const EVIL = Buffer.from(`${'e'.repeat(64)}  image-amd64.qcow2\n`);

interface Handed {
  /** The key as its publisher, or the attacker, hands it out. */
  key: Key;
  signature: Uint8Array;
}

interface SignatureAttack extends Pick<Attack, 'id' | 'attack' | 'harm'> {
  /** The evil list's signature, and the key file that is trusted. */
  make(): Promise<Handed>;
  isFooled(file: Uint8Array, signature: Uint8Array, key: Key): Promise<boolean>;
}

/** A list of the attacker's with a signature that seems to be its publisher's. */
function signatureAttack({ make, isFooled, ...words }: SignatureAttack): Attack {
  return {
    ...words,
    async showHarm() {
      const { key, signature } = await make();
      assert.ok(await isFooled(EVIL, signature, await readKey({ binaryKey: key.toPublic().write() })));
    },
    async refuse() {
      const { key, signature } = await make();
      const options = { keyring: await keyringOf(key), now: NOW, name: 'SUMS' };
      return refusalOf(() => verifyDetached(EVIL, signature, options));
    },
  };
}

async function signedBy(packet: AnyKeyPacket, date = SIGNED_AT, bytes = EVIL): Promise<Uint8Array> {
  return signatureFile(await makeSignature(packet, await literalData(bytes), date));
}

/** A publisher's key without anything special about it, and another one. */
let made: Promise<readonly [TestKey, TestKey]> | undefined;
function makeKeys(): Promise<readonly [TestKey, TestKey]> {
  return (made ??= Promise.all([makeTestKey(), makeTestKey({ subkeys: [{ sign: true }] })]));
}

/**
 * A signature of version 3 that names this key and fits nothing.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4880#section-5.2.2
 */
function version3Signature({ privateKey }: TestKey): Uint8Array {
  const date = Buffer.alloc(4);
  date.writeUInt32BE(SIGNED_AT.getTime() / 1000);
  const keyId = Buffer.from(privateKey.getKeyID().toHex(), 'hex');
  const number = Buffer.concat([Buffer.of(1, 0), Buffer.alloc(32, 0x99)]);
  const { algorithm } = privateKey.keyPacket;
  const head = Buffer.concat([
    Buffer.of(3, 5, 0),
    date,
    keyId,
    Buffer.of(algorithm, enums.hash.sha256, 0, 0),
  ]);
  const body = Buffer.concat([head, number, number]);
  return Buffer.concat([Buffer.of(0xc2, body.length), body]);
}

/** Signatures that prove nothing. */
export const signatures: readonly Attack[] = [
  {
    id: 'signature-of-another-file',
    attack: 'Puts the publisher’s good signature of another file beside its own list.',
    harm: 'There is a signature, it is by the right key, and nobody asks what it covers.',
    async showHarm() {
      const [{ privateKey }] = await makeKeys();
      const signature = await signedBy(privateKey.keyPacket, SIGNED_AT, Buffer.from('another file\n'));
      assert.equal(await signerOf(signature), privateKey.getKeyID().toHex());
    },
    async refuse() {
      const [{ privateKey }] = await makeKeys();
      const signature = await signedBy(privateKey.keyPacket, SIGNED_AT, Buffer.from('another file\n'));
      const options = { keyring: await keyringOf(privateKey), now: NOW, name: 'SUMS' };
      return refusalOf(() => verifyDetached(EVIL, signature, options));
    },
  },
  {
    id: 'unknown-key',
    attack: 'Signs its own list with a key of its own, which it offers beside the list.',
    harm: 'A tool that fetches the key that the signature names finds one, and the signature is good.',
    async showHarm() {
      const [, { privateKey }] = await makeKeys();
      const signature = await signedBy(privateKey.keyPacket);
      assert.ok(await noSignatureIsWrong(EVIL, signature, privateKey.toPublic()));
    },
    async refuse() {
      const [publisher, stranger] = await makeKeys();
      const signature = await signedBy(stranger.privateKey.keyPacket);
      const options = { keyring: await keyringOf(publisher.privateKey), now: NOW, name: 'SUMS' };
      return refusalOf(() => verifyDetached(EVIL, signature, options));
    },
  },
  {
    id: 'short-id',
    attack:
      'Makes a key whose fingerprint ends in the same eight digits as the publisher’s, by trying for some time.',
    harm: 'The tool pins the short id of the key, as many guides print it, and takes either key.',
    async showHarm() {
      const [publisher, attacker] = await makeShortIdTwins();
      assert.notEqual(publisher.fingerprint, attacker.fingerprint);
      const isTrusted = (key: TestKey): boolean => key.fingerprint.endsWith(SHORT_ID);
      assert.ok(isTrusted(publisher) && isTrusted(attacker));
      const { keyPacket } = attacker.privateKey;
      assert.ok(await numbersFit(EVIL, await signedBy(keyPacket), attacker.privateKey));
    },
    async refuse(t) {
      const [publisher, { privateKey }] = await makeShortIdTwins();
      const signature = await signedBy(privateKey.keyPacket);
      const options = { keyring: await keyringOf(publisher.privateKey), now: NOW, name: 'SUMS' };
      const { code } = await errorOf(() => verifyDetached(EVIL, signature, options));
      assert.equal(code, 'signature-unknown-key', 'the whole fingerprint decides');
      const files = { SUMS: EVIL, 'SUMS.sig': signature, 'keys/key.asc': privateKey.toPublic().armor() };
      const desk = await makeDesk(t, files);
      return desk.verify('--signature', 'SUMS.sig', '--key', SHORT_ID);
    },
  },
  signatureAttack({
    id: 'revoked-key',
    attack: 'Signs with a key that was stolen and that its publisher has revoked since.',
    harm: 'The numbers fit: the tool notes that the key is revoked, and goes on with exit code 0, as gpgv does.',
    async make() {
      const { privateKey } = await makeTestKey();
      const { publicKey } = await revokeKey({
        key: privateKey,
        reasonForRevocation: { flag: enums.reasonForRevocation.keyCompromised },
        date: new Date('2026-02-01T00:00:00Z'),
        format: 'object',
      });
      return { key: publicKey, signature: await signedBy(privateKey.keyPacket) };
    },
    isFooled: numbersFit,
  }),
  signatureAttack({
    id: 'expired-key',
    attack: 'Signs with an old key that has expired, and that nobody keeps an eye on any more.',
    harm: 'The numbers fit here too, and gpgv exits with 0.',
    async make() {
      const { privateKey } = await makeTestKey({ keyExpirationTime: YEAR_SECONDS });
      return { key: privateKey, signature: await signedBy(privateKey.keyPacket) };
    },
    isFooled: numbersFit,
  }),
  signatureAttack({
    id: 'signature-of-the-future',
    attack: 'Dates a signature far ahead, so that no later list of the publisher is ever newer than it.',
    harm: 'It is taken, and from then on every true list is older than the record.',
    async make() {
      const [{ privateKey }] = await makeKeys();
      return { key: privateKey, signature: await signedBy(privateKey.keyPacket, new Date('2036-01-01')) };
    },
    isFooled: numbersFit,
  }),
  signatureAttack({
    id: 'unbound-subkey',
    attack: 'Adds a subkey of its own to a copy of the publisher’s key file, and signs with that.',
    harm: 'The fingerprint of the file is the right one, one of its keys made the signature, and nobody asks whose subkey it is.',
    async make() {
      const [publisher, stranger] = await makeKeys();
      const key = await readKey({ binaryKey: publisher.privateKey.toPublic().write() });
      const [subkey] = stranger.privateKey.subkeys;
      const [added] = stranger.privateKey.toPublic().subkeys;
      assert.ok(subkey && added);
      key.subkeys.push(added);
      return { key, signature: await signedBy(subkey.keyPacket) };
    },
    isFooled: numbersFit,
  }),
  signatureAttack({
    id: 'no-signature-in-it',
    attack: 'Serves a signature file without any signature in it: one empty packet that programs pass over.',
    harm: 'The library finds nothing that is wrong, since it finds nothing: every one of no signatures is good.',
    async make() {
      const [{ privateKey }] = await makeKeys();
      return { key: privateKey, signature: Buffer.concat([Buffer.of(0xca, 3), Buffer.from('PGP')]) };
    },
    isFooled: noSignatureIsWrong,
  }),
  signatureAttack({
    id: 'signature-dropped-by-library',
    attack:
      'Writes a false signature in the packet format of the nineties, which a library passes over in silence.',
    harm: 'What is not understood is not counted: again every one of no signatures is good.',
    async make() {
      const [publisher] = await makeKeys();
      return { key: publisher.privateKey, signature: version3Signature(publisher) };
    },
    isFooled: noSignatureIsWrong,
  }),
  {
    id: 'swapped-key-file',
    attack: 'Puts its own key into the file that is named after the publisher’s fingerprint.',
    harm: 'The tool imports what is in the file and trusts it, since the file has the right name.',
    async showHarm() {
      const [publisher, stranger] = await makeKeys();
      const files = { [keyFile(publisher.fingerprint)]: stranger.privateKey.toPublic().armor() };
      const key = await readKey({ armoredKey: files[keyFile(publisher.fingerprint)] ?? '' });
      const signature = await signedBy(stranger.privateKey.keyPacket);
      assert.ok(await noSignatureIsWrong(EVIL, signature, key));
    },
    async refuse(t) {
      const siege = await besiege(t);
      await siege.publish('20260105');
      await siege.settle();
      const [, stranger] = await makeKeys();
      const file = keyFile(siege.keys[1].fingerprint);
      await writeFile(join(siege.sources, 'keys', file), stranger.privateKey.toPublic().armor());
      await siege.publish('20260301', { content: 'evil' });
      return siege.withstand();
    },
  },
];
