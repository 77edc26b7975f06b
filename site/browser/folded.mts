/** Opens what the address names where that is folded, so that a link to it shows it. */
export function openNamed(): void {
  open();
  addEventListener('hashchange', open);
}

function open(): void {
  const named = document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) named.open = true;
}
