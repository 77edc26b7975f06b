/** So much of a foreign text is told; a hostile one may have many thousand characters. */
const MAX_TOLD = 200;

/**
 * A text of someone else's as it may stand in a sentence or a log: on one line, without characters that would do
 * something to a terminal, and not longer than 200 characters.
 */
export function tellText(text: string): string {
  const told = text
    .slice(0, MAX_TOLD)
    .replaceAll(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
      (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
    );
  return text.length > MAX_TOLD ? `${told}…` : told;
}

/** An address as it may stand in a sentence or a log: as tellText has it, and without the user and password in it. */
export function tellAddress(url: string): string {
  return tellText(url.replace(/(\/\/)[^/?#]*@/, '$1…@'));
}
