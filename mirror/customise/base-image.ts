import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { OsdexError, reasonOf } from '../../core/error.ts';

/** The image that is made into another; it is only ever read. */
export interface BaseImage {
  /** Where it lies, for messages. */
  shown: string;
  /** What leads to it in the folder of the means. */
  link: string;
  kind: 'iso' | 'raw' | 'qcow2';
  sizeBytes: number;
}

/** Where an ISO 9660 image has its first volume descriptor. */
const ISO_MAGIC = { offset: 16 * 2048 + 1, bytes: 'CD001' };

const COMPRESSED: readonly [magic: string, name: string, how: string][] = [
  ['fd377a585a00', 'xz', 'xz -dk'],
  ['1f8b', 'gzip', 'gzip -dk'],
  ['28b52ffd', 'zstd', 'zstd -dk'],
  ['425a68', 'bzip2', 'bzip2 -dk'],
  ['504b0304', 'zip', 'unzip'],
];

/**
 * What an image is, by its own bytes: its name says what somebody thought.
 *
 * @param shown where it lies.
 * @param link what leads to it in the folder in which programs work.
 * @throws OsdexError `not-found`, `usage` where nothing can be made of it.
 */
export async function readBaseImage(shown: string, link: string): Promise<BaseImage> {
  const file = await open(shown, 'r').catch((cause: unknown) => {
    throw new OsdexError('not-found', `expected an image at ${shown}, found: ${reasonOf(cause)}`, {
      path: shown,
      cause,
    });
  });
  try {
    const info = await file.stat();
    if (!info.isFile()) throw refused(shown, 'something else than a file');
    return { shown, link, kind: await kindOf(file, shown), sizeBytes: info.size };
  } finally {
    await file.close();
  }
}

async function kindOf(file: FileHandle, shown: string): Promise<BaseImage['kind']> {
  const start = await bytesAt(file, 0, 1024);
  const hex = start.toString('hex');
  const compressed = COMPRESSED.find(([magic]) => hex.startsWith(magic));
  if (compressed !== undefined) {
    const [, name, how] = compressed;
    throw refused(shown, `one that is packed with ${name}; unpack it first (${how})`);
  }
  const { offset, bytes } = ISO_MAGIC;
  if ((await bytesAt(file, offset, bytes.length)).toString('latin1') === bytes) return 'iso';
  if (hex.startsWith('514649fb')) {
    requireWhole(start, shown);
    return 'qcow2';
  }
  if (start.readUInt16LE(510) === 0xaa55) return 'raw';
  throw refused(shown, 'none of these; convert it first (qemu-img convert -O qcow2)');
}

/**
 * A qcow2 image may say that its bytes are in another file: one from somewhere else could name any file of this
 * machine, which would then be copied.
 * @see https://gitlab.com/qemu-project/qemu/-/blob/master/docs/interop/qcow2.txt
 */
function requireWhole(header: Buffer, shown: string): void {
  const hasBacking = header.readBigUInt64BE(8) !== 0n;
  const hasDataFile = header.readUInt32BE(4) >= 3 && (header.readBigUInt64BE(72) & 4n) !== 0n;
  if (hasBacking || hasDataFile)
    throw refused(
      shown,
      'a qcow2 image whose bytes are partly in another file; make it whole first (qemu-img convert)',
    );
}

async function bytesAt(file: FileHandle, offset: number, count: number): Promise<Buffer> {
  const buffer = Buffer.alloc(count);
  await file.read(buffer, 0, count, offset);
  return buffer;
}

function refused(shown: string, found: string): OsdexError {
  return new OsdexError('usage', `expected an ISO, a raw disk or a qcow2 image at ${shown}, found ${found}`, {
    path: shown,
  });
}
