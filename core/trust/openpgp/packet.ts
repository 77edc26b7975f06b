import { ByteReader } from './byte-reader.ts';
import { Malformed } from './malformed.ts';

/** One OpenPGP packet: what it is, and what is in it. */
export interface Packet {
  tag: number;
  body: Uint8Array;
}

/**
 * Splits bytes into their packets. Lengths in parts and without an end are for data of unknown size; a signature has
 * neither.
 *
 * @throws Malformed
 * @see https://www.rfc-editor.org/rfc/rfc9580#section-4.2
 */
export function readPackets(bytes: Uint8Array): Packet[] {
  const reader = new ByteReader(bytes);
  const packets: Packet[] = [];
  while (reader.left > 0) {
    const first = reader.number(1);
    if ((first & 0x80) === 0) throw new Malformed('no packet where one should begin');
    const isNew = (first & 0x40) !== 0;
    const tag = isNew ? first & 0x3f : (first & 0x3c) >> 2;
    const length = isNew ? newLength(reader) : oldLength(reader, first & 3);
    if (length > reader.left) throw new Malformed('a packet that is cut short', 'strict-packets');
    packets.push({ tag, body: reader.take(length) });
  }
  return packets;
}

/** The length of a new-style packet, or of a subpacket, which is the same but for its partial lengths. */
export function newLength(reader: ByteReader, isSubpacket = false): number {
  const first = reader.number(1);
  if (first < 192) return first;
  if (first === 255) return reader.number(4);
  if (first >= 224 && !isSubpacket) throw new Malformed('a packet whose length comes in parts');
  return (first - 192) * 256 + reader.number(1) + 192;
}

function oldLength(reader: ByteReader, type: number): number {
  if (type === 3) throw new Malformed('a packet without a length');
  return reader.number(type === 0 ? 1 : type === 1 ? 2 : 4);
}
