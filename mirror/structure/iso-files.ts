import { OsdexError } from '../../core/error.ts';
import { withByteSource } from './byte-source.ts';
import { readDescriptors } from './iso-descriptors.ts';
import type { Extent } from './iso-descriptors.ts';
import { isoTreeOf, readIsoFolder } from './iso-folder.ts';

/** A file of a disc; what its links lead to is not told. */
export interface IsoFile {
  /** From the root of the disc, with `/` between the names. */
  path: string;
  sizeBytes: number;
}

/** Deeper nobody nests. */
const MAX_DEPTH = 32;
/** A disc of packages has some ten thousand. */
const MAX_FILES = 200_000;
/** Each folder takes a read, and some long names one more. */
const LIST_LIMIT = { reads: 400_000, bytes: 1024 * 1024 * 1024 };

/**
 * The files of an ISO 9660 disc by their paths, with the names that Rock Ridge or Joliet give; undefined where the
 * file is no such disc. What is UDF alone, as the contents of the discs of Windows are, is not listed.
 *
 * @throws OsdexError as readStructure, and `too-large` for more folders or files than any disc has.
 */
export async function listIso(path: string): Promise<IsoFile[] | undefined> {
  return withByteSource(
    path,
    async (file) => {
      const descriptors = await readDescriptors(file);
      const tree = descriptors === undefined ? undefined : await isoTreeOf(file, descriptors);
      if (tree === undefined) return undefined;
      const files: IsoFile[] = [];
      const seen = new Set<number>();

      const walk = async (folder: Extent, names: readonly string[]): Promise<void> => {
        // A folder that is within itself, or in two places, is of no sound disc.
        if (seen.has(folder.block) || names.length > MAX_DEPTH) return;
        seen.add(folder.block);
        for (const { name, isFolder, extent } of await readIsoFolder(tree, folder)) {
          const inside = [...names, name.replaceAll('/', '_')];
          if (isFolder) await walk(extent, inside);
          else files.push({ path: inside.join('/'), sizeBytes: extent.sizeBytes });
          if (files.length > MAX_FILES)
            throw new OsdexError(
              'too-large',
              `expected a disc of ${MAX_FILES} files at most, found more in ${path}`,
              {
                path,
              },
            );
        }
      };

      await walk(tree.descriptor.root, []);
      return files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    },
    LIST_LIMIT,
  );
}
