/** Terminals obey control characters, and directions and blanks without width make one text look like another. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** A stranger's words, such as a user id, as a terminal may show them: what cannot be seen is written out. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** The width to which text is broken on a terminal; undefined where a program may read along. */
export function terminalWidth(out: NodeJS.WriteStream = process.stdout): number | undefined {
  return out.isTTY ? Math.max(40, out.columns ?? 80) : undefined;
}

/**
 * Breaks a line between words so that it fits, later lines under the place where the text begins; a word that is
 * longer than the line is left whole, so that it can be copied. Without a width the line stays one.
 *
 * @param label what stands before the text.
 */
export function hang(label: string, text: string, width: number | undefined): string {
  if (width === undefined) return `${label}${text}\n`;
  const indent = ' '.repeat(label.length);
  const lines: string[] = [];
  let line = label;
  for (const word of text.split(' ')) {
    const isFirst = line === label || line === indent;
    if (isFirst || line.length + 1 + word.length <= width) line += isFirst ? word : ` ${word}`;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return `${[...lines, line].join('\n')}\n`;
}
