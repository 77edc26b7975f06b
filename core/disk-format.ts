import { z } from 'zod';
import { DISK_FORMATS } from './vocabulary.ts';

/** What a file holds once any compression is taken off. */
export const DiskFormat = z.enum(DISK_FORMATS);
export type DiskFormat = z.infer<typeof DiskFormat>;

export const Compression = z.enum([
  'gz',
  'xz',
  'bz2',
  'zst',
  'zip',
  '7z',
  'tar.gz',
  'tar.xz',
  'tar.bz2',
  'tar.zst',
]);
export type Compression = z.infer<typeof Compression>;

/** Endings that leave no doubt. `.img` is left out on purpose: it is qcow2 here and raw there. */
const FORMAT_OF_ENDING: Readonly<Record<string, DiskFormat>> = {
  qcow2: 'qcow2',
  raw: 'raw',
  iso: 'iso',
  vmdk: 'vmdk',
  vhd: 'vhd',
  vhdfixed: 'vhd',
  vhdx: 'vhdx',
  vdi: 'vdi',
  ova: 'ova',
  box: 'box',
  squashfs: 'squashfs',
  wsl: 'wsl',
};

/** The compression that a file's name tells, if any. */
export function compressionOf(file: string): Compression | undefined {
  const ending = /\.((?:tar\.)?(?:gz|xz|bz2|zst)|tgz|txz|zip|7z)$/i.exec(file)?.[1]?.toLowerCase();
  if (ending === undefined) return undefined;
  return Compression.parse(ending === 'tgz' ? 'tar.gz' : ending === 'txz' ? 'tar.xz' : ending);
}

/** The disk format that a file's name tells beyond doubt, if any. */
export function diskFormatOf(file: string): DiskFormat | undefined {
  const plain = file.replace(/\.(?:tgz|txz|zip|7z|(?:tar\.)?(?:gz|xz|bz2|zst))$/i, '');
  const ending = plain.slice(plain.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(FORMAT_OF_ENDING, ending) ? FORMAT_OF_ENDING[ending] : undefined;
}
