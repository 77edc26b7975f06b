import { algorithmOfHexLength, hexLength } from '../digest-text.ts';
import type { DigestAlgorithm } from '../digest-text.ts';
import { isPlainPath } from '../plain-path.ts';
import { algorithmOfFileName, fileOfSumsName, parseAlgorithm } from '../sums/checksum-algorithm.ts';
import type { NamedAlgorithm } from '../sums/checksum-algorithm.ts';
import { readChecksumLine, unescapeName } from '../sums/checksum-line.ts';
import { MAX_LINE_LENGTH } from '../sums/checksum-manifest.ts';
import { OsdexError } from '../error.ts';
import type { ForeignImage } from './foreign-image.ts';
import { tell } from './loose-value.ts';
import type { ForeignFile, FormatReader, NotTaken, ReadImages } from './format.ts';

/** In UTF-16 code units: some comments and a line. */
const BEGINNING = 8192;

/** Above a section stands its algorithm: `# SHA512 HASH`, `### SHA256SUMS:`. */
const HEADING = /^#+ ?([A-Za-z0-9/_-]+)/;

/** Who has more of them has another kind of file. */
const MOST_MISTAKES = 1000;

const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';

/** Of a clearsigned file, what is no line of it; an import proves nothing, whoever signed. */
const ARMOR = /^(?:-----BEGIN PGP SIGNED MESSAGE-----$|Hash: )/;

export const readerOfSha256sums = readerOfSums('sha256');

export const readerOfSha512sums = readerOfSums('sha512');

/**
 * Reads sums files of GNU lines (`<hex>  name`) and BSD lines (`SHA256 (name) = <hex>`). They tell neither what an
 * image is nor where it can be had: one on record is known by its digest. A name that is one of our ids, as in the
 * sums files of a mirror, tells of which product, release, stream and serial it is.
 *
 * @param algorithm of the first line of a file that is recognised; lines of any are read.
 */
function readerOfSums(algorithm: DigestAlgorithm): FormatReader {
  return {
    recognises({ name, text }) {
      const first = linesOf(text.slice(0, BEGINNING), name).next().value;
      const image = first === undefined ? '' : readLine(first, name);
      return typeof image !== 'string' && image.digest?.startsWith(`${algorithm}:`) === true;
    },
    read: readSums,
  };
}

function readSums({ name, text }: ForeignFile): ReadImages {
  const images: ForeignImage[] = [];
  const notTaken: NotTaken[] = [];
  for (const line of linesOf(text, name)) {
    const image = readLine(line, name);
    if (typeof image === 'string') notTaken.push({ at: line.at, reason: image });
    else images.push(image);
    if (notTaken.length > MOST_MISTAKES) break;
  }
  if (images.length > 0 && notTaken.length <= MOST_MISTAKES) return { images, notTaken };
  const found = notTaken[0] === undefined ? 'found none' : `of ${notTaken[0].at}: ${notTaken[0].reason}`;
  throw new OsdexError('usage', `expected checksum lines in ${name}, ${found}`);
}

interface Line {
  at: string;
  text: string;
  /** Of lines that name none. */
  algorithm: NamedAlgorithm | undefined;
}

/** Lines that must be checksums, up to a signature. */
function* linesOf(text: string, name: string): Generator<Line, undefined> {
  let algorithm = algorithmOfFileName(name);
  for (const [index, whole] of text
    .replace(/^\ufeff/, '')
    .split('\n')
    .entries()) {
    const line = whole.trimEnd();
    if (line === SIGNATURE) return undefined;
    const [, word] = HEADING.exec(line) ?? [];
    if (word !== undefined)
      algorithm = parseAlgorithm(word) ?? parseAlgorithm(word.replace(/sums?$/i, '')) ?? algorithm;
    else if (line !== '' && line[0] !== '#' && !ARMOR.test(line))
      yield { at: `line ${index + 1}`, text: line, algorithm };
  }
  return undefined;
}

/** @returns why not, as `expected …, found …`, for a line that is none or is of an algorithm not recorded. */
function readLine({ at, text, algorithm: stated }: Line, sumsName: string): ForeignImage | string {
  if (text.length > MAX_LINE_LENGTH)
    return `expected a line of at most ${MAX_LINE_LENGTH} characters, found ${text.length}`;
  const start = text[0] === '\\' ? 1 : 0;
  const line = readChecksumLine(text, start, text.length);
  if (line === undefined) return `expected a checksum line such as "<hex>  <file>", found ${tell(text)}`;
  const { hexStart, hexEnd, nameStart, nameEnd, word } = line;
  const written = text.slice(nameStart, nameEnd);
  const name = written === '' ? fileOfSumsName(sumsName) : start === 1 ? unescapeName(written) : written;
  if (name === undefined) return `expected the name of a file, found ${tell(written)}`;
  const digits = hexEnd - hexStart;
  const algorithm = word === undefined ? (stated ?? algorithmOfHexLength(digits)) : parseAlgorithm(word);
  if (algorithm === undefined || algorithm === 'unrecorded')
    return `expected a digest by sha256, sha384, sha512, sha1 or md5, found ${word === undefined ? `${digits} digits` : tell(word)}`;
  if (digits !== hexLength(algorithm))
    return `expected ${hexLength(algorithm)} hex digits of ${algorithm}, found ${digits}`;
  const digest = `${algorithm}:${text.slice(hexStart, hexEnd).toLowerCase()}`;
  return { at, ...toldByName(name.replace(/^(?:\.\/)+/, '')), digest };
}

/** `product/release/stream/serial/file`, or the name of a file of which nothing else is known. */
function toldByName(name: string): Omit<ForeignImage, 'at'> {
  const [product, release, stream, serial, ...file] = name.split('/');
  return file.length > 0 && isPlainPath(name)
    ? { product, release, stream, serial, file: file.join('/') }
    : { file: name };
}
