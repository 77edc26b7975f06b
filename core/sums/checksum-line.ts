/** Where the parts of one checksum line stand in the text. */
export interface ChecksumLine {
  hexStart: number;
  hexEnd: number;
  nameStart: number;
  nameEnd: number;
  /** The algorithm as a BSD line names it. */
  word?: string;
  /** How digits and name of a GNU line are parted: by a blank and a mark, or by a single blank. */
  gap?: 'marked' | 'single';
}

const TAB = 9;
const BLANK = 32;
const STAR = 42;
const FEWEST_DIGITS = 32;
const HEX = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(/[0-9a-fA-F]/.test(String.fromCharCode(code))),
);

const BSD_WORD = /[A-Za-z0-9/_-]+(?= ?\()/y;

/**
 * Reads the line between these places, which must have no blanks at its end: `<hex>  <name>`, `<hex> *<name>`,
 * `<hex>\t<name>`, `<hex> <name>`, `<WORD> (<name>) = <hex>` with its blanks optional, or digits alone: then there is
 * neither word nor name.
 *
 * @returns undefined for a line of another form.
 */
export function readChecksumLine(text: string, start: number, end: number): ChecksumLine | undefined {
  let hexEnd = start;
  while (hexEnd < end && isHex(text.charCodeAt(hexEnd))) hexEnd += 1;
  const line = hexEnd > start ? readGnuLine(text, start, hexEnd, end) : undefined;
  return line ?? readBsdLine(text, start, end);
}

function readGnuLine(text: string, hexStart: number, hexEnd: number, end: number): ChecksumLine | undefined {
  if (hexEnd === end) return { hexStart, hexEnd, nameStart: end, nameEnd: end };
  const first = text.charCodeAt(hexEnd);
  if (first === TAB) return { hexStart, hexEnd, nameStart: hexEnd + 1, nameEnd: end };
  if (first !== BLANK) return undefined;
  const mark = text.charCodeAt(hexEnd + 1);
  if (mark === BLANK || mark === STAR) {
    return { hexStart, hexEnd, nameStart: hexEnd + 2, nameEnd: end, gap: 'marked' };
  }
  // "a file" is no checksum, though "a" is a digit.
  if (hexEnd - hexStart < FEWEST_DIGITS) return undefined;
  return { hexStart, hexEnd, nameStart: hexEnd + 1, nameEnd: end, gap: 'single' };
}

function readBsdLine(text: string, start: number, end: number): ChecksumLine | undefined {
  BSD_WORD.lastIndex = start;
  if (!BSD_WORD.test(text)) return undefined;
  const word = text.slice(start, BSD_WORD.lastIndex);
  const nameStart = text.indexOf('(', BSD_WORD.lastIndex) + 1;
  let hexStart = end;
  while (hexStart > nameStart && isHex(text.charCodeAt(hexStart - 1))) hexStart -= 1;
  const equals = text[hexStart - 1] === ' ' ? hexStart - 2 : hexStart - 1;
  const nameEnd = text[equals - 1] === ' ' ? equals - 2 : equals - 1;
  return hexStart < end && text[equals] === '=' && text[nameEnd] === ')' && nameEnd > nameStart
    ? { hexStart, hexEnd: end, nameStart, nameEnd, word }
    : undefined;
}

function isHex(code: number): boolean {
  return HEX[code] === 1;
}

/**
 * The name that coreutils escaped, as in a line that starts with a backslash.
 *
 * @returns undefined where a backslash stands before anything but a backslash, `n` or `r`.
 */
export function unescapeName(escaped: string): string | undefined {
  if (!/^(?:[^\\]|\\[\\nr])*$/.test(escaped)) return undefined;
  return escaped.replaceAll(/\\(.)/g, (_, code: string) =>
    code === 'n' ? '\n' : code === 'r' ? '\r' : code,
  );
}
