/** What a snippet for a tool is made of: one file, and what it is for. */
export interface UsedImage {
  /** Where the file is, with nothing in it that a tool would take for a pattern or a template. */
  url: string;
  /** The file's name on the reader's disk, which no shell and no option parser can mistake. */
  file: string;
  /** Of the digest: `sha256`, and its digits. */
  algorithm: string;
  hex: string;
  arch: string;
  format: string;
  compression: string | undefined;
  kind: string;
  product: string;
  release: string;
  /** The user that the image lets log in first, where its publisher says so. */
  login: string | undefined;
}

/** What the build and a row of the page know of a file. */
export interface UsedFile extends Omit<UsedImage, 'file' | 'algorithm' | 'hex'> {
  /** `<algorithm>:<hex>` */
  digest: string;
}

/** The image as snippets need it. */
export function usedImage({ url: address, digest, ...facts }: UsedFile): UsedImage {
  const [algorithm = '', hex = ''] = digest.split(':');
  return { ...facts, ...plainAddress(address), algorithm, hex };
}

/** An address as every tool takes it, and the name under which a file of that address is kept. */
export function plainAddress(address: string): Pick<UsedImage, 'url' | 'file'> {
  const url = plainUrl(address);
  return { url, file: localName(url) };
}

/** A disk that a virtual machine starts from as it is. */
export function isDisk({ format, kind }: UsedImage): boolean {
  return kind === 'cloud' && ['qcow2', 'raw', 'vmdk', 'vhdx', 'vdi'].includes(format);
}

/**
 * Whether cloud-init makes the first user: `root` is there without it, and `core`, of Fedora CoreOS and Flatcar, is
 * made by Ignition.
 */
export function hasCloudInit(image: UsedImage): boolean {
  return isDisk(image) && image.login !== undefined && !['core', 'root'].includes(image.login);
}

/** A name for what a tool makes of the image, fit for a host: `ubuntu-24-04`. */
export function hostName({ product, release }: UsedImage): string {
  const name = `${product}-${release}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  // Names of hosts begin with a letter.
  return name
    .replace(/^(?![a-z])/, 'os-')
    .slice(0, 48)
    .replace(/-+$/, '');
}

/** curl expands `[1-9]` and `{a,b}`, Ansible `{{ … }}`; percent-encoded they mean the same to every server. */
function plainUrl(address: string): string {
  const { origin, pathname, search } = new URL(address);
  return (
    origin +
    (pathname + search).replaceAll(
      /[[\]{}^|\\]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  );
}

function localName(url: string): string {
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  return /^[A-Za-z0-9][A-Za-z0-9._+~@-]*$/.test(name) ? name : 'image';
}
