import { z } from 'zod';

/** Processor architectures under Debian's names; `all` is a file that suits every one. */
export const Architecture = z.enum([
  'amd64',
  'arm64',
  'armhf',
  'armel',
  'riscv64',
  's390x',
  'ppc64le',
  'i386',
  'loong64',
  'all',
]);
export type Architecture = z.infer<typeof Architecture>;

/** What publishers call them. The one place where another word may be added. */
const ALIASES: Readonly<Record<string, Architecture>> = {
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

/** Our name for a publisher's word, or undefined when nobody here knows it. */
export function parseArchitecture(word: string): Architecture | undefined {
  const lower = word.toLowerCase();
  const known = Architecture.safeParse(lower);
  if (known.success) return known.data;
  return Object.hasOwn(ALIASES, lower) ? ALIASES[lower] : undefined;
}
