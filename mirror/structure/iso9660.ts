import type { Architecture } from '../../core/architecture.ts';
import { architectureInName } from '../../core/formats/architecture-in-name.ts';
import { parseArchitecture } from '../../core/vocabulary.ts';
import { stretchOf } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';
import { architectureOfLoaders } from './efi-names.ts';
import { readBootCatalog } from './el-torito.ts';
import type { BootEntry } from './el-torito.ts';
import { readFat } from './fat.ts';
import { readIsoContents } from './iso-contents.ts';
import { readDescriptors, SECTOR } from './iso-descriptors.ts';
import type { Descriptors, VolumeDescriptor } from './iso-descriptors.ts';
import { isoTreeOf } from './iso-folder.ts';
import { readPartitionTable } from './partition-table.ts';
import { beyondEnd, problem } from './problem.ts';
import { productOf } from './product-of.ts';
import type { ReadFormat, StructureProblem } from './structure.ts';
import { readUdfVolume } from './udf.ts';

const BLOCK_SIZES = new Set([512, 1024, 2048]);
/** isohybrid counts in cylinders of 64 heads and 32 sectors, and its partition may be longer than its file by one. */
const CYLINDER_BYTES = 64 * 32 * 512;

/** Whether a file has `CD001` where a disc has it. */
export async function hasIsoSignature(file: ByteSource): Promise<boolean> {
  return (await file.read(16 * SECTOR + 1, 5))?.toString('latin1') === 'CD001';
}

/** A disc image, which may also be one of UDF, and one that can be written to a disk. */
export const readIso9660: ReadFormat = async (file) => {
  const descriptors = await readDescriptors(file);
  if (descriptors === undefined) return undefined;
  const { primary, joliet, bootCatalog } = descriptors;
  const udf = await readUdfVolume(file);
  const table = await readPartitionTable(file);
  const catalog = bootCatalog === undefined ? undefined : await readBootCatalog(file, bootCatalog);
  const boot = [
    ...new Set([...(catalog?.entries ?? []).map(({ record }) => record), ...(table?.boot ?? [])]),
  ];
  const volumeId = primary?.volumeId ?? joliet?.volumeId ?? udf?.volumeId;
  const tree = await isoTreeOf(file, descriptors);
  const contents = tree === undefined ? undefined : await readIsoContents(tree);
  return {
    structure: {
      format: 'iso9660',
      variant: joliet === undefined ? undefined : 'Joliet',
      volumeId,
      publisher: primary?.publisher ?? joliet?.publisher,
      preparer: primary?.preparer,
      application: primary?.application ?? joliet?.application,
      createdAt: primary?.createdAt ?? udf?.createdAt,
      udf: udf === undefined ? undefined : true,
      boot: boot.length === 0 ? undefined : boot,
      partitionTable: table?.kind,
      partitions: table?.partitions,
      arch:
        contents?.arch ??
        architectureOfLabel(volumeId) ??
        contents?.archOfLoaders ??
        (await architectureOfBootImage(file, catalog?.entries ?? [])),
      ...productOf([...(contents?.titles ?? []), volumeId, primary?.application]),
    },
    check: async () => [
      ...checkDescriptors(file, descriptors),
      ...(catalog?.problems ?? []),
      ...(udf?.problems ?? []),
      ...((await table?.check(CYLINDER_BYTES)) ?? []),
    ],
  };
};

function checkDescriptors(
  file: ByteSource,
  { primary, isEnded }: Descriptors,
): (StructureProblem | undefined)[] {
  if (primary === undefined) return [problem('damaged', 'a primary volume descriptor', 'none', 16 * SECTOR)];
  return [
    isEnded
      ? undefined
      : problem('damaged', 'an end of the list of volume descriptors', 'none', primary.offset),
    ...checkSize(file, primary),
  ];
}

function checkSize(
  file: ByteSource,
  { offset, blocks, blockBytes, root }: VolumeDescriptor,
): (StructureProblem | undefined)[] {
  if (!BLOCK_SIZES.has(blockBytes))
    return [problem('damaged', 'blocks of 512, 1024 or 2048 bytes', `${blockBytes}`, offset + 128)];
  const { littleEndian, bigEndian } = blocks;
  return [
    littleEndian === bigEndian
      ? undefined
      : problem(
          'damaged',
          'the two sizes of the volume to agree',
          `${littleEndian} and ${bigEndian} blocks`,
          offset + 80,
        ),
    beyondEnd(file, 'the volume', 0, littleEndian * blockBytes),
    beyondEnd(file, 'the root folder', root.block * blockBytes, root.sizeBytes),
  ];
}

/** A word of the label that is an architecture; Microsoft writes it together with others. */
function architectureOfLabel(volumeId: string | undefined): Architecture | undefined {
  const microsoft = /^[A-Z_]+_(A64|X64|X86)(?:FRE|CHK)/.exec(volumeId ?? '')?.[1];
  const word = microsoft === 'A64' ? 'arm64' : (microsoft ?? architectureInName(volumeId));
  return word === undefined ? undefined : parseArchitecture(word);
}

/** By the loaders in the file system that UEFI starts from. */
async function architectureOfBootImage(
  file: ByteSource,
  entries: readonly BootEntry[],
): Promise<Architecture | undefined> {
  const efi = entries.find(({ record }) => record === 'el-torito-efi');
  if (efi === undefined) return undefined;
  const fat = await readFat(stretchOf(file, efi.offset, file.sizeBytes));
  return architectureOfLoaders((await fat?.list(['EFI', 'BOOT'])) ?? []);
}
