import type { Image } from '../image.ts';

/** What the kernel and GNU's tools call it, where that is another word than ours. */
const GNU_NAMES: ReadonlyMap<string, string> = new Map([
  ['amd64', 'x86_64'],
  ['arm64', 'aarch64'],
  ['armhf', 'armv7l'],
  ['i386', 'i686'],
  ['loong64', 'loongarch64'],
]);

/** One of our architectures as GNU's tools and the programs after them call it. */
export function gnuArchitecture(arch: string): string {
  return GNU_NAMES.get(arch) ?? arch;
}

/** What its reader knows of architectures, by GNU's names. */
export function refuseOtherGnuArchitectures(
  ...known: readonly string[]
): (image: Image) => string | undefined {
  return ({ artifact: { arch } }) =>
    known.includes(gnuArchitecture(arch))
      ? undefined
      : `expected the architecture ${known.join(' or ')}, found ${arch}`;
}
