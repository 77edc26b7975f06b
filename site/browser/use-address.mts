/** What an address such as `#use=lima&file=NAME` asks to be shown; `#use=&file=NAME` leaves the tool open. */
export function readUse(hash: string): { tool: string | undefined; file: string | undefined } {
  const parameters = new URLSearchParams(hash.slice(1));
  return { tool: parameters.get('use') || undefined, file: parameters.get('file') || undefined };
}

/** The name of the file that a folded part is of, as the page shows it: its own, or its path within the build. */
export function fileNamed(details: HTMLDetailsElement): string {
  return details.closest('li')?.querySelector('.name')?.textContent.trim() ?? '';
}

/** Whether that file is the publisher's of this name, whatever it is called within the build. */
export function isAt(details: HTMLDetailsElement, file: string): boolean {
  return details.closest('li')?.querySelector('a')?.href.endsWith(`/${file}`) ?? false;
}

/** The end of an address that opens a file of a build's page. */
export function useAddress(file: string, tool = ''): string {
  return `#${new URLSearchParams({ use: tool, file })}`;
}

/** Puts the choice into the address, to be shared; going back does not go through every choice. */
export function writeUse(tool: string, details: HTMLDetailsElement): void {
  history.replaceState(null, '', useAddress(fileNamed(details), tool));
}
