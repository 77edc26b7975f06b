import { algorithmOfHexLength, DIGEST_ALGORITHMS, hexLength } from './digest.ts';
import type { Digest, DigestAlgorithm } from './digest.ts';
import { OsdexError } from './error.ts';
import type { SignedText } from './signed-text.ts';
import type { UnsignedText } from './unsigned-text.ts';

/** What a sums file says of one file: the strongest digest it gives, and the size in bytes where it tells. */
export interface ManifestEntry {
  digest: Digest;
  sizeBytes: number | undefined;
}

/** A parsed sums file: its files by the name it gives them. */
export type ChecksumManifest = ReadonlyMap<string, ManifestEntry>;

const BSD_LINE = /^([A-Za-z0-9-]+) ?\((.+)\) ?= ?([0-9a-fA-F]+)$/;
const GNU_LINE = /^([0-9a-fA-F]+)(?: [ *]|\t)(?:\.\/)?(\S.*)$/;
const SIZE_COMMENT = /^# (\S+): (\d+) bytes$/;
const SECTION_COMMENT = /^# ([A-Za-z0-9-]+) HASH$/;

interface Line {
  file: string;
  hex: string;
  algorithm: DigestAlgorithm | undefined;
  number: number;
}

/**
 * Parses a sums file in any of the usual forms: GNU (`<hex>  name`, `<hex> *name`), BSD (`SHA256 (name) = <hex>`,
 * sizes in comments), sectioned DIGESTS (`# SHA512 HASH` above GNU lines). Where a file has several digests the
 * strongest is kept. A line of another form is an error, since half of a sums file proves nothing about the rest.
 *
 * @param name URL or path of the file, for messages; its last part may name the algorithm (SHA512SUMS).
 * @throws OsdexError `sums-unreadable` (expected, found, name:line), `sums-conflict` for two digests of one file.
 * @see https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html
 */
export function parseChecksumManifest({ text }: SignedText | UnsignedText, name: string): ChecksumManifest {
  const digests = new Map<string, Map<DigestAlgorithm, string>>();
  const sizes = new Map<string, number>();
  let section: DigestAlgorithm | undefined;
  let number = 0;
  for (const raw of text.split('\n')) {
    number += 1;
    const line = raw.trimEnd();
    if (line === '') continue;
    if (line.startsWith('#')) {
      const algorithm = SECTION_COMMENT.exec(line)?.[1];
      if (algorithm !== undefined) section = requireAlgorithm(algorithm, number, name);
      const size = SIZE_COMMENT.exec(line);
      if (size?.[1] !== undefined && Number.isSafeInteger(Number(size[2])))
        sizes.set(size[1], Number(size[2]));
      continue;
    }
    record(digests, readLine(line, number, section, name), name);
  }
  if (digests.size === 0) {
    throw new OsdexError('sums-unreadable', `expected checksum lines, found none in ${name}`, { url: name });
  }
  return new Map(
    [...digests].map(([file, found]) => [file, { digest: strongest(found), sizeBytes: sizes.get(file) }]),
  );
}

/** Digits under a name that we do not know must not be taken for another algorithm's of the same length. */
function requireAlgorithm(word: string, number: number, name: string): DigestAlgorithm {
  const algorithm = algorithmNamed(word);
  if (algorithm !== undefined) return algorithm;
  throw unreadable(`expected MD5, SHA1, SHA256, SHA384 or SHA512, found "${word}"`, name, number);
}

function algorithmNamed(word: string | undefined): DigestAlgorithm | undefined {
  const plain = word?.toLowerCase().replace('-', '');
  return DIGEST_ALGORITHMS.find((algorithm) => algorithm === plain);
}

function readLine(line: string, number: number, section: DigestAlgorithm | undefined, name: string): Line {
  const gnu = GNU_LINE.exec(line);
  if (gnu?.[1] !== undefined && gnu[2] !== undefined) {
    const algorithm = section ?? algorithmOfFileName(name) ?? algorithmOfHexLength(gnu[1].length);
    return { hex: gnu[1], file: gnu[2], algorithm, number };
  }
  const bsd = BSD_LINE.exec(line);
  if (bsd?.[1] !== undefined && bsd[2] !== undefined && bsd[3] !== undefined) {
    return { hex: bsd[3], file: bsd[2], algorithm: requireAlgorithm(bsd[1], number, name), number };
  }
  const found = line.length > 60 ? `${line.slice(0, 60)}…` : line;
  throw unreadable(`expected a checksum line such as "<hex>  <file>", found "${found}"`, name, number);
}

/** SHA256SUMS and the like; CHECKSUM and DIGESTS leave it to the digits. */
function algorithmOfFileName(name: string): DigestAlgorithm | undefined {
  return algorithmNamed(/(md5|sha1|sha256|sha384|sha512)(?:sums?)?(?:\.txt)?$/i.exec(name)?.[1]);
}

function record(digests: Map<string, Map<DigestAlgorithm, string>>, line: Line, name: string): void {
  const { file, hex, algorithm, number } = line;
  if (algorithm === undefined) {
    throw unreadable(`expected 32, 40, 64, 96 or 128 hex digits, found ${hex.length}`, name, number);
  }
  if (hex.length !== hexLength(algorithm)) {
    throw unreadable(
      `expected ${hexLength(algorithm)} hex digits (${algorithm}), found ${hex.length}`,
      name,
      number,
    );
  }
  const ofFile = digests.get(file) ?? new Map<DigestAlgorithm, string>();
  const before = ofFile.get(algorithm);
  const lower = hex.toLowerCase();
  if (before !== undefined && before !== lower) {
    throw new OsdexError(
      'sums-conflict',
      `expected one ${algorithm} of ${file}, found ${before} and then ${lower}, ${name}:${number}`,
      { url: name },
    );
  }
  digests.set(file, ofFile.set(algorithm, lower));
}

function strongest(digests: Map<DigestAlgorithm, string>): Digest {
  const algorithm = DIGEST_ALGORITHMS.find((one) => digests.has(one)) ?? 'sha256';
  return `${algorithm}:${digests.get(algorithm)}` as Digest;
}

function unreadable(sentence: string, name: string, line: number): OsdexError {
  return new OsdexError('sums-unreadable', `${sentence}, ${name}:${line}`, { url: name });
}
