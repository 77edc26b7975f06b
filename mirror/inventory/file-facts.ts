import { diskFormatOf } from '../../core/disk-format.ts';
import { architectureInName } from '../../core/formats/architecture-in-name.ts';
import type { InventoryFile } from './inventory-file.ts';

/** What a file's name tells of it, where no catalog knows the file. */
export async function factsOfFile(_place: string, path: string): Promise<Pick<InventoryFile, 'facets'>> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const [arch, format] = [architectureInName(name), diskFormatOf(name)];
  return {
    facets: {
      ...(arch === undefined ? {} : { arch }),
      ...(format === undefined ? {} : { format }),
    },
  };
}

/** What is wrong with the structure of a file, in sentences. */
export async function checkFile(_place: string): Promise<string[]> {
  return [];
}
