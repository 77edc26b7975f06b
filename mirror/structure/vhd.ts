/*
 * Virtual Hard Disk: of fixed size a raw disk with a footer, else with a table of blocks.
 * @see https://learn.microsoft.com/windows/win32/vstor/about-vhd (Virtual Hard Disk Image Format Specification)
 */
import type { ByteSource } from './byte-source.ts';
import { diskOfBlocks } from './block-disk.ts';
import { readUpTo, stretchOf } from './byte-source.ts';
import { momentOf, plausibleSize, textOf, uint64be } from './fields.ts';
import { beyondEnd, problem, wantsAnother } from './problem.ts';
import { readInside } from './disk-inside.ts';
import type { Recognised, ReadFormat, StructureProblem } from './structure.ts';

const FOOTER_BYTES = 512;
const HEADER_BYTES = 1024;
const SECTOR = 512;
const SINCE_2000 = Date.UTC(2000, 0, 1);
const KINDS: Readonly<Record<number, 'fixed' | 'dynamic' | 'differencing'>> = {
  2: 'fixed',
  3: 'dynamic',
  4: 'differencing',
};
/** Entries of the table of blocks that are looked at: those of a disk of two terabytes, the most the format has. */
const MAX_TABLE_BYTES = 4 * 1024 * 1024;
const UNUSED = 0xffffffff;

export const readVhd: ReadFormat = async (file) => {
  const atEnd = file.sizeBytes - FOOTER_BYTES;
  const copy = await footerAt(file, 0);
  const own = await footerAt(file, atEnd);
  const footer = own ?? copy;
  if (footer === undefined) return undefined;
  const currentBytes = uint64be(footer, 48);
  const kind = KINDS[footer.readUInt32BE(60)];
  const disk = kind === 'fixed' && own !== undefined ? stretchOf(file, 0, atEnd) : undefined;
  const header = kind === 'fixed' ? undefined : await headerOf(file, footer);
  const inside = await readInside(
    kind === 'dynamic' && header !== undefined ? dynamicDisk(file, header, currentBytes) : disk,
  );
  const parent =
    kind === 'differencing'
      ? (textOf(header?.subarray(64, 576) ?? Buffer.alloc(0), 'utf16be') ?? 'unnamed')
      : undefined;
  const recognised: Recognised = {
    structure: {
      ...inside.stated,
      format: 'vhd',
      variant: kind,
      application: textOf(footer.subarray(28, 32)),
      createdAt: momentOf(SINCE_2000 + footer.readUInt32BE(24) * 1000),
      virtualBytes: plausibleSize(currentBytes),
      backingFile: parent,
    },
    check: async () => [
      own === undefined
        ? problem(
            'truncated',
            'the footer of a VHD',
            `none before byte ${file.sizeBytes}`,
            Math.max(0, atEnd),
          )
        : checkSum(own, 64, 'the footer of a VHD', atEnd),
      kind === undefined
        ? problem(
            'damaged',
            'a VHD that is fixed, dynamic or differencing',
            `type ${footer.readUInt32BE(60)}`,
          )
        : undefined,
      kind === 'fixed' && currentBytes !== atEnd
        ? problem('damaged', `a fixed VHD of ${currentBytes} bytes before its footer`, `${atEnd}`)
        : undefined,
      wantsAnother(parent),
      ...(kind === 'dynamic' || kind === 'differencing'
        ? await checkBlocks(file, header, own !== undefined)
        : []),
      ...(await inside.check()),
    ],
  };
  return recognised;
};

async function footerAt(file: ByteSource, offset: number): Promise<Buffer | undefined> {
  const footer = await file.read(offset, FOOTER_BYTES);
  return footer?.toString('latin1', 0, 8) === 'conectix' ? footer : undefined;
}

async function headerOf(file: ByteSource, footer: Buffer): Promise<Buffer | undefined> {
  const header = await file.read(uint64be(footer, 16), HEADER_BYTES);
  return header?.toString('latin1', 0, 8) === 'cxsparse' ? header : undefined;
}

/** The disk in a dynamic VHD: each block lies after a bitmap of its sectors. */
function dynamicDisk(file: ByteSource, header: Buffer, currentBytes: number): ByteSource | undefined {
  const blockBytes = header.readUInt32BE(32);
  if (blockBytes < SECTOR) return undefined;
  return diskOfBlocks(file, {
    sizeBytes: plausibleSize(currentBytes),
    blockBytes,
    placeOf: async (block) => {
      const sector = (await file.read(uint64be(header, 16) + block * 4, 4))?.readUInt32BE(0);
      return sector === UNUSED ? 'hole' : sector && sector * SECTOR + bitmapBytesOf(blockBytes);
    },
  });
}

function bitmapBytesOf(blockBytes: number): number {
  return Math.ceil(blockBytes / SECTOR / 8 / SECTOR) * SECTOR;
}

async function checkBlocks(
  file: ByteSource,
  header: Buffer | undefined,
  hasFooter: boolean,
): Promise<(StructureProblem | undefined)[]> {
  if (header === undefined) return [problem('damaged', 'the header of a dynamic VHD', 'something else')];
  const wrong = checkSum(header, 36, 'the header of a dynamic VHD');
  if (wrong !== undefined) return [wrong];
  const offset = uint64be(header, 16);
  const tableBytes = header.readUInt32BE(28) * 4;
  const blockBytes = header.readUInt32BE(32);
  const missing = beyondEnd(file, 'the table of blocks', offset, tableBytes);
  if (missing !== undefined) return [missing];
  let last = -1;
  for (let at = 0; at < Math.min(tableBytes, MAX_TABLE_BYTES); at += 1 << 20) {
    const table = await readUpTo(file, offset + at, Math.min(1 << 20, tableBytes - at));
    for (let entry = 0; entry + 4 <= table.length; entry += 4) {
      const sector = table.readUInt32BE(entry);
      if (sector !== UNUSED && sector > last) last = sector;
    }
  }
  if (last < 0) return [];
  const end = file.sizeBytes - (hasFooter ? FOOTER_BYTES : 0);
  return [
    beyondEnd({ sizeBytes: end }, 'the last block', last * SECTOR, bitmapBytesOf(blockBytes) + blockBytes),
  ];
}

/** The complement of the sum of all bytes but those of the checksum itself. */
function checkSum(bytes: Buffer, at: number, what: string, offset?: number): StructureProblem | undefined {
  let sum = 0;
  for (const [index, byte] of bytes.entries()) if (index < at || index >= at + 4) sum += byte;
  return ~sum >>> 0 === bytes.readUInt32BE(at)
    ? undefined
    : problem('checksum', `the checksum of ${what}`, 'another', offset);
}
