import type { DigestAlgorithm } from '../digest-text.ts';
import { decodePercent } from '../names.ts';

/** What a word for an algorithm means: one whose digests are recorded, or one that is known and passed over. */
export type NamedAlgorithm = DigestAlgorithm | 'unrecorded';

const RECORDED = 'md-?5|sha-?1|sha2?[-_]?(?:256|384|512)';

/** Algorithms whose digests may be as long as a recorded one's, so that only their names keep them apart. */
const UNRECORDED = [
  'md[24]',
  'sha2?[-_]?224',
  'sha2?[-_]?512[-_/t](?:224|256)',
  'sha3(?:[-_]?(?:224|256|384|512))?',
  'shake[-_]?(?:128|256)',
  '(?<![a-z0-9])b(?:lake)?[23][bs]?p?(?:[-_]?\\d{2,3})?',
  'rmd[-_]?\\d{3}',
  'ripemd[-_]?\\d{3}',
  'whirlpool',
  'tiger',
  'sm3',
  'skein[-_]?\\d{3,4}',
  'streebog[-_]?\\d{3}',
].join('|');

const WORD = new RegExp(`^(?:(${RECORDED})|${UNRECORDED})$`, 'i');

/** The end of a sums file's name, from the algorithm on: SHA256SUMS, b2sums.txt, image.qcow2.sha256.asc. */
const NAME_END = new RegExp(
  `(?:(?<other>${UNRECORDED})|(?<known>${RECORDED}))(?:sums?)?(?:\\.(?:txt|asc|gpg|sig|sign))*$`,
  'i',
);

/** The algorithm that a word names, in any of the spellings in use; undefined for a word that names none. */
export function parseAlgorithm(word: string): NamedAlgorithm | undefined {
  const match = WORD.exec(word);
  if (match === null) return undefined;
  return match[1] === undefined ? 'unrecorded' : recorded(match[1]);
}

/** The algorithm that a sums file's own name tells (SHA256SUMS, image.iso.md5); CHECKSUM and DIGESTS tell none. */
export function algorithmOfFileName(name: string): NamedAlgorithm | undefined {
  const told = NAME_END.exec(lastPart(name))?.groups;
  if (told === undefined) return undefined;
  return told['known'] === undefined ? 'unrecorded' : recorded(told['known']);
}

/** The file that a sums file is about by its own name: `image.iso` for `image.iso.sha256`. */
export function fileOfSumsName(name: string): string | undefined {
  const last = lastPart(name);
  const end = NAME_END.exec(last)?.index ?? 0;
  return end > 1 && last[end - 1] === '.' ? last.slice(0, end - 1) : undefined;
}

function recorded(word: string): DigestAlgorithm {
  if (word.endsWith('256')) return 'sha256';
  if (word.endsWith('384')) return 'sha384';
  if (word.endsWith('512')) return 'sha512';
  return word.endsWith('5') ? 'md5' : 'sha1';
}

/** The last part of a URL or a path, as the file is called. */
export function lastPart(name: string): string {
  const isUrl = /^https?:/.test(name);
  const path = isUrl ? name.replace(/[?#].*$/s, '') : name;
  const last = path.slice(path.lastIndexOf('/') + 1);
  return isUrl ? (decodePercent(last) ?? last) : last;
}
