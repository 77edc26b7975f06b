/**
 * Text as a double-quoted string of YAML 1.2 and of HCL, which agree on these escapes; `${` and `%{` begin a template
 * in HCL, and YAML has no escape for them, so only {@link hclString} doubles their first character.
 */
export function yamlString(text: string): string {
  const escaped = text
    .replaceAll(/["\\]/g, (character) => `\\${character}`)
    .replaceAll(/[^ -~]/gu, (character) => escapeCodePoint(character.codePointAt(0) ?? 0));
  return `"${escaped}"`;
}

/** Text as a string of HCL, in which nothing is a template. */
export function hclString(text: string): string {
  return yamlString(text).replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}

/** Text as one word of PowerShell. It takes typographic quotes for plain ones. */
export function powershellWord(text: string): string {
  return `'${text.replaceAll(/['‘’‚‛]/g, (quote) => quote + quote)}'`;
}

function escapeCodePoint(code: number): string {
  return code > 0xff_ff
    ? `\\U${code.toString(16).padStart(8, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
