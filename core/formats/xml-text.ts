const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that XML 1.0 cannot hold in any form, half surrogates among them. @see https://www.w3.org/TR/xml/#charsets */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

/** A text as the content of an element or of a quoted attribute. */
export function escapeXml(text: string): string {
  return xmlCharacters(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** The text with a sign of replacement for each character that XML cannot hold. */
export function xmlCharacters(text: string): string {
  return text.replaceAll(NOT_XML, '\u{fffd}');
}
