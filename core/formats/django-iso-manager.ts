import { parseDigest } from '../digest-text.ts';
import { imageLanguage, imageUrls } from '../image.ts';
import type { Image } from '../image.ts';
import {
  BEFORE_JSON_ROW,
  refuseFor,
  refuseOtherDigests,
  refuseOtherFormats,
  refuseWithdrawn,
} from './format.ts';
import type { Format, RowContext } from './format.ts';
import { readerOfDjangoIsoManager } from './django-iso-manager-reader.ts';

/** Its names of kinds of systems. */
const TYPES: Readonly<Record<string, string>> = { linux: 'LINUX', bsd: 'BSD', windows: 'WINDOWS' };

const ARCHITECTURES: Readonly<Record<string, string>> = { amd64: 'AMD64', arm64: 'ARMV8', i386: 'X86' };

/** All the languages that it has. */
const LANGUAGES: Readonly<Record<string, string>> = { en: 'ENGLISH', fr: 'FRENCH' };

/** An array of catalog items, one to a line; every value is a text, an empty one where nothing is known. */
export const djangoIsoManager: Format = {
  name: 'django-iso-manager',
  describe:
    'Catalog items for Django ISO Manager, to be imported in its administration or served as the address of a remote catalog.',
  mediaType: 'application/json',
  extension: '.json',
  consumers: [
    {
      name: 'Django ISO Manager',
      tried:
        'Could not be had here: the items have the fields of its example, each a text, and Python reads their addresses as it writes them. It keeps the digest without checking it: a changed one is not noticed, and makes an item of its own.',
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    refuseOtherFormats(['iso']),
    refuseOtherDigests('sha256'),
    ({ artifact: { arch } }) =>
      Object.hasOwn(ARCHITECTURES, arch) ? undefined : `expected amd64, arm64 or i386, found ${arch}`,
    (image) =>
      languageOf(image) === undefined
        ? `expected English, French or no stated language, found ${imageLanguage(image)}`
        : undefined,
    (image) =>
      releaseDay(image) === undefined
        ? 'expected a known day of release, found that none is stated'
        : undefined,
  ),
  write: {
    kind: 'rows',
    begin: () => '[',
    row: (image, context) => JSON.stringify(itemOf(image, context)),
    before: BEFORE_JSON_ROW,
    end: () => '\n]\n',
  },
  read: readerOfDjangoIsoManager,
};

function itemOf(image: Image, { today }: RowContext): Record<string, string> {
  const { product, release, stream, build, artifact } = image;
  const { verification } = build;
  const title = `${product.name} ${release.release}, ${stream.title}`;
  return {
    os_edition_type: TYPES[product.family] ?? 'OTHER',
    os_edition_name: product.name,
    os_edition_version: release.release,
    os_edition_arch: ARCHITECTURES[artifact.arch] ?? '',
    os_edition_language: languageOf(image) ?? '',
    os_edition_version_scheme: product.versionScheme,
    os_edition_description: title,
    contributors: '',
    author: product.vendor,
    private: '0',
    sha256sum: parseDigest(artifact.digest)?.hex ?? '',
    sha256sum_gpg: verification.level === 'signed' ? verification.signer : '',
    release_date: timeOf(releaseDay(image) ?? ''),
    description: `${title} (${build.serial}, ${artifact.arch})`,
    keywords: [product.family, product.product, product.versionScheme].join(', '),
    original_filename: artifact.file.slice(artifact.file.lastIndexOf('/') + 1),
    last_update: timeOf(today),
    homepage_url: product.homepage,
    documentation_url: product.documentation ?? '',
    download_urls: pythonDictionary(imageUrls(image)),
  };
}

/** Of the build, or of the release where its publisher dates no builds. */
function releaseDay({ build, release }: Image): string | undefined {
  return build.published ?? release.released;
}

/** An empty text where no language is stated; undefined where it is one that it does not have. */
function languageOf(image: Image): string | undefined {
  const language = imageLanguage(image);
  return language === undefined ? '' : LANGUAGES[language.split('-')[0] ?? ''];
}

/** Without a zone, as it writes times. */
function timeOf(day: string): string {
  return `${day} 00:00:00`;
}

/** The addresses by number, the publisher's first, as Python writes a dictionary and not as JSON. */
function pythonDictionary(urls: readonly string[]): string {
  const entries = urls.map(
    (url, index) => `'${index + 1}': '${url.replaceAll(/[\\']/g, (character) => `\\${character}`)}'`,
  );
  return `{${entries.join(', ')}}`;
}
