import type { Artifact } from '../core/release.ts';
import type { Stream } from '../core/product.ts';
import type { BuildOf } from './site-catalog.ts';

/** A file of a build before its digest. */
export type NamedFile = Pick<Artifact, 'file' | 'arch' | 'format' | 'compression' | 'language'>;

type Ending = readonly [ending: string, format: Artifact['format'], compression?: Artifact['compression']];

const ARCHITECTURES = ['amd64', 'arm64', 'riscv64', 's390x', 'ppc64le'] as const;
/** As the Fedora family writes them. */
const OTHER_WORDS: Partial<Record<Artifact['arch'], string>> = { amd64: 'x86_64', arm64: 'aarch64' };

const ENDINGS: Record<Stream['kind'], readonly Ending[]> = {
  cloud: [
    ['img', 'qcow2'],
    ['raw.xz', 'raw', 'xz'],
    ['vmdk', 'vmdk'],
    ['azure.vhd.tar.gz', 'vhd', 'tar.gz'],
    ['root.tar.xz', 'rootfs', 'tar.xz'],
  ],
  installer: [
    ['netinst.iso', 'iso'],
    ['DVD-1.iso', 'iso'],
    ['boot.iso', 'iso'],
    ['mini.iso', 'iso'],
  ],
  live: [
    ['desktop.iso', 'iso'],
    ['gnome.iso', 'iso'],
    ['kde.iso', 'iso'],
    ['xfce.iso', 'iso'],
  ],
  netboot: [
    ['vmlinuz', 'kernel'],
    ['initrd.img', 'initrd'],
    ['netboot.tar.gz', 'netboot', 'tar.gz'],
    ['ipxe.iso', 'iso'],
  ],
  container: [
    ['rootfs.tar.xz', 'rootfs', 'tar.xz'],
    ['squashfs', 'squashfs'],
    ['wsl', 'wsl'],
    ['qcow2', 'qcow2'],
  ],
  board: [['img.xz', 'raw', 'xz']],
};
const BOARDS = [
  'rpi-4-b',
  'rock-5b',
  'orangepi5-plus',
  'bananapi-m5',
  'odroid-n2',
  'visionfive2',
  'rpi-zero-2w',
];
const LANGUAGES = ['de', 'en', 'es', 'fr', 'it', 'ja', 'ko', 'pl', 'pt-BR', 'ru', 'zh-Hans'];

/** So many names of files as publishers write them: every product keeps to one of three manners. */
export function fileNames(of: BuildOf, serial: string, count: number): NamedFile[] {
  const endings = ENDINGS[of.stream.kind];
  return Array.from({ length: count }, (_, at): NamedFile => {
    const [ending, format, compression] = endings[at % endings.length] ?? ['img', 'raw'];
    const round = Math.floor(at / endings.length);
    const isBoard = of.stream.kind === 'board';
    const isSpoken = of.stream.kind === 'live' && of.at % 4 === 0;
    const arch =
      (isBoard || isSpoken ? ARCHITECTURES[at % 2] : ARCHITECTURES[round % ARCHITECTURES.length]) ?? 'amd64';
    const language = isSpoken ? LANGUAGES[round % LANGUAGES.length] : undefined;
    const again = isBoard ? Math.floor(at / BOARDS.length) : Math.floor(round / ARCHITECTURES.length);
    const parts = [
      ...(isBoard ? [BOARDS[at % BOARDS.length] ?? ''] : []),
      ...(language === undefined ? [] : [language]),
      ...(again > 0 ? [`variant-${again}`] : []),
    ];
    return {
      file: nameOf(of, serial, { arch, parts, ending }),
      arch,
      format,
      ...(compression === undefined ? {} : { compression }),
      ...(language === undefined ? {} : { language }),
    };
  });
}

function nameOf(
  { product, at, release, stream }: BuildOf,
  serial: string,
  { arch, parts, ending }: { arch: Artifact['arch']; parts: string[]; ending: string },
): string {
  const name = product.name.replaceAll(/[^A-Za-z0-9]+/g, '-');
  const other = OTHER_WORDS[arch] ?? arch;
  if (at % 3 === 0) return [product.product, release, stream.stream, ...parts, arch].join('-') + `-${ending}`;
  if (at % 3 === 1) return `${[name, stream.stream, ...parts, release, serial].join('-')}.${other}.${ending}`;
  return `${[product.product, serial, ...parts, other].join('_')}-${ending}`;
}
