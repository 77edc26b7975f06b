import { z } from 'zod';
import { OsdexError } from '../error.ts';
import { fileBeside, preferredAddress } from './foreign-address.ts';
import { fieldOf, fieldsOf } from './foreign-fields.ts';
import { readEach } from './foreign-image.ts';
import type { ForeignImage } from './foreign-image.ts';
import type { FormatReader } from './format.ts';
import { looseDigestBy, LooseText, tell } from './loose-value.ts';
import { quotedStrings } from './quoted-strings.ts';
import { parseJson } from './record-reader.ts';

/** Its word for what is not one of ours. */
const ARCHITECTURES: Readonly<Record<string, string>> = { ARMV8: 'arm64' };

const LANGUAGES: Readonly<Record<string, string>> = { ENGLISH: 'en', FRENCH: 'fr' };

/** In UTF-16 code units: more than an item has before the field that all of them have. */
const BEGINNING = 16_384;

/** More than any item has of addresses, in UTF-16 code units. */
const LONGEST_ADDRESSES = 100_000;

const ITEM_FIELD =
  /"(?:os_edition_(?:name|type|version|arch)|sha256sum_?gpg|original[-_]filename|version-scheme)"\s*:/;

/** The addresses of an item in any of the forms in use; those of torrents and shares among them. */
const Addresses = z
  .unknown()
  .optional()
  .transform((value, context): string[] => {
    if (value === undefined || value === null) return [];
    const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
    if (text.length <= LONGEST_ADDRESSES) {
      const strings = /^[[({]/.test(text) ? quotedStrings(text) : [text];
      if (strings !== undefined) return strings.map((string) => string.trim());
    }
    context.addIssue(`expected addresses as Python or JSON writes a list of them, found ${tell(value)}`);
    return z.NEVER;
  });

const Private = LooseText.transform((text) => /^(?:1|true|yes)$/i.test(text ?? ''));

/** An item by the names of its fields without dashes and underscores, in which its two spellings differ. */
const Item = z
  .object({
    oseditionname: LooseText,
    osname: LooseText,
    name: LooseText,
    oseditionversion: LooseText,
    version: LooseText,
    oseditionarch: LooseText,
    osarch: LooseText,
    architecture: LooseText,
    oseditionlanguage: LooseText,
    language: LooseText,
    oseditiondescription: LooseText,
    description: LooseText,
    author: LooseText,
    private: Private,
    sha256sum: looseDigestBy('sha256'),
    releasedate: LooseText,
    originalfilename: LooseText,
    homepageurl: LooseText,
    downloadurls: Addresses,
  })
  .refine((item) => !item.private, { error: 'expected a public item, found one that is private' });

/**
 * Reads an array of catalog items, in the spelling of today and in the older one with dashes, and the object of images
 * by name that remote catalogs once were.
 */
export const readerOfDjangoIsoManager: FormatReader = {
  recognises({ text }) {
    const beginning = text.slice(0, BEGINNING);
    return /^\s*[[{]/.test(beginning) && ITEM_FIELD.test(beginning);
  },
  read({ name, text }) {
    const items = itemsIn(parseJson(text, name));
    if (items === undefined)
      throw new OsdexError('usage', `expected an array of catalog items in ${name}, found something else`);
    return readEach(
      items.map(({ item }) => item),
      Item,
      (index) => items[index]?.at ?? '',
      imageOf,
    );
  },
};

function itemsIn(document: unknown): { item: unknown; at: string }[] | undefined {
  if (Array.isArray(document))
    return document.map((item: unknown, index) => ({ item: plainFields(item), at: `[${index}]` }));
  const images = fieldOf(document, 'images');
  if (typeof images !== 'object' || images === null || Array.isArray(images)) return undefined;
  return fieldsOf(images).map(([key, image]) => ({
    item: plainFields(image, { name: key }),
    at: `images[${tell(key)}]`,
  }));
}

function plainFields(item: unknown, known: object = {}): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  const fields = fieldsOf(item).map(([key, value]) => [key.toLowerCase().replaceAll(/[-_ ]/g, ''), value]);
  return { ...known, ...Object.fromEntries(fields) };
}

function imageOf(item: z.output<typeof Item>, at: string): ForeignImage {
  const arch = item.oseditionarch ?? item.architecture ?? item.osarch;
  const language = item.oseditionlanguage ?? item.language;
  const url = preferredAddress(item.downloadurls);
  return {
    at,
    product: item.oseditionname ?? item.osname ?? item.name,
    vendor: item.author,
    description: item.oseditiondescription ?? item.description,
    homepage: item.homepageurl,
    release: item.oseditionversion ?? item.version,
    published: item.releasedate,
    arch: ourWord(ARCHITECTURES, arch),
    language: ourWord(LANGUAGES, language),
    file: fileBeside(url, item.originalfilename),
    url,
    digest: item.sha256sum,
  };
}

function ourWord(words: Readonly<Record<string, string>>, word: string | undefined): string | undefined {
  const upper = word?.toUpperCase() ?? '';
  return Object.hasOwn(words, upper) ? words[upper] : word;
}
