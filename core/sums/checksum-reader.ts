import { algorithmOfFileName, fileOfSumsName, parseAlgorithm } from './checksum-algorithm.ts';
import type { NamedAlgorithm } from './checksum-algorithm.ts';
import { readChecksumLine, unescapeName } from './checksum-line.ts';
import type { ChecksumLine } from './checksum-line.ts';
import { ChecksumTable } from './checksum-table.ts';
import { algorithmOfHexLength, hexLength } from '../digest-text.ts';
import { OsdexError } from '../error.ts';
import type { ErrorCode } from '../error.ts';

/** Publishers' sums files have up to some thousand lines; this many are still read within a second or so. */
export const MAX_LINES = 1_000_000;

/** In UTF-16 code units: room for any path of a file system, four times the longest that is ever recorded. */
export const MAX_LINE_LENGTH = 4096;

/** What ends a line for some readers and not for others: no name may have it inside. */
const OTHER_BREAKS = ['\r', '\u2028', '\u2029'];

const SIZE_COMMENT = /^# (\S+): (\d+) bytes$/;
const SECTION_COMMENT = /^#+ ?([A-Za-z0-9/_-]+)(?: (HASH)| (?:hash(?:es)?|(?:check)?sums?))?:?$/;
const SECTION_LINE = /^([A-Za-z][A-Za-z0-9/_-]*):?$/;

/** Takes the lines of one sums file in their order. */
export class ChecksumReader {
  readonly #text: string;
  readonly #name: string;
  readonly #table: ChecksumTable;
  readonly #words = new Map<string, NamedAlgorithm>();
  #number = 0;
  #checksums = 0;
  /** The algorithm of lines that name none, as the file's own name or the comment above them tells it. */
  #stated: NamedAlgorithm | undefined;
  #gap: ChecksumLine['gap'];
  /** What was wrong with a line above every checksum, which may still turn out to be a title. */
  #title: OsdexError | undefined;
  /** Set by digits without a name. */
  #isWhole = false;
  readonly #breaks: readonly string[];

