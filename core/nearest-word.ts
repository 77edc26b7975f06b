/**
 * The word that somebody may have meant: the one that the fewest single-character changes away from `word`.
 *
 * @returns undefined when none is so near that it is worth asking: at most two changes, and fewer than half the word.
 */
export function nearestWord(word: string, among: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let fewest = Math.min(3, Math.ceil(word.length / 2));
  for (const candidate of among) {
    const changes = countChanges(word.toLowerCase(), candidate.toLowerCase());
    if (changes < fewest) [nearest, fewest] = [candidate, changes];
  }
  return nearest;
}

/** The Levenshtein distance, with two neighbours that changed places counted as one change. */
function countChanges(a: string, b: string): number {
  // Whoever typed this did not mean a word of ours.
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] && j > 1 && i > 1;
      row[j] = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? (rows[i - 2]?.[j - 2] ?? 0) + 1 : Infinity,
      );
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
