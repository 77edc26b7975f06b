/** Strangers' words as text in a line of Markdown, never markup. */
export function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>()#+!|~&]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ');
}
