import type { BrowseIndex } from './browse-index.ts';

/** Searches the names of all files at once. */
export function createNameSearch(index: BrowseIndex): (word: string) => Uint8Array {
  const names = Array.from({ length: index.count }, (_, row) => index.nameOf(row).toLowerCase());
  const starts = new Uint32Array(index.count + 1);
  names.forEach((name, row) => {
    starts[row + 1] = (starts[row] ?? 0) + name.length + 1;
  });
  const text = names.join('\n');
  return (word) => {
    const mask = new Uint8Array(index.count);
    const isNumber = isDigit(word, 0);
    let row = 0;
    for (let at = text.indexOf(word); at !== -1;) {
      while ((starts[row + 1] ?? Infinity) <= at) row++;
      const isWhole = !isNumber || !isDigit(text, at - 1);
      if (isWhole) mask[row] = 1;
      at = text.indexOf(word, isWhole ? starts[row + 1] : at + 1);
    }
    return mask;
  };
}

/** Digits are only found where a number begins: `12` in `debian-12`, not in `2012`. */
export function includesWord(text: string, word: string): boolean {
  if (!isDigit(word, 0)) return text.includes(word);
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1))
    if (!isDigit(text, at - 1)) return true;
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}