  /** @throws OsdexError `too-large` for a text of more than MAX_LINES lines. */
  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
    this.#table = new ChecksumTable(text, countLines(text, name), MAX_LINE_LENGTH);
    this.#stated = algorithmOfFileName(name);
    this.#breaks = OTHER_BREAKS.filter((one) => text.includes(one));
  }

  /** @throws OsdexError `sums-unreadable`, `sums-conflict`, `too-large`. */
  readLine(start: number, newline: number): void {
    this.#number += 1;
    const length = newline - start;
    if (length > MAX_LINE_LENGTH) {
      throw this.#refuse(
        'too-large',
        `expected a line of at most ${MAX_LINE_LENGTH} characters, found ${length}`,
      );
    }
    const end = trimEnd(this.#text, start, newline);
    if (end === start) return;
    if (this.#text[start] === '#') this.#readComment(start, end);
    else this.#readChecksum(start, end);
  }

  /** @throws OsdexError `sums-unreadable` when no file has a digest. */
  finish(): ChecksumTable {
    if (this.#title !== undefined) throw this.#title;
    if (this.#table.size > 0) return this.#table;
    const found = this.#checksums === 0 ? 'none' : 'only those of algorithms that are not recorded';
    const sentence = `expected checksum lines, found ${found} in ${this.#name}`;
    throw new OsdexError('sums-unreadable', sentence, { url: this.#name });
  }

  #readComment(start: number, end: number): void {
    const comment = this.#text.slice(start, end);
    const [, word, strictly] = SECTION_COMMENT.exec(comment) ?? [];
    if (word !== undefined) {
      const algorithm = algorithmOfHeading(word);
      if (algorithm !== undefined) this.#stated = algorithm;
      else if (strictly !== undefined) throw this.#unknownAlgorithm(word);
    }
    const [, file, bytes] = SIZE_COMMENT.exec(comment) ?? [];
    if (file === undefined || !Number.isSafeInteger(Number(bytes))) return;
    const nameStart = start + '# '.length;
    const number = this.#nameAt(nameStart, nameStart + file.length);
    const before = number === undefined ? undefined : this.#table.setSize(number, Number(bytes));
    if (before !== undefined) throw this.#conflict('size', file, before, Number(bytes));
  }

  #readChecksum(start: number, end: number): void {
    const isEscaped = this.#text[start] === '\\';
    const line = readChecksumLine(this.#text, isEscaped ? start + 1 : start, end);
    const number = line === undefined ? undefined : this.#nameOf(line, isEscaped);
    if (line === undefined || number === undefined) {
      this.#readHeading(this.#text.slice(start, end));
      return;
    }
    if (this.#title !== undefined) throw this.#title;
    this.#checksums += 1;
    const algorithm = this.#algorithmOf(line);
    if (algorithm === 'unrecorded') return;
    const before = this.#table.setDigest(number, algorithm, line.hexStart);
    if (before === undefined) return;
    const digits = this.#text.slice(line.hexStart, line.hexEnd).toLowerCase();
    throw this.#conflict(algorithm, this.#table.names.nameOf(number), before, digits);
  }

  /** A line that is an algorithm's name is the heading of a section; directly above the first one a title may stand. */
  #readHeading(line: string): void {
    const algorithm = algorithmOfHeading(SECTION_LINE.exec(line)?.[1] ?? '');
    if (algorithm !== undefined) {
      this.#stated = algorithm;
      this.#title = undefined;
      return;
    }
    const found = printable(line, 60);
    const error = this.#unreadable(`expected a checksum line such as "<hex>  <file>", found "${found}"`);
    const mayBeTitle = this.#title === undefined && this.#checksums === 0 && this.#stated === undefined;
    if (!mayBeTitle) throw this.#title ?? error;
    this.#title = error;
  }

  /** The number of the line's name; undefined where a line of this form cannot stand. */
  #nameOf({ hexEnd, nameStart, nameEnd, word, gap }: ChecksumLine, isEscaped: boolean): number | undefined {
    if (this.#isWhole) return undefined;
    if (word === undefined && hexEnd === nameEnd) return isEscaped ? undefined : this.#wholeName();
    // As coreutils has it: else a name that starts with a blank or a star could be taken for another.
    if (gap !== undefined && gap !== (this.#gap ??= gap)) return undefined;
    if (!isEscaped) return this.#nameAt(nameStart, nameEnd);
    const name = unescapeName(this.#text.slice(nameStart, nameEnd))?.replace(/^(?:\.\/)+/, '');
    return name === undefined || /^(?:\s|$)/.test(name) ? undefined : this.#table.names.numberOf(name);
  }

  /** Digits alone are the only checksum of a file whose own name tells whose they are. */
  #wholeName(): number | undefined {
    const name = this.#checksums === 0 ? fileOfSumsName(this.#name) : undefined;
    if (name === undefined || name.length > MAX_LINE_LENGTH) return undefined;
    this.#isWhole = true;
    return this.#table.names.numberOf(name);
  }

  #nameAt(nameStart: number, end: number): number | undefined {
    let start = nameStart;
    while (this.#text.startsWith('./', start)) start += 2;
    if (start >= end || isSpace(this.#text.charCodeAt(start))) return undefined;
    if (this.#breaks.length > 0) {
      const name = this.#text.slice(start, end);
      if (this.#breaks.some((one) => name.includes(one))) return undefined;
    }
    return this.#table.names.numberAt(start, end);
  }

  #algorithmOf({ word, hexStart, hexEnd }: ChecksumLine): NamedAlgorithm {
    const digits = hexEnd - hexStart;
    const algorithm = word === undefined ? (this.#stated ?? algorithmOfHexLength(digits)) : this.#named(word);
    if (algorithm === undefined) {
      throw this.#unreadable(`expected 32, 40, 64, 96 or 128 hex digits, found ${digits}`);
    }
    if (algorithm !== 'unrecorded' && digits !== hexLength(algorithm)) {
      throw this.#unreadable(`expected ${hexLength(algorithm)} hex digits (${algorithm}), found ${digits}`);
    }
    return algorithm;
  }

  /** Digits under a name that we do not know must not be taken for another algorithm's of the same length. */
  #named(word: string): NamedAlgorithm {
    const known = this.#words.get(word) ?? parseAlgorithm(word);
    if (known === undefined) throw this.#unknownAlgorithm(word);
    this.#words.set(word, known);
    return known;
  }

  #unknownAlgorithm(word: string): OsdexError {
    return this.#unreadable(`expected MD5, SHA1, SHA256, SHA384 or SHA512, found "${printable(word)}"`);
  }

  #conflict(what: string, file: string, before: string | number, now: string | number): OsdexError {
    const sentence = `expected one ${what} of ${printable(file)}, found ${before} and then ${now}`;
    return this.#refuse('sums-conflict', sentence);
  }

  #unreadable(sentence: string): OsdexError {
    return this.#refuse('sums-unreadable', sentence);
  }

  #refuse(code: ErrorCode, sentence: string): OsdexError {
    return new OsdexError(code, `${sentence}, ${this.#name}:${this.#number}`, { url: this.#name });
  }
}

/** Above a section stands an algorithm's name, or that of the tool: `sha256`, `SHA256SUMS`, `b3sum`. */
function algorithmOfHeading(word: string): NamedAlgorithm | undefined {
  return parseAlgorithm(word) ?? parseAlgorithm(word.replace(/sums?$/i, ''));
}

function countLines(text: string, name: string): number {
  let lines = 0;
  for (let at = 0; at < text.length; lines++) {
    if (lines === MAX_LINES) {
      throw new OsdexError('too-large', `expected at most ${MAX_LINES} lines, found more, ${name}`, {
        url: name,
      });
    }
    const newline = text.indexOf('\n', at);
    at = newline < 0 ? text.length : newline + 1;
  }
  return lines;
}

/** Where the line ends without the blanks, tabs and carriage returns at its end. */
function trimEnd(text: string, start: number, newline: number): number {
  let end = newline;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return end;
}

function isSpace(code: number): boolean {
  return code < 128 ? code <= 32 : /\s/.test(String.fromCharCode(code));
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13;
}

/** Text of a stranger for a message: cut short, and with nothing in it that a terminal would act on. */
function printable(text: string, longest = 200): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return short.replaceAll(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`,
  );
}
