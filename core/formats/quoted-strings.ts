const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** How many hex digits follow the letter. */
const CODE_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * The strings in what Python writes of a list or a dictionary, `{'k': 'v'}`, or in JSON: in order, keys too, at any
 * depth. Nothing is evaluated.
 *
 * @returns undefined where a string does not end, or is escaped as in neither language.
 */
export function quotedStrings(text: string): string[] | undefined {
  const strings: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quote = text[at++];
    if (quote !== "'" && quote !== '"') continue;
    const string: string[] = [];
    for (;;) {
      const character = text[at++];
      if (character === undefined) return undefined;
      if (character === quote) break;
      if (character !== '\\') {
        string.push(character);
        continue;
      }
      const letter = text[at++] ?? '';
      const digits = Object.hasOwn(CODE_DIGITS, letter) ? CODE_DIGITS[letter] : undefined;
      if (digits === undefined) {
        string.push(ESCAPES[letter] ?? letter);
        continue;
      }
      const code = text.slice(at, at + digits);
      if (!/^[0-9a-fA-F]+$/.test(code) || code.length < digits || parseInt(code, 16) > 0x10ffff)
        return undefined;
      string.push(String.fromCodePoint(parseInt(code, 16)));
      at += digits;
    }
    strings.push(string.join(''));
  }
  return strings;
}
