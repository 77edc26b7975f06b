/** The most octets of a line, its end left out. @see https://www.rfc-editor.org/rfc/rfc5545#section-3.1 */
const LINE_OCTETS = 75;

/** What a text of a calendar cannot hold in any form: controls but for the tab and the line end, which is escaped. */
// oxlint-disable-next-line no-control-regex
const NOT_TEXT = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/**
 * A line of a calendar with its end, folded between characters so that no part of it is longer than readers take.
 *
 * @param value as it is to stand there: texts escaped.
 */
export function calendarLine(name: string, value: string): string {
  let line = '';
  let octets = 0;
  for (const character of `${name}:${value}`) {
    const length = octetsOf(character);
    if (octets + length > LINE_OCTETS) {
      line += '\r\n ';
      octets = 1;
    }
    line += character;
    octets += length;
  }
  return `${line}\r\n`;
}

/** A text as a value; line ends stay as the two characters that mean one. */
export function escapeCalendarText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(NOT_TEXT, '\u{fffd}')
    .replaceAll(/[\\;,]/g, (character) => `\\${character}`)
    .replaceAll('\n', '\\n');
}

/** Of a character in UTF-8. */
function octetsOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}
