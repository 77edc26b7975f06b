/** What an address such as `#use=lima&file=NAME` asks to be shown. */
export function readUse(hash: string): { tool: string | undefined; file: string | undefined } {
  const parameters = new URLSearchParams(hash.slice(1));
  return { tool: parameters.get('use') || undefined, file: parameters.get('file') || undefined };
}

/** The name of the file that a folded part is of, as the page shows it. */
export function fileNamed(details: HTMLDetailsElement): string {
  return details.closest('li')?.querySelector('.name')?.textContent.trim() ?? '';
}

/** Puts the choice into the address, to be shared; going back does not go through every choice. */
export function writeUse(tool: string, details: HTMLDetailsElement): void {
  history.replaceState(null, '', `#${new URLSearchParams({ use: tool, file: fileNamed(details) })}`);
}
