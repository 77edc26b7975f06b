import type { Structure } from './structure.ts';

type Known = [title: RegExp, product: string, release?: string];

/**
 * How discs call themselves, by their label or their own files, and which product of the catalog that is. The first
 * group is the release as the catalog writes it, where the title has it.
 */
const KNOWN: readonly Known[] = [
  [/^(?:[kxl]|edu)?ubuntu(?:[- ][a-z]+){0,2} (\d\d\.\d\d)/i, 'ubuntu'],
  [/^debian (?:gnu\/linux )?(\d+)\./i, 'debian'],
  [/^debian /i, 'debian'],
  [/^fedora-coreos-(\d+)/i, 'fedora-coreos'],
  [/^fedora[- ](?:[a-z_]+-)*(?:(?:x86_64|aarch64|ppc64le|s390x)-)?(\d\d)\b/i, 'fedora'],
  [/^almalinux[- ](\d+)/i, 'almalinux'],
  [/^rocky(?: linux)?[- ](\d+)/i, 'rocky'],
  [/^centos-stream-(\d+)/i, 'centos-stream'],
  [/^centos(?: linux)?[- ](\d)/i, 'centos'],
  [/^(?:ol|oracle linux)[- ]?(\d+)[-.]/i, 'oracle'],
  [/^rhel-(\d+)/i, 'rhel'],
  [/^opensuse[- ]leap[- ](\d+\.\d)/i, 'opensuse-leap'],
  [/^opensuse[- ]tumbleweed/i, 'opensuse-tumbleweed', 'rolling'],
  [/^opensuse[- ]microos/i, 'opensuse-microos'],
  [/^arch_\d{6}/i, 'arch', 'rolling'],
  [/^alpine-[a-z]+ v?(\d+\.\d+)/i, 'alpine'],
  [/^kali/i, 'kali', 'rolling'],
  [/^linux mint (\d+(?:\.\d+)?)/i, 'linuxmint'],
  [/^lmde (\d+)/i, 'lmde'],
  [/^pop[_!]_?os[ _](\d\d\.\d\d)/i, 'pop-os'],
  [/^elementary os (\d+)/i, 'elementary'],
  [/^zorin os (\d+)/i, 'zorin'],
  [/^manjaro/i, 'manjaro', 'rolling'],
  [/^eos_\d{6}/i, 'endeavouros', 'rolling'],
  [/^gentoo/i, 'gentoo', 'rolling'],
  [/^void_live/i, 'void', 'rolling'],
  [/^nixos-(?:[a-z]+-)*(\d\d\.\d\d)/i, 'nixos'],
  [/^guix/i, 'guix'],
  [/^mageia-(\d+)/i, 'mageia'],
  [/^mx-(?:live|(\d+))/i, 'mx'],
  [/^slackware?(?:dvd| )(\d+\.\d+)?/i, 'slackware'],
  [/^solus/i, 'solus', 'rolling'],
  [/^parrot/i, 'parrot'],
  [/^tails/i, 'tails', 'stable'],
  [/^pureos/i, 'pureos'],
  [/^qubes-r?(\d+[.-]\d+)/i, 'qubes'],
  [/^(\d+)_\d+_(?:release|stable|rc\d|beta\d)_/i, 'freebsd'],
  [/^openbsd\/\w+ +(\d+\.\d)/i, 'openbsd'],
  [/^netbsd/i, 'netbsd'],
  [/^dragonfly/i, 'dragonflybsd'],
  [/^haiku/i, 'haiku'],
  // Microsoft's labels name the edition, the architecture and the language, but not the release.
  [/^(?:j_)?(?:sss|ssc|sshs?|ir\d?_sss)_(?:a64|x64)fre/i, 'windows-server'],
  [/^(?:j_)?(?:c?ccoma|ccsn?a|cenn?a|cena|cpba|cpra)_(?:a64|x64|x86)fre/i, 'windows'],
];

/** The product and release that the first of these titles which is known here means. */
export function productOf(titles: readonly (string | undefined)[]): Pick<Structure, 'product' | 'release'> {
  for (const title of titles) {
    for (const [pattern, product, release] of title === undefined ? [] : KNOWN) {
      const found = pattern.exec(title ?? '');
      if (found !== null) return { product, release: found[1]?.replace('-', '.') ?? release };
    }
  }
  return {};
}
