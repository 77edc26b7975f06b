/** The element of the page, of the kind expected there; a page without it is a defect. */
export function find<T extends Element>(
  selector: string,
  kind: new () => T,
  within: ParentNode = document,
): T {
  const element = within.querySelector(selector);
  if (element instanceof kind) return element;
  throw new Error(`expected ${kind.name} at ${selector}, found ${element?.nodeName ?? 'nothing'}`);
}

/** Path below which the site lies. */
export function base(): string {
  return document.documentElement.dataset['base'] ?? '/';
}

/** Today in UTC, as the catalog writes days. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/** Tells those who cannot see it what just happened. */
export function announce(text: string): void {
  find('[data-status]', HTMLElement).textContent = text;
}
