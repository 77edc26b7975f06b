const NAMES = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

/** `de` as `German`, `pt-BR` as `Brazilian Portuguese`; a tag that nobody knows stays itself. */
export function languageWord(tag: string): string {
  try {
    return NAMES.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
