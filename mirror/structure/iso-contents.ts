import type { Architecture } from '../../core/architecture.ts';
import { architectureInName } from '../../core/formats/architecture-in-name.ts';
import { parseArchitecture } from '../../core/vocabulary.ts';
import { readUpTo } from './byte-source.ts';
import { architectureOfLoaders } from './efi-names.ts';
import { textOf } from './fields.ts';
import { findInIso, readIsoFolder } from './iso-folder.ts';
import type { IsoTree } from './iso-folder.ts';

/** What the files of a disc tell of it. */
export interface IsoContents {
  /** Its name in its own words, the best first. */
  titles: string[];
  arch: Architecture | undefined;
  /** By its boot loaders alone. */
  archOfLoaders: Architecture | undefined;
}

const MAX_TEXT_BYTES = 16 * 1024;

/** Looks for the few files in which discs say what they are: Debian's and Ubuntu's, and Red Hat's. */
export async function readIsoContents(tree: IsoTree): Promise<IsoContents> {
  // .disk/info: Debian GNU/Linux 12.5.0 "Bookworm" - Official amd64 NETINST with firmware 20240210-11:27
  const info = textOf(Buffer.from((await textAt(tree, ['.disk', 'info'])) ?? ''), 'utf8');
  const defines = await textAt(tree, ['README.diskdefines']);
  const diskName = /^#define DISKNAME +(.+)$/m.exec(defines ?? '')?.[1];
  const treeInfo = await textAt(tree, ['.treeinfo']);
  const treeName = /^name *= *(.+)$/m.exec(treeInfo ?? '')?.[1];
  const loaders = await findInIso(tree, ['EFI', 'BOOT']);
  const names = loaders?.isFolder === true ? await readIsoFolder(tree, loaders.extent) : [];
  const stated =
    /^arch *= *(\S+)/m.exec(treeInfo ?? '')?.[1] ?? /^#define ARCH +(\S+)/m.exec(defines ?? '')?.[1];
  return {
    titles: [info, diskName, treeName].filter((title) => title !== undefined),
    arch: architectureOf(architectureInName(info)) ?? architectureOf(stated),
    archOfLoaders: architectureOfLoaders(names.map(({ name }) => name)),
  };
}

function architectureOf(word: string | undefined): Architecture | undefined {
  return word === undefined ? undefined : parseArchitecture(word);
}

async function textAt(tree: IsoTree, path: readonly string[]): Promise<string | undefined> {
  const found = await findInIso(tree, path);
  if (found === undefined || found.isFolder) return undefined;
  const { block, sizeBytes } = found.extent;
  const start = block * tree.descriptor.blockBytes;
  return (await readUpTo(tree.file, start, Math.min(sizeBytes, MAX_TEXT_BYTES))).toString('utf8');
}
