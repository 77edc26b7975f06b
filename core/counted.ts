/** A number with its noun: `1 file`, `3 files`; `3 entries`, where the plural is another word. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}
