/**
 * The facets whose values are known beforehand, in the order of their schemas. They are repeated here because the
 * schemas are too large for what goes into every reader's browser; a test holds both against each other.
 */
const CLOSED_FACETS = {
  lts: ['true', 'false'],
  supported: ['true', 'false'],
  kind: ['cloud', 'installer', 'live', 'netboot', 'container', 'board'],
  arch: ['amd64', 'arm64', 'armhf', 'armel', 'riscv64', 's390x', 'ppc64le', 'i386', 'loong64', 'all'],
  format: [
    ...['qcow2', 'raw', 'iso', 'vmdk', 'vhd', 'vhdx', 'vdi', 'ova', 'box', 'rootfs', 'squashfs', 'wsl'],
    ...['kernel', 'initrd', 'netboot'],
  ],
  versionScheme: ['calver', 'semver', 'rolling', 'other'],
  level: ['signed', 'sums-only', 'weak', 'imported'],
} as const;

/** A facet that has no other values than these. */
export type ClosedFacet = keyof typeof CLOSED_FACETS;

/** The words for architectures that core/architecture.ts knows, for where it cannot go. */
const ARCHITECTURE_ALIASES: Readonly<Record<string, string>> = {
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

/** Whether a facet has a closed set of values. */
export function isClosedFacet(facet: string): facet is ClosedFacet {
  return Object.hasOwn(CLOSED_FACETS, facet);
}

/** Every value of the facet. */
export function facetValues(facet: ClosedFacet): readonly string[] {
  return CLOSED_FACETS[facet];
}

/** Every word that stands for a value of the facet, the values first. */
export function facetWords(facet: ClosedFacet): readonly string[] {
  return facet === 'arch'
    ? [...CLOSED_FACETS.arch, ...Object.keys(ARCHITECTURE_ALIASES)]
    : CLOSED_FACETS[facet];
}

/** The value that a word stands for, or undefined when it stands for none. */
export function parseFacetValue(facet: ClosedFacet, word: string): string | undefined {
  const given = facet === 'arch' ? word.toLowerCase() : word;
  if (facetValues(facet).includes(given)) return given;
  return facet === 'arch' && Object.hasOwn(ARCHITECTURE_ALIASES, given)
    ? ARCHITECTURE_ALIASES[given]
    : undefined;
}
