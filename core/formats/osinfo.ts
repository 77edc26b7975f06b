import type { Image } from '../image.ts';
import { artifactUrl, currentPlace } from '../release.ts';
import { refuseFor, refuseOtherFormats, refuseWithdrawn } from './format.ts';
import type { ExportContext, ExportFile, Format } from './format.ts';
import { gnuArchitecture, refuseOtherGnuArchitectures } from './gnu-architecture.ts';
import { escapeXml } from './xml-text.ts';

/** Products whose name is osinfo-db's name of their family; of the others' families it shares only Linux. */
const OWN_FAMILIES: readonly string[] = ['dragonflybsd', 'freebsd', 'netbsd', 'openbsd', 'haiku'];

/**
 * A document for each release, as osinfo-db has them.
 *
 * @see https://gitlab.com/libosinfo/osinfo-db/-/blob/main/data/schema/osinfo.rng.in
 */
export const osinfo: Format = {
  name: 'osinfo',
  describe:
    'An os/ folder for ~/.config/osinfo, by which virt-install, virt-manager and GNOME Boxes know more releases and where their images are.',
  mediaType: 'application/xml',
  extension: '.xml',
  consumers: [
    {
      name: 'osinfo-db-import',
      version: '1.10.0',
      tried:
        "Takes a tar archive of the folder into a user's own database, where osinfo-db-validate finds it valid and osinfo-query its releases. It has no place for digests: a changed address or image is not noticed.",
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    refuseOtherFormats(['iso', 'qcow2', 'raw', 'vmdk', 'vhdx']),
    refuseOtherGnuArchitectures('x86_64', 'aarch64', 'armv7l', 'i686', 'ppc64le', 'riscv64', 's390x'),
  ),
  write: {
    kind: 'folder',
    write: (images, context) =>
      [...Map.groupBy(images, (image) => pathOf(idOf(image, context)))].map(
        ([path, ofDocument]): ExportFile => ({ path, content: document(ofDocument, context) }),
      ),
  },
};

/** In whose name releases go by where no site has one: a domain that nobody can have. @see https://www.rfc-editor.org/rfc/rfc2606 */
const NOBODY = 'osdex.invalid/';

/**
 * Of a release, in the site's name and with http, for libosinfo takes no other. Never in its publisher's: under such an
 * id osinfo-db has what it knows of the release itself, and libosinfo would make one of both.
 */
function idOf({ release: { product, release } }: Image, { siteUrl }: ExportContext): string {
  return `http://${siteUrl?.replace(/^https?:\/\//, '') ?? NOBODY}${product}/${release}`;
}

/** The one place where libosinfo reads what has this id. */
function pathOf(id: string): string {
  const [host = '', ...path] = id.slice('http://'.length).split('/');
  return `os/${plain(host)}/${plain(path.join('/'))}.xml`;
}

function plain(text: string): string {
  return text.replaceAll(/[^\w.-]/g, '-');
}

function document(images: readonly Image[], context: ExportContext): string {
  const releases = [...Map.groupBy(images, (image) => idOf(image, context))];
  return `<?xml version="1.0" encoding="UTF-8"?>
<libosinfo version="0.0.1">
${releases.map(([id, ofRelease]) => releaseElement(id, ofRelease)).join('')}</libosinfo>
`;
}

function releaseElement(id: string, images: readonly Image[]): string {
  const [first] = images;
  if (first === undefined) return '';
  const { product, release } = first;
  const streams = new Map(images.map(({ stream }) => [stream.stream, stream]));
  const lines = [
    element('short-id', `osdex-${release.product}-${release.release}`),
    element('name', `${product.name} ${release.release}`),
    element('version', release.release),
    element('vendor', product.vendor),
    element('family', familyOf(first)),
    element('distro', product.product),
    element('codename', release.codename),
    element('release-date', release.released),
    element('eol-date', release.endOfLife),
    ...[...streams.values()].map(
      ({ stream, title }) => `<variant id="${escapeXml(stream)}"><name>${escapeXml(title)}</name></variant>`,
    ),
    ...images.map(place),
  ].filter((line) => line !== '');
  return `  <os id="${escapeXml(id)}">\n${lines.map((line) => `    ${line}\n`).join('')}  </os>\n`;
}

function familyOf({ product }: Image): string | undefined {
  if (product.family === 'linux') return 'linux';
  return OWN_FAMILIES.includes(product.product) ? product.product : undefined;
}

/** A disc is a medium, of which it is not said by what volume name to know it; any other file is an image. */
function place({ stream, build, artifact }: Image): string {
  const arch = gnuArchitecture(artifact.arch);
  const url = artifactUrl(currentPlace(build), artifact);
  const inner = `<variant id="${escapeXml(stream.stream)}"/><url>${escapeXml(url)}</url>`;
  if (artifact.format !== 'iso') return `<image arch="${arch}" format="${artifact.format}">${inner}</image>`;
  return `<media arch="${arch}"${stream.kind === 'live' ? ' live="true"' : ''}>${inner}</media>`;
}

function element(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${escapeXml(text)}</${name}>`;
}
