/** Two letters that stand for a product: `Ub`, `De`; of two words the first letters: `Rocky Linux` is `RL`. */
export function productMark(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? [];
  const [first = '?', second] = words;
  return second === undefined
    ? `${first.charAt(0).toUpperCase()}${first.charAt(1).toLowerCase()}`
    : `${first.charAt(0)}${second.charAt(0)}`.toUpperCase();
}
