import { artifactUrl, currentPlace } from '../release.ts';
import type { Artifact } from '../release.ts';
import { bootSets, refuseOutsideBootSet } from './boot-set.ts';
import type { BootSet } from './boot-set.ts';
import { refuseFor, refuseWithdrawn } from './format.ts';
import type { ExportContext, Format } from './format.ts';

/** Those that iPXE is built for. */
const ARCHITECTURES: readonly string[] = ['amd64', 'arm64', 'armhf', 'i386', 'loong64', 'riscv64'];

/**
 * A menu of what starts from a network.
 *
 * @see https://ipxe.org/scripting
 */
export const ipxe: Format = {
  name: 'ipxe',
  describe:
    'A menu of network installers and live systems for iPXE: "chain http://…/osdex.ipxe", or the boot file that DHCP names. Its addresses need an iPXE that speaks HTTPS.',
  mediaType: 'text/plain',
  extension: '.ipxe',
  consumers: [
    {
      name: 'iPXE',
      version: '1.0.0+git-20190125',
      tried:
        'Boots in QEMU from the network, shows the menu and fetches kernel and initrd of what is chosen. It has no check of digests, so a changed kernel is not noticed: they stand as comments.',
    },
  ],
  refuse: refuseFor(refuseWithdrawn, refuseOutsideBootSet, ({ artifact: { arch } }) =>
    ARCHITECTURES.includes(arch) ? undefined : `expected an architecture of iPXE's, found ${arch}`,
  ),
  write: {
    kind: 'text',
    write: (images, context) => {
      const sets = bootSets(images);
      return [...menuLines(sets, context), ...sets.flatMap(setLines)].map((line) => `${line}\n`).join('');
    },
  },
};

function menuLines(sets: readonly BootSet[], { title, generator }: ExportContext): string[] {
  return [
    '#!ipxe',
    `# Written by ${ipxeText(generator)}. iPXE does not check the digests below.`,
    '# Which parameters a kernel wants is for who boots it: set args before this is chained, or type them in.',
    '# What a kernel loads later goes by its format there, such as ${netboot} or ${squashfs}.',
    ':menu',
    `menu ${ipxeText(title)}`,
    ...sets.map((set) => `item ${labelOf(set)} ${titleOf(set)}`),
    'item --gap',
    'item args Kernel parameters: ${args}',
    'choose target || exit',
    'goto ${target}',
    ':args',
    'echo -n Kernel parameters:',
    'read args',
    'goto menu',
    ':failed',
    'imgfree',
    'prompt Not booted: any key goes back to the menu',
    'goto menu',
  ];
}

function setLines(set: BootSet): string[] {
  const { kernel, initrd, later } = set;
  return [
    '',
    `:${labelOf(set)}`,
    ...later.flatMap((artifact) => [
      `# ${artifact.digest}`,
      `set ${artifact.format} ${urlOf(set, artifact)}`,
    ]),
    `# ${kernel.digest}`,
    // A kernel that is an EFI program looks for the file by this name, which is iPXE's for it below.
    `kernel ${urlOf(set, kernel)} initrd=initrd \${args} || goto failed`,
    `# ${initrd.digest}`,
    `initrd --name initrd ${urlOf(set, initrd)} || goto failed`,
    'boot || goto failed',
  ];
}

/** No other label of the script has a dash in it. */
function labelOf({ image: { release, stream, build, artifact } }: BootSet): string {
  return [release.product, release.release, stream.stream, build.serial, artifact.arch].join('-');
}

function titleOf({ image: { product, release, stream, build, artifact } }: BootSet): string {
  return ipxeText(`${product.name} ${release.release}, ${stream.title} (${build.serial}, ${artifact.arch})`);
}

/** A text in words that iPXE takes as they are: without quotes, comments, settings, options and `&&`. */
function ipxeText(text: string): string {
  return text
    .replaceAll(/[^\w .,:()/-]/g, ' ')
    .split(' ')
    .filter((word) => /^[^-]*\w/.test(word))
    .join(' ');
}

/** An address that iPXE takes as it is. */
function urlOf({ image: { build } }: BootSet, artifact: Artifact): string {
  return artifactUrl(currentPlace(build), artifact).replaceAll(
    /["'${}\\|#]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
