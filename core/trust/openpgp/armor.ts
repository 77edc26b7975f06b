import { Malformed } from './malformed.ts';

/** Header lines say nothing that is believed; they must only look like what they are. */
const HEADER_LINE = /^[A-Za-z][A-Za-z0-9-]*: [^\r]*$/;
const BASE64_LINE = /^[A-Za-z0-9+/]+={0,2}$/;
const CHECKSUM_LINE = /^=[A-Za-z0-9+/]{4}$/;

/** How a block of this kind begins. */
export function armorBegin(label: string): string {
  return `-----BEGIN PGP ${label}-----`;
}

/**
 * Decodes every armored block of one kind, one after the other; text around the blocks is passed over.
 *
 * @param label such as `SIGNATURE`.
 * @returns the bytes of all blocks in order; undefined where there is no block at all.
 * @throws Malformed for a block that is not whole, or has anything in it but base64 and a right checksum.
 * @see https://www.rfc-editor.org/rfc/rfc9580#section-6
 */
export function readArmor(text: string, label: string): Uint8Array | undefined {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const blocks: Uint8Array[] = [];
  const begin = armorBegin(label);
  const end = begin.replace('BEGIN', 'END');
  for (let at = lines.indexOf(begin); at !== -1; at = lines.indexOf(begin, at)) {
    const last = lines.indexOf(end, at);
    if (last === -1) throw new Malformed(`an armored ${label} without its end`, 'strict-armor');
    blocks.push(readBlock(lines.slice(at + 1, last)));
    at = last;
  }
  return blocks.length === 0 ? undefined : Buffer.concat(blocks);
}

function readBlock(lines: readonly string[]): Uint8Array {
  const blank = lines.indexOf('');
  const headers = lines.slice(0, blank);
  if (blank === -1 || !headers.every((line) => HEADER_LINE.test(line) || /^[A-Za-z-]+:$/.test(line)))
    throw new Malformed('armor whose header is not as it should be', 'strict-armor');
  const body = lines.slice(blank + 1);
  const checksum = CHECKSUM_LINE.test(body.at(-1) ?? '') ? body.pop() : undefined;
  const isBase64 = body.every(
    (line, index) => BASE64_LINE.test(line) && (index === body.length - 1 || !line.endsWith('=')),
  );
  const base64 = body.join('');
  if (!isBase64 || base64.length % 4 !== 0)
    throw new Malformed('armor with something other than base64 in it', 'strict-armor');
  const bytes = Buffer.from(base64, 'base64');
  if (checksum !== undefined && checksum !== `=${crc24(bytes).toString('base64')}`)
    throw new Malformed('armor whose checksum is wrong', 'strict-armor');
  return bytes;
}

/** @see https://www.rfc-editor.org/rfc/rfc9580#section-6.1.1 */
function crc24(bytes: Uint8Array): Buffer {
  let crc = 0xb704ce;
  for (const byte of bytes) {
    crc ^= byte << 16;
    for (let bit = 0; bit < 8; bit++) {
      crc <<= 1;
      if ((crc & 0x1000000) !== 0) crc ^= 0x1864cfb;
    }
  }
  const three = Buffer.alloc(3);
  three.writeUIntBE(crc & 0xffffff, 0, 3);
  return three;
}
