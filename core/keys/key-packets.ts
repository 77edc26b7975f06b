import { Malformed } from '../trust/openpgp/malformed.ts';
import { readPackets } from '../trust/openpgp/packet.ts';
import type { Packet } from '../trust/openpgp/packet.ts';

/** @see https://www.rfc-editor.org/rfc/rfc9580#section-5 */
const TAG = { signature: 2, publicKey: 6, userId: 13, subkey: 14, userAttribute: 17 } as const;
const SECRET_TAGS = new Set([5, 7]);
/** Markers, what a keyring notes down for itself, and padding: they say nothing of the key. */
const IDLE_TAGS = new Set([10, 12, 21]);

/** The primary key, a user or a subkey, with the signatures that speak of it. */
interface Component {
  packet: Packet;
  signatures: Packet[];
}

/**
 * Splits the packets of a file of keys, such as a whole keyring, into those of each public key.
 *
 * @throws Malformed for what are no public keys; secret keys are refused.
 */
export function splitKeys(bytes: Uint8Array): Uint8Array[] {
  const keys: Component[][] = [];
  for (const component of readComponents(bytes)) {
    if (component.packet.tag === TAG.publicKey) keys.push([component]);
    else keys.at(-1)?.push(component);
  }
  return keys.map(writeComponents);
}

/**
 * Puts together what two copies say of one key: every user, subkey and signature of either, each once, ours first and
 * as it is, byte for byte. Nothing of ours is ever lost, be it older than what the other copy says (a library that
 * keeps only the newest statement would drop it).
 *
 * @param ours packets of one key.
 * @param theirs packets of the same key, which the caller has made sure of.
 * @throws Malformed
 */
export function mergeKeyPackets(ours: Uint8Array, theirs: Uint8Array): Uint8Array {
  const merged = readComponents(ours);
  const byPacket = new Map(merged.map((component) => [idOf(component.packet), component]));
  for (const { packet, signatures } of readComponents(theirs)) {
    const known = byPacket.get(idOf(packet));
    if (known === undefined) {
      // Users come before subkeys.
      const at = packet.tag === TAG.subkey ? -1 : merged.findIndex((one) => one.packet.tag === TAG.subkey);
      merged.splice(at === -1 ? merged.length : at, 0, { packet, signatures });
      continue;
    }
    const held = new Set(known.signatures.map(idOf));
    known.signatures.push(...signatures.filter((signature) => !held.has(idOf(signature))));
  }
  return writeComponents(merged);
}

function readComponents(bytes: Uint8Array): Component[] {
  const components: Component[] = [];
  let latest: Component | undefined;
  for (const packet of readPackets(bytes)) {
    if (IDLE_TAGS.has(packet.tag)) continue;
    if (SECRET_TAGS.has(packet.tag)) throw new Malformed('a secret key');
    if (packet.tag === TAG.signature) latest?.signatures.push(packet);
    else {
      // What signatures say of something strange must not be taken for a word on what comes before it.
      latest = isComponent(packet) ? { packet, signatures: [] } : undefined;
      if (latest !== undefined) components.push(latest);
    }
  }
  if (components[0]?.packet.tag !== TAG.publicKey) throw new Malformed('no public key');
  return components;
}

function isComponent({ tag }: Packet): boolean {
  return [TAG.publicKey, TAG.userId, TAG.subkey, TAG.userAttribute].some((one) => one === tag);
}

function idOf({ tag, body }: Packet): string {
  return `${tag} ${Buffer.from(body).toString('base64')}`;
}

function writeComponents(components: readonly Component[]): Uint8Array {
  const packets = components.flatMap(({ packet, signatures }) => [packet, ...signatures]);
  return Buffer.concat(packets.flatMap(({ tag, body }) => [packetHeader(tag, body.length), body]));
}

/** @see https://www.rfc-editor.org/rfc/rfc9580#section-4.2.1 */
function packetHeader(tag: number, length: number): Uint8Array {
  if (length < 192) return Uint8Array.of(0xc0 | tag, length);
  if (length < 8384) {
    const rest = length - 192;
    return Uint8Array.of(0xc0 | tag, 192 + (rest >> 8), rest & 0xff);
  }
  const header = Buffer.alloc(6);
  header.writeUInt8(0xc0 | tag, 0);
  header.writeUInt8(255, 1);
  header.writeUInt32BE(length, 2);
  return header;
}
