import { OsdexError } from '../error.ts';

/** Of all files together, unpacked: some hundred thousand rows. A bomb unpacks to a thousand times its size. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A workbook has a dozen. */
const MOST_FILES = 1000;

const END_OF_DIRECTORY = 0x06054b50;
const END_LENGTH = 22;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_ENTRY_LENGTH = 46;
const LOCAL_HEADER = 0x04034b50;
const LOCAL_HEADER_LENGTH = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * Unpacks the files of a zip archive that are wanted, and no more than MOST_BYTES of them whatever it says of its
 * sizes.
 *
 * @throws OsdexError `usage` for what is no zip archive, is cut short, or holds too much.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export async function unzip(
  bytes: Uint8Array,
  wants: (file: string) => boolean,
  name: string,
): Promise<Map<string, Uint8Array>> {
  const unpacked = new Map<string, Uint8Array>();
  let left = MOST_BYTES;
  try {
    for (const { file, isDeflated, content } of packedFiles(bytes)) {
      if (!wants(file)) continue;
      const whole = isDeflated ? await inflate(content, left) : content;
      left -= whole.length;
      if (left < 0) throw new TooMuch();
      unpacked.set(file, whole);
    }
  } catch (cause) {
    const found = cause instanceof TooMuch ? 'more' : 'one that is damaged';
    throw new OsdexError(
      'usage',
      `expected a zip archive of at most ${MOST_FILES} files and ${MOST_BYTES} bytes in ${name}, found ${found}`,
      { cause },
    );
  }
  return unpacked;
}

class TooMuch extends Error {}

interface PackedFile {
  file: string;
  isDeflated: boolean;
  content: Uint8Array;
}

/** @throws RangeError where it is cut short, TooMuch. */
function packedFiles(bytes: Uint8Array): PackedFile[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  const count = view.getUint16(end + 10, true);
  if (count > MOST_FILES) throw new TooMuch();
  const files: PackedFile[] = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index++) {
    expectSignature(view, at, DIRECTORY_ENTRY);
    const method = view.getUint16(at + 10, true);
    const size = view.getUint32(at + 20, true);
    const nameLength = view.getUint16(at + 28, true);
    const others = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const name = bytes.subarray(at + DIRECTORY_ENTRY_LENGTH, at + DIRECTORY_ENTRY_LENGTH + nameLength);
    const content = contentAt(bytes, view, view.getUint32(at + 42, true), size);
    if (method !== STORED && method !== DEFLATED) throw new RangeError(`method ${method}`);
    files.push({ file: new TextDecoder().decode(name), isDeflated: method === DEFLATED, content });
    at += DIRECTORY_ENTRY_LENGTH + nameLength + others;
  }
  return files;
}

/** A comment of up to 65,535 bytes may stand behind it. */
function endOfDirectory(view: DataView): number {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--)
    if (view.getUint32(at, true) === END_OF_DIRECTORY) return at;
  throw new RangeError('no directory');
}

function contentAt(bytes: Uint8Array, view: DataView, at: number, size: number): Uint8Array {
  expectSignature(view, at, LOCAL_HEADER);
  const start = at + LOCAL_HEADER_LENGTH + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (start + size > bytes.length) throw new RangeError('content cut short');
  return bytes.subarray(start, start + size);
}

function expectSignature(view: DataView, at: number, signature: number): void {
  if (view.getUint32(at, true) !== signature) throw new RangeError('no header');
}

/** @throws TooMuch; TypeError for what is not deflated. */
async function inflate(packed: Uint8Array, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const plain: AsyncIterable<Uint8Array> = new Blob([packed.slice()])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'));
  for await (const chunk of plain) {
    length += chunk.length;
    if (length > most) throw new TooMuch();
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
