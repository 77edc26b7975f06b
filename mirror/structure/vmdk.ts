/*
 * VMware's disk: a sparse extent with its description inside, or the description alone.
 * @see https://github.com/libyal/libvmdk/blob/main/documentation/VMWare%20Virtual%20Disk%20Format%20(VMDK).asciidoc
 */
import type { ByteSource } from './byte-source.ts';
import { readUpTo } from './byte-source.ts';
import { plausibleSize, uint64le } from './fields.ts';
import { readInside } from './disk-inside.ts';
import { beyondEnd, problem, wantsAnother } from './problem.ts';
import type { ReadFormat, Recognised, StructureProblem } from './structure.ts';
import { grainSizesOf, vmdkDisk } from './vmdk-disk.ts';
import { readVmdkDescription } from './vmdk-description.ts';
import type { VmdkDescription } from './vmdk-description.ts';

const SECTOR = 512;
const MAX_DESCRIPTION_BYTES = 64 * 1024;
/** Of a stream the directory of grains is only known once all is written, so that a footer tells its place. */
const AT_END = 2 ** 64;
const LINE_ENDS = Buffer.from('\n \r\n');
/** Tables of grains that are looked at, of 2 KiB and for 32 MiB of disk each. */
const MAX_TABLES = 1024;

export const readVmdk: ReadFormat = async (file) => {
  const header = await file.read(0, SECTOR);
  if (header?.toString('latin1', 0, 4) === 'KDMV') return readSparse(file, header);
  const text = await readUpTo(file, 0, MAX_DESCRIPTION_BYTES);
  return /^# *disk *descriptorfile/i.test(text.toString('latin1', 0, 64))
    ? readDescriptionAlone(readVmdkDescription(text))
    : undefined;
};

async function readSparse(file: ByteSource, header: Buffer): Promise<Recognised> {
  const capacity = uint64le(header, 12) * SECTOR;
  const place = uint64le(header, 28) * SECTOR;
  const length = Math.min(uint64le(header, 36) * SECTOR, MAX_DESCRIPTION_BYTES);
  const description = readVmdkDescription(await readUpTo(file, place, length));
  const isStream = uint64le(header, 56) === AT_END;
  const whole = isStream ? await footerOf(file) : header;
  const sizes = whole && grainSizesOf(whole);
  const isReadable = sizes !== undefined && description.parent === undefined;
  const inside = await readInside(isReadable ? vmdkDisk(file, sizes) : undefined);
  return {
    structure: {
      ...inside.stated,
      format: 'vmdk',
      variant: description.createType ?? (isStream ? 'streamOptimized' : undefined),
      virtualBytes: plausibleSize(capacity),
      backingFile: description.parent,
    },
    check: async () => [
      header.subarray(73, 77).equals(LINE_ENDS)
        ? undefined
        : problem(
            'damaged',
            'the ends of lines of the header as they were written',
            'what a transfer as text makes of them',
            73,
          ),
      beyondEnd(file, 'the description of a VMDK', place, uint64le(header, 36) * SECTOR),
      wantsAnother(description.parent),
      whole === undefined
        ? problem(
            'truncated',
            'the footer of a VMDK stream',
            `none before byte ${file.sizeBytes}`,
            file.sizeBytes,
          )
        : await checkGrains(file, whole),
      ...(await inside.check()),
    ],
  };
}

function readDescriptionAlone({ createType, sectors, extents, parent }: VmdkDescription): Recognised {
  return {
    structure: {
      format: 'vmdk',
      variant: createType,
      virtualBytes: plausibleSize(sectors * SECTOR),
      backingFile: parent ?? extents[0],
    },
    check: async () => [...new Set([parent, ...extents])].map(wantsAnother),
  };
}

/** A stream ends with a copy of its header, which has the place of the directory, and a sector of zeros. */
async function footerOf(file: ByteSource): Promise<Buffer | undefined> {
  const footer = await file.read(file.sizeBytes - 2 * SECTOR, SECTOR);
  return footer?.toString('latin1', 0, 4) === 'KDMV' ? footer : undefined;
}

/** That the directory, its tables, and the grain that lies last are there. */
async function checkGrains(file: ByteSource, header: Buffer): Promise<StructureProblem | undefined> {
  const sizes = grainSizesOf(header);
  if (sizes === undefined)
    return problem('damaged', 'sizes of disk, grains and tables that a VMDK can have', 'others', 12);
  const { directoryAt, capacityBytes, grainBytes, perTable } = sizes;
  const tables = Math.ceil(capacityBytes / grainBytes / perTable);
  const missing = beyondEnd(file, 'the directory of grains', directoryAt, tables * 4);
  if (missing !== undefined) return missing;
  const directory = await readUpTo(file, directoryAt, Math.min(tables, MAX_TABLES) * 4);
  let last = 0;
  for (let entry = 0; entry + 4 <= directory.length; entry += 4) {
    const at = directory.readUInt32LE(entry) * SECTOR;
    if (at === 0) continue;
    const table = await file.read(at, perTable * 4);
    if (table === undefined) return beyondEnd(file, 'a table of grains', at, perTable * 4);
    for (let place = 0; place + 4 <= table.length; place += 4)
      last = Math.max(last, table.readUInt32LE(place));
  }
  // A grain may be compressed, and the last one short: that it begins within the file is what can be asked.
  return last === 0 ? undefined : beyondEnd(file, 'the last grain', last * SECTOR, 1);
}
