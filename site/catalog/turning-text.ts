/** Characters that nobody sees and that turn round what is shown after them, so that `exe.jpg` reads `gpj.exe`. */
const TURNING = /\p{Bidi_Control}/gu;

/**
 * Writes such characters of the catalog's texts out as `\u{202e}`, within the value that it is given. They are in
 * nothing that a publisher means to say, and a name that holds one would change the sentence that it stands in.
 *
 * @returns the same value.
 */
export function writeOutTurns<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    const fields = value as Record<string, unknown>;
    for (const [name, field] of Object.entries(fields)) {
      if (typeof field !== 'string') writeOutTurns(field);
      else if (field.search(TURNING) !== -1) fields[name] = field.replaceAll(TURNING, writtenOut);
    }
  }
  return value;
}

function writtenOut(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
