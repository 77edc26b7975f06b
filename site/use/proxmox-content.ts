import { isDisk } from './used-image.ts';
import type { UsedImage } from './used-image.ts';

/**
 * As what a storage of Proxmox VE takes an image: it runs on amd64, unpacks no disk, and knows disks by their endings.
 * Undefined where it takes none.
 */
export function contentOf(image: UsedImage): 'iso' | 'import' | undefined {
  const { arch, compression, format } = image;
  if (compression !== undefined || !['amd64', 'i386', 'all'].includes(arch)) return undefined;
  if (format === 'iso') return 'iso';
  return isDisk(image) && ['qcow2', 'raw', 'vmdk'].includes(format) ? 'import' : undefined;
}

/** The name under which the storage takes it: a qcow2 that its publisher calls `.img` is refused. */
export function storedName({ file, format }: UsedImage): string {
  return file.endsWith(`.${format}`) ? file : `${file.replace(/\.img$/, '')}.${format}`;
}
