import type { Architecture } from '../../core/architecture.ts';
import type { ByteSource } from './byte-source.ts';

/** What a file is by its own bytes; `raw` is a disk or a file system as it lies on a disk. */
export const STRUCTURE_FORMATS = [
  ...(['iso9660', 'udf', 'qcow2', 'vmdk', 'vhd', 'vhdx', 'vdi', 'raw', 'squashfs'] as const),
  ...(['gzip', 'xz', 'zstd', 'bzip2', 'zip', '7z', 'tar', 'ova', 'unknown'] as const),
] as const;
export type StructureFormat = (typeof STRUCTURE_FORMATS)[number];

/**
 * By what a machine can start from it: the El Torito catalogue of a disc by platform, code in the master boot record
 * (of a disc: isohybrid), or an EFI system partition in a partition table.
 */
export type BootRecord =
  'el-torito-bios' | 'el-torito-efi' | 'el-torito-ppc' | 'el-torito-mac' | 'mbr' | 'mbr-efi' | 'gpt-efi';

export interface Partition {
  /** As in its table, from 1. */
  number: number;
  /** The GUID in lower case, or `0x83` of a master boot record. */
  typeId: string;
  /** What the type is called, where it is known here. */
  type?: string | undefined;
  name?: string | undefined;
  startBytes: number;
  sizeBytes: number;
  /** For which processors it is, where its type says so. */
  arch?: Architecture | undefined;
}

/**
 * What a file says of itself. All of it is the claim of whoever made the file: texts are cut to what a terminal can
 * show, numbers are what the header states. What is not stated is left out.
 */
export interface Structure {
  format: StructureFormat;
  /** What the format itself distinguishes: `version 3`, `streamOptimized`, `dynamic`, `zstd`. */
  variant?: string | undefined;
  /** The label of the disc or file system. */
  volumeId?: string | undefined;
  publisher?: string | undefined;
  /** The person or program that prepared the data. */
  preparer?: string | undefined;
  application?: string | undefined;
  /** When it was made, as `YYYY-MM-DDTHH:MM:SSZ`. */
  createdAt?: string | undefined;
  /** An ISO 9660 disc that is a UDF disc as well, as those of Windows are. */
  udf?: boolean | undefined;
  /** What kind of file system a raw file is, where it is one without partitions. */
  filesystem?: string | undefined;
  boot?: BootRecord[] | undefined;
  partitionTable?: 'gpt' | 'mbr' | undefined;
  partitions?: Partition[] | undefined;
  /** Size of the disk that a machine would see, or of the data once decompressed. */
  virtualBytes?: number | undefined;
  /** Another file without which this one is not whole. No publisher's image has one. */
  backingFile?: string | undefined;
  /** A guess by what lies in it: boot loaders, partition types, the words in its label. */
  arch?: Architecture | undefined;
  /** A guess by label and contents: the product as the catalog names it, or would. */
  product?: string | undefined;
  /** A guess likewise: the release as the catalog writes it. */
  release?: string | undefined;
}

/**
 * `truncated`: bytes are missing at the end. `checksum`: a checksum in the file is not that of its bytes. `damaged`:
 * the structure contradicts itself. `incomplete`: it wants another file, or was not closed properly.
 */
export type ProblemKind = 'truncated' | 'checksum' | 'damaged' | 'incomplete';

/** Something that is wrong with the structure of a file. */
export interface StructureProblem {
  kind: ProblemKind;
  /** `expected …, found …`. */
  message: string;
  /** Where in the file, in bytes from its beginning, where that can be said. */
  offset?: number | undefined;
}

/** A file whose format was recognised. */
export interface Recognised {
  structure: Structure;
  /** Looks for what is wrong, which may take some more reads. */
  check: () => Promise<(StructureProblem | undefined)[]>;
}

/** Reads one format; undefined where the file is of another. */
export type ReadFormat = (file: ByteSource) => Promise<Recognised | undefined>;
