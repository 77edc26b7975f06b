import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { enums, PacketList, PrivateKey, SecretKeyPacket, UserIDPacket } from 'openpgp';
import type { BasePacket } from 'openpgp';
import { fingerprintOf, makeSignature } from '../test-key.ts';
import type { TestKey } from '../test-key.ts';

/**
 * Two keys whose fingerprints end in the same eight digits. The times at which they claim to be made were tried one
 * after the other, half a million in all, which took a second. @see https://evil32.com/
 */
export const SHORT_ID = '3145834D';
const PUBLISHER = { seed: 'a publisher', created: 1_577_836_800 + 206_438 };
const ATTACKER = { seed: 'an attacker', created: 1_577_836_800 + 14_300 };

/** The publisher's key and the attacker's. */
export async function makeShortIdTwins(): Promise<readonly [TestKey, TestKey]> {
  return Promise.all([makeKey(PUBLISHER), makeKey(ATTACKER)]);
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8. @see https://www.rfc-editor.org/rfc/rfc8410 */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
/** Algorithm 22, the curve, and a number of 263 bits that begins with 0x40. */
const PUBLIC_HEAD = Buffer.from('16092b06010401da470f01010740', 'hex');

/** An Ed25519 key as GnuPG writes it. @see https://www.rfc-editor.org/rfc/rfc9580#section-5.5.3 */
async function makeKey({ seed, created }: typeof PUBLISHER): Promise<TestKey> {
  const secret = createHash('sha256').update(seed).digest();
  const pkcs8 = Buffer.concat([PKCS8_HEAD, secret]);
  const spki = createPublicKey(createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' }));
  const publicBytes = spki.export({ format: 'der', type: 'spki' }).subarray(-32);
  const head = Buffer.alloc(5, 4);
  head.writeUInt32BE(created, 1);
  const number = numberOf(secret);
  const sum = Buffer.alloc(2);
  sum.writeUInt16BE(number.reduce((total, byte) => total + byte, 0) & 0xffff);
  const packet = new SecretKeyPacket();
  await packet.read(Buffer.concat([head, PUBLIC_HEAD, publicBytes, Buffer.of(0), number, sum]));

  const userID = UserIDPacket.fromObject({ name: seed });
  const certificate = await makeSignature(packet, { userID, key: packet }, new Date(created * 1000), {
    signatureType: enums.signature.certGeneric,
    keyFlags: Uint8Array.of(enums.keyFlags.certifyKeys | enums.keyFlags.signData),
  });
  const packets = new PacketList<BasePacket>();
  packets.push(packet, userID, certificate);
  const privateKey = new PrivateKey(packets);
  return { privateKey, fingerprint: fingerprintOf(privateKey) };
}

/** A number with its length in bits before it, without leading zeros. */
function numberOf(bytes: Uint8Array): Buffer {
  const digits = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  const bits = digits.length * 8 - Math.clz32(digits[0] ?? 0) + 24;
  return Buffer.concat([Buffer.of(bits >> 8, bits & 0xff), digits]);
}
