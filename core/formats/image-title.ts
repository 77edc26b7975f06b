/** What a title says of an image: the system, and what else it says behind the release. */
export interface TitleParts {
  product: string;
  rest?: string | undefined;
}

/** Parts `Ubuntu 24.04 Minimal` where the release stands in it as words of its own; otherwise all is the system. */
export function partTitle(title: string, release: string | undefined): TitleParts {
  const padded = `${title} `;
  if (release === undefined || release === '') return { product: title };
  const word = ` ${release} `;
  const last = padded.lastIndexOf(word);
  if (last <= 0) return { product: title };
  // The word may also be that of a stream, as in `Flatcar stable stable`: the last with something behind it.
  const end = padded.length - word.length;
  const inner = end > 0 ? padded.lastIndexOf(word, end - 1) : -1;
  const at = inner > 0 ? inner : last;
  return { product: title.slice(0, at), rest: title.slice(at + word.length).trim() || undefined };
}
