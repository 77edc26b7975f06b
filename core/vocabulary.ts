/*
 * The closed sets of the field's words, as plain data: the schemas are made of them, and so is what goes into every
 * reader's browser, for which the schemas are too large.
 */

/** Processor architectures under Debian's names; `all` is a file that suits every one. */
export const ARCHITECTURES = [
  ...(['amd64', 'arm64', 'armhf', 'armel', 'riscv64', 's390x', 'ppc64le', 'i386', 'loong64'] as const),
  'all',
] as const;

/** What publishers call them. The one place where another word may be added. */
const ARCHITECTURE_ALIASES: Readonly<Record<string, (typeof ARCHITECTURES)[number]>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  x64: 'amd64',
  aarch64: 'arm64',
  armhfp: 'armhf',
  armv7: 'armhf',
  armv7l: 'armhf',
  armv7hl: 'armhf',
  ppc64el: 'ppc64le',
  powerpc64le: 'ppc64le',
  i486: 'i386',
  i586: 'i386',
  i686: 'i386',
  x86: 'i386',
  loongarch64: 'loong64',
  noarch: 'all',
};

/** What a file holds once any compression is taken off. */
export const DISK_FORMATS = [
  ...([
    'qcow2',
    'raw',
    'iso',
    'vmdk',
    'vhd',
    'vhdx',
    'vdi',
    'ova',
    'box',
    'rootfs',
    'squashfs',
    'wsl',
  ] as const),
  ...(['kernel', 'initrd', 'netboot'] as const),
] as const;

/** What a stream's images are for. */
export const KINDS = ['cloud', 'installer', 'live', 'netboot', 'container', 'board'] as const;

export const VERSION_SCHEMES = ['calver', 'semver', 'rolling', 'other'] as const;

/** How far a digest is to be trusted, best first. */
export const TRUST_LEVELS = ['signed', 'sums-only', 'weak', 'imported'] as const;

/** Every word for an architecture, our own names first. */
export const ARCHITECTURE_WORDS: readonly string[] = [...ARCHITECTURES, ...Object.keys(ARCHITECTURE_ALIASES)];

/** Our name for a publisher's word, or undefined when nobody here knows it. */
export function parseArchitecture(word: string): (typeof ARCHITECTURES)[number] | undefined {
  const lower = word.toLowerCase();
  const known = ARCHITECTURES.find((one) => one === lower);
  if (known !== undefined) return known;
  return Object.hasOwn(ARCHITECTURE_ALIASES, lower) ? ARCHITECTURE_ALIASES[lower] : undefined;
}
