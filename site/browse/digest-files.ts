/** So many digests are in one file: about 10 kB, which is less than the time of asking for it. */
const ROWS_PER_FILE = 256;

/** Hex digits of a digest by which it can be searched for; fewer find it too often. */
export const SEARCHED_DIGITS = 8;

/** Where the digests lie, below `api/browse/`: a list that is older than the files would else be given wrong ones. */
export function digestsPath(edition: string, part: number | 'search'): string {
  return `api/browse/${edition}/${part}.json`;
}

/** Which file a row's digest is in, and its place there. */
export function digestPlace(row: number): { part: number; at: number } {
  return { part: Math.floor(row / ROWS_PER_FILE), at: row % ROWS_PER_FILE };
}

/** The digests of all rows as they are written, by part. */
export function digestParts(digests: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(digests.length / ROWS_PER_FILE) }, (_, part) =>
    digests.slice(part * ROWS_PER_FILE, (part + 1) * ROWS_PER_FILE),
  );
}

/** The first digits of all digests in one text, for those who have a digest and ask whose it is. */
export function digestSearchFile(digests: readonly string[]): string {
  return digests.map((digest) => hexOf(digest).slice(0, SEARCHED_DIGITS)).join('');
}

/** Rows whose digest may begin so, by the text of {@link digestSearchFile}. */
export function rowsOfDigest(searched: string, hex: string): number[] {
  const wanted = hex.slice(0, SEARCHED_DIGITS);
  const rows: number[] = [];
  for (let at = searched.indexOf(wanted); at !== -1; at = searched.indexOf(wanted, at + 1))
    if (at % SEARCHED_DIGITS === 0) rows.push(at / SEARCHED_DIGITS);
  return rows;
}

/** The hex digits that a word of a search asks for as a digest; undefined where it is none. */
export function digestAsked(word: string): string | undefined {
  return /^(?:(?:md5|sha\d{1,3})[:-])?([0-9a-f]{8,128})$/.exec(word)?.[1];
}

/** The hex digits of `sha256:<hex>`. */
export function hexOf(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1);
}
