import { diskFormatOf } from '../../core/disk-format.ts';
import type { DiskFormat } from '../../core/disk-format.ts';
import { architectureInName } from '../../core/formats/architecture-in-name.ts';
import { readStructure } from '../structure/read-structure.ts';
import type { StructureFormat } from '../structure/structure.ts';
import type { InventoryFile } from './inventory-file.ts';

/** What its bytes and its name tell of a file. */
export type FileFacts = Pick<InventoryFile, 'facets' | 'structure'>;

/** Of a file that is packed only its name tells what is in it. */
const FORMAT_OF_STRUCTURE: Partial<Record<StructureFormat, DiskFormat>> = {
  ...{ iso9660: 'iso', udf: 'iso', qcow2: 'qcow2', vmdk: 'vmdk', vhd: 'vhd', vhdx: 'vhdx', vdi: 'vdi' },
  ...{ raw: 'raw', squashfs: 'squashfs', ova: 'ova' },
};

/**
 * What a file is by its own account, for where no catalog knows it: its bytes are believed before its name.
 *
 * @throws OsdexError `not-found` where it cannot be read.
 */
export async function factsOfFile(place: string, path: string): Promise<FileFacts> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const structure = await readStructure(place);
  const facets = {
    product: structure.product,
    release: structure.release,
    arch: structure.arch ?? architectureInName(name),
    format: FORMAT_OF_STRUCTURE[structure.format] ?? diskFormatOf(name),
  };
  return {
    facets: Object.fromEntries(Object.entries(facets).filter(([, value]) => value !== undefined)),
    ...(structure.format === 'unknown' ? {} : { structure: { ...structure } }),
  };
}
