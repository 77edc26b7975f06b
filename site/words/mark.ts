/** Words that stand in too many names to tell one from another. */
const COMMON = ['gnu', 'linux', 'os'];

/** So many outlines and grounds a mark can have; the style sheet has as many. */
const FORMS = 12;

/** Two letters that stand for a product: `Ub`, `OB` for OpenBSD, `Ro` for Rocky Linux. */
export function productMark(name: string): string {
  const words = name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lo}+|\p{N}+/gu) ?? [];
  const telling = words.filter((word) => !COMMON.includes(word.toLowerCase()));
  const [first = '?', second] = telling.length > 0 ? telling : words;
  return second === undefined
    ? `${first.charAt(0).toUpperCase()}${first.slice(1, 2)}`
    : `${first.charAt(0)}${second.charAt(0)}`.toUpperCase();
}

/** The form of its mark, from 0: names that share their letters differ in it. */
export function markForm(name: string): number {
  // FNV-1a: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
  const hash = Array.from(name).reduce(
    (sum, letter) => Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01_00_01_93),
    0x81_1c_9d_c5,
  );
  return (hash >>> 0) % FORMS;
}
