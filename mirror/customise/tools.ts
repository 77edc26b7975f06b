import type { Tool } from '../run-tool.ts';

export const XORRISO: Tool = { command: 'xorriso', debian: 'xorriso' };
export const MCOPY: Tool = { command: 'mcopy', debian: 'mtools' };
export const MDIR: Tool = { command: 'mdir', debian: 'mtools' };
export const MFORMAT: Tool = { command: 'mformat', debian: 'mtools' };
export const SFDISK: Tool = { command: 'sfdisk', debian: 'fdisk' };
export const QEMU_IMG: Tool = { command: 'qemu-img', debian: 'qemu-utils' };
export const IMPLANTISOMD5: Tool = { command: 'implantisomd5', debian: 'isomd5sum' };
