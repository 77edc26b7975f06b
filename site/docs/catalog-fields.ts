/** One field of the catalog's files, in words. */
export interface CatalogField {
  field: string;
  what: string;
}

/** The fields of a release file, of its builds, their evidence and their files, in the order in which they stand. */
export const RELEASE_FIELDS: readonly CatalogField[] = [
  { field: 'schema', what: 'The form of the file, with its version.' },
  { field: 'product', what: 'The product’s name, as the folder is named.' },
  { field: 'release', what: 'The release’s name, as the file is named.' },
  { field: 'codename', what: 'What its publisher calls it besides.' },
  { field: 'lts', what: 'Whether its publisher promises long support.' },
  { field: 'released', what: 'The day it came out.' },
  { field: 'endOfLife', what: 'The last day of the support that everyone gets.' },
  {
    field: 'extendedSupport',
    what: 'The last day of the support that goes on after it, for who pays or as volunteers give it.',
  },
  {
    field: 'lifecycle',
    what: 'Where the publisher states these days, where it is another place than the product’s.',
  },
  {
    field: 'builds',
    what: 'The newest builds of each stream, newest first; older ones are in files of their years.',
  },
];

export const BUILD_FIELDS: readonly CatalogField[] = [
  { field: 'stream', what: 'Which of the product’s streams it belongs to, such as server-cloud or netinst.' },
  { field: 'serial', what: 'What its publisher calls it, from its path or feed; never guessed from a time.' },
  { field: 'published', what: 'The day it was published, where that is stated.' },
  { field: 'url', what: 'The folder of its files; one that stays when the next build comes.' },
  { field: 'withdrawn', what: 'The day on which it was found that its publisher no longer has it.' },
  { field: 'movedTo', what: 'The folder of its files since they left url.' },
  { field: 'verification', what: 'The evidence: see below.' },
  { field: 'artifacts', what: 'Its files: see below.' },
];

export const VERIFICATION_FIELDS: readonly CatalogField[] = [
  { field: 'level', what: 'signed, sums-only, weak or imported.' },
  { field: 'sums', what: 'The sums file that the digests are from, beside the files or as a whole address.' },
  { field: 'sumsDigest', what: 'The digest of the very sums file that was read.' },
  { field: 'signature', what: 'The file with the signature; absent where it is inside of the sums file.' },
  { field: 'signer', what: 'The whole fingerprint of the pinned key that signed.' },
  { field: 'subkey', what: 'The fingerprint of the subkey that was used, where one was.' },
  { field: 'signedAt', what: 'When the signature says it was made.' },
  { field: 'hash', what: 'The hash that the signature is over.' },
  { field: 'note', what: 'Why a signature that needs a word of explanation is accepted.' },
  { field: 'others', what: 'The other signatures in the same file, and what came of each.' },
  { field: 'from', what: 'Of imported: where the digest was taken from.' },
];

export const ARTIFACT_FIELDS: readonly CatalogField[] = [
  { field: 'file', what: 'Its name at the publisher, below the build’s url.' },
  {
    field: 'path',
    what: 'Its name within the build, where the publisher’s own is the same for several files.',
  },
  { field: 'arch', what: 'The processor it is for, such as amd64, arm64 or riscv64.' },
  { field: 'format', what: 'What it is once it is unpacked, such as iso, qcow2 or raw.' },
  { field: 'language', what: 'The language of its user interface, where images differ by it.' },
  { field: 'compression', what: 'How it is packed, such as xz or zst.' },
  { field: 'size', what: 'Its bytes, where the publisher tells.' },
  { field: 'digest', what: 'The algorithm and the hex digits, of the file as it is downloaded.' },
];
