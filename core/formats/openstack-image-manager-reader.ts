import { z } from 'zod';
import { readYaml } from '../files/yaml.ts';
import { preferredAddress } from './foreign-address.ts';
import { fieldOf, fieldsOf } from './foreign-fields.ts';
import { readEach } from './foreign-image.ts';
import type { ForeignImage } from './foreign-image.ts';
import type { FormatReader } from './format.ts';
import { partTitle } from './image-title.ts';
import { LooseDigest, LooseText, tell } from './loose-value.ts';

/** Its word for what is not one of ours. */
const ARCHITECTURES: Readonly<Record<string, string>> = { 'risc-v': 'riscv64' };

/** In UTF-16 code units: an image says in fewer what it is. */
const BEGINNING = 16_384;

const Document = z.looseObject({ images: z.array(z.unknown(), { error: 'expected a list of images' }) });

/** A version of an image with the image, which says what all its versions are. */
const Definition = z.object({
  image: z.object({
    name: LooseText,
    format: LooseText,
    meta: z
      .object({ architecture: LooseText, os_version: LooseText, image_description: LooseText })
      .optional(),
  }),
  version: z.object({
    version: LooseText,
    url: LooseText,
    mirror_url: LooseText,
    checksum: LooseDigest,
    build_date: z.unknown().optional().transform(dayOf).pipe(LooseText),
    os_version: LooseText,
  }),
});

/**
 * Reads definitions of OpenStack's image manager: each version of an image is one of ours.
 *
 * @see https://github.com/osism/openstack-image-manager/blob/main/etc/schema.yaml
 */
export const readerOfOpenstackImageManager: FormatReader = {
  recognises({ text }) {
    const beginning = text.slice(0, BEGINNING);
    return (
      /^images:[ \t]*(?:#.*)?$/m.test(beginning) &&
      /^[ \t]+(?:- )?(?:min_disk|min_ram|versions|version_[0-9]+|visibility|latest_url):/m.test(beginning)
    );
  },
  read({ name, text }) {
    const { images } = readYaml(text, Document, name, 'usage');
    const definitions = images.flatMap((image, index) => versionsOf(image, `images[${index}]`));
    return readEach(definitions, Definition, (index) => definitions[index]?.at ?? '', imageOf);
  },
};

interface ToldVersion {
  at: string;
  image: unknown;
  version: unknown;
}

/** A list, or else an object with the versions by their names, or fields `version_1` of the image itself. */
function versionsOf(image: unknown, at: string): ToldVersion[] {
  const versions = fieldOf(image, 'versions');
  if (Array.isArray(versions))
    return versions.map((version: unknown, index) => ({ at: `${at}.versions[${index}]`, image, version }));
  const numbered = fieldsOf(image).filter(([key]) => /^version_[0-9]+$/.test(key));
  const named = fieldsOf(versions).map(([key, version]) => ({
    at: `${at}.versions[${tell(key)}]`,
    image,
    version: /^version_[0-9]+$/.test(key) ? version : namedVersion(key, version),
  }));
  const told = numbered.map(([key, version]) => ({ at: `${at}.${key}`, image, version }));
  // An image without any is told as one whose version is not there.
  return named.length + told.length > 0 ? [...named, ...told] : [{ at, image, version: undefined }];
}

function namedVersion(name: string, version: unknown): unknown {
  return typeof version === 'object' ? { version: name, ...version } : version;
}

function imageOf({ image, version }: z.output<typeof Definition>, at: string): ForeignImage {
  const { name, format, meta } = image;
  const release = version.os_version ?? meta?.os_version;
  const arch = meta?.architecture;
  const isArchLast = arch !== undefined && name?.endsWith(` ${arch}`) === true;
  const title = isArchLast ? name.slice(0, -arch.length - 1) : name;
  const { product, rest } = title === undefined ? {} : partTitle(title, release);
  return {
    at,
    product,
    description: meta?.image_description,
    release,
    stream: rest,
    kind: 'cloud',
    serial: version.version,
    published: version.build_date,
    arch: arch !== undefined && Object.hasOwn(ARCHITECTURES, arch) ? ARCHITECTURES[arch] : arch,
    format,
    url: preferredAddress([version.url]) ?? preferredAddress([version.mirror_url]),
    digest: version.checksum,
  };
}

/** YAML of other programs has dates. */
function dayOf(value: unknown): unknown {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString().slice(0, 10) : value;
}
