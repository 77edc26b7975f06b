import type { Architecture } from '../../core/architecture.ts';

/**
 * The loaders that UEFI starts from a removable medium, by processor.
 * @see https://uefi.org/specs/UEFI/2.10/03_Boot_Manager.html#removable-media-boot-behavior
 */
const LOADERS: Readonly<Record<string, Architecture>> = {
  'bootx64.efi': 'amd64',
  'bootaa64.efi': 'arm64',
  'bootia32.efi': 'i386',
  'bootarm.efi': 'armhf',
  'bootriscv64.efi': 'riscv64',
  'bootloongarch64.efi': 'loong64',
};

/**
 * The processor that the files of `EFI/BOOT` are for; undefined where they are for none or several. A loader for i386
 * beside one for amd64 is for machines whose firmware is of the older kind.
 */
export function architectureOfLoaders(names: readonly string[]): Architecture | undefined {
  const found = new Set(names.flatMap((name) => LOADERS[name.toLowerCase()] ?? []));
  if (found.has('amd64')) found.delete('i386');
  return found.size === 1 ? [...found][0] : undefined;
}
