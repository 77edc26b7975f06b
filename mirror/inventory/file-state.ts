import type { InventoryFile } from './inventory-file.ts';

/** A file that was missing and is there again, as it was. */
export function backAgain({ was, ...file }: InventoryFile): InventoryFile {
  if (file.state === 'missing') return { ...file, state: was ?? 'unknown' };
  return was === undefined ? file : { ...file, was };
}

/** A file whose bytes were found to be those on record. */
export function goodAgain(file: InventoryFile): InventoryFile {
  const { was, ...there } = backAgain(file);
  if (there.state !== 'bad') return there;
  return { ...there, state: was ?? (there.id === undefined ? 'unknown' : 'proven') };
}

/** A file whose bytes were found to be others than those on record, which stay there. */
export function goneBad(file: InventoryFile): InventoryFile {
  const there = backAgain(file);
  return there.state === 'bad' ? there : { ...there, state: 'bad', was: there.state };
}

/** A file that is not where it was. */
export function goneMissing(file: InventoryFile): InventoryFile {
  return file.state === 'missing' ? file : { ...file, state: 'missing', was: file.state };
}

/** Whether somebody else than the file itself has said what its bytes are. */
export function isVouchedFor({ state, was, id }: InventoryFile): boolean {
  return id !== undefined || [state, was].some((one) => one === 'proven' || one === 'bad');
}
