import { z } from 'zod';
import { OsdexError } from '../error.ts';
import { isPlainPath } from '../plain-path.ts';
import { architectureInName } from './architecture-in-name.ts';
import { fileBeside, preferredAddress } from './foreign-address.ts';
import { readEach } from './foreign-image.ts';
import type { ForeignImage } from './foreign-image.ts';
import type { FormatReader } from './format.ts';
import { digestOfText, LooseSize, LooseText, strongestDigest, tell } from './loose-value.ts';
import { childrenOf, childText, parseXml } from './xml-element.ts';
import type { XmlElement } from './xml-element.ts';

/** In UTF-16 code units: the root stands before its files. */
const BEGINNING = 4096;

/** Of addresses that state none, which come last. */
const LAST_PRIORITY = 999_999;

const Address = z.object({ address: z.string(), priority: z.number() });

const File = z
  .object({
    name: LooseText,
    identity: LooseText,
    version: LooseText,
    description: LooseText,
    language: LooseText,
    vendor: LooseText,
    homepage: LooseText,
    size: LooseSize,
    hashes: z.array(z.object({ type: z.string(), hex: z.string() })),
    addresses: z.array(Address),
  })
  .transform((file, context) => {
    const digests = file.hashes.map(({ type, hex }) => digestOfText(hex, type));
    const digest = strongestDigest(digests);
    const [first] = file.hashes;
    if (digest !== undefined || first === undefined) return { ...file, digest };
    context.addIssue(
      `expected a digest by sha-512, sha-384 or sha-256, found ${tell(first.hex)} as ${tell(first.type)}`,
    );
    return z.NEVER;
  });

/**
 * Reads a Metalink of version 4. It says neither the architecture of a file nor its release: a name tells the one at
 * best, and one that is an id of ours tells all.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5854
 */
export const readerOfMetalink: FormatReader = {
  recognises: ({ text }) =>
    /<(?:[a-z]+:)?metalink[\s>]/i.test(text.slice(0, BEGINNING)) && /^\s*</.test(text),
  read({ name, text }) {
    const root = parseXml(text, name);
    const isOld = childrenOf(root, 'files').length > 0;
    if (root.name !== 'metalink' || isOld)
      throw new OsdexError(
        'usage',
        `expected a Metalink of version 4 in ${name}, found ${isOld ? 'one of version 3' : `<${root.name}>`}`,
      );
    const files = childrenOf(root, 'file').map(fieldsOfFile);
    return readEach(files, File, (index) => `file[${index}]`, imageOf);
  },
};

function fieldsOfFile(file: XmlElement): z.input<typeof File> {
  const [publisher] = childrenOf(file, 'publisher');
  return {
    name: file.attributes['name'],
    identity: childText(file, 'identity'),
    version: childText(file, 'version'),
    description: childText(file, 'description'),
    language: childText(file, 'language'),
    vendor: publisher?.attributes['name'],
    homepage: publisher?.attributes['url'],
    size: childText(file, 'size'),
    hashes: childrenOf(file, 'hash').map(({ attributes, text }) => ({
      type: attributes['type'] ?? '',
      hex: text,
    })),
    addresses: childrenOf(file, 'url').map(({ attributes, text }) => ({
      address: text,
      priority: /^[0-9]{1,6}$/.test(attributes['priority'] ?? '')
        ? Number(attributes['priority'])
        : LAST_PRIORITY,
    })),
  };
}

function imageOf(file: z.output<typeof File>, at: string): ForeignImage {
  const { name, identity, version, description, language, vendor, homepage, size, digest } = file;
  const byPriority = file.addresses.toSorted((a, b) => a.priority - b.priority);
  const url = preferredAddress(byPriority.map(({ address }) => address));
  return {
    at,
    product: identity,
    vendor,
    description: description ?? identity,
    homepage,
    release: version,
    ...idParts(name, version),
    arch: architectureInName(fileBeside(undefined, name)),
    language,
    file: fileBeside(url, name),
    url,
    sizeBytes: size,
    digest,
  };
}

/** A file that has its id for a name, and its release and serial for a version, as we write it. */
function idParts(name: string | undefined, version: string | undefined): Partial<ForeignImage> {
  const [product, release, stream, serial, ...path] = name?.split('/') ?? [];
  const isId = path.length > 0 && version === `${release} ${serial}` && isPlainPath(name ?? '');
  return isId ? { product, release, stream, serial } : {};
}
