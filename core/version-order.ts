/**
 * Compares two versions or serials the way people read them: runs of digits as numbers, the rest as text.
 * `4230.2.10` is newer than `4230.2.9`, `20260120.2` newer than `20260120.1` newer than `20260120`.
 * A tilde sorts before everything, even the end (`13~rc1` is older than `13`), as in Debian's versions.
 *
 * @returns negative when `a` is older, positive when `a` is newer, 0 when they are equal.
 */
export function compareVersions(a: string, b: string): number {
  // Dates, which most serials are, and of which a page may list thousands.
  if (a.length === b.length && DIGITS.test(a) && DIGITS.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  const left = split(a);
  const right = split(b);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const order = comparePart(left[index], right[index]);
    if (order !== 0) return order;
  }
  return 0;
}

const DIGITS = /^\d+$/;

function split(version: string): string[] {
  return version.match(/\d+|~|[^\d~]+/g) ?? [];
}

function comparePart(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return compareWithEnd(a, b);
  if (a.startsWith('~') !== b.startsWith('~')) return a.startsWith('~') ? -1 : 1;
  const digits = /^\d/;
  if (digits.test(a) && digits.test(b)) return compareNumbers(a, b);
  return a < b ? -1 : 1;
}

function compareWithEnd(a: string | undefined, b: string | undefined): number {
  const longer = a ?? b ?? '';
  const longerIsNewer = longer.startsWith('~') ? -1 : 1;
  return a === undefined ? -longerIsNewer : longerIsNewer;
}

/** Serials may have more digits than a number keeps apart, so they are compared by length and text. */
function compareNumbers(a: string, b: string): number {
  const left = a.replace(/^0+(?=\d)/, '');
  const right = b.replace(/^0+(?=\d)/, '');
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : left > right ? 1 : 0;
}
