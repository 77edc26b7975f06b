const PLAIN = /^[A-Za-z0-9_./:=@%+,][A-Za-z0-9_./:=@%+,~-]*$/;

/** Text as one word of a POSIX shell, in quotes only where it needs them. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
