import { imageFormat } from './new-names.ts';

/** A document is looked through so far. */
const MAX_STEPS = 200_000;

/** An object of a document that has the address of an image. */
export interface ImageObject {
  /** The path that leads to it and to those like it. */
  records: string[];
  value: object;
  /** Its fields that are text, with their names. */
  texts: readonly [string, string][];
  url: readonly [field: string, text: string];
}

/** Every object of a document that has the address of an image, in the order of the document. */
export function imageObjects(document: object): ImageObject[] {
  const found: ImageObject[] = [];
  let steps = 0;
  const walk = (value: unknown, records: string[]): void => {
    if (typeof value !== 'object' || value === null || ++steps > MAX_STEPS) return;
    const entries = Object.entries(value);
    const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    const url = urlIn(texts);
    if (url !== undefined) found.push({ records, value, texts, url });
    const isList = Array.isArray(value) || areAlike(entries);
    for (const [key, below] of entries) walk(below, [...records, isList ? '*' : key]);
  };
  walk(document, []);
  return found;
}

/** Of things that are found at several paths and in several fields, those of the commonest. */
export function mostFrequent<T extends { records: unknown; fields: unknown }>(found: readonly T[]): T[] {
  const groups = Map.groupBy(found, ({ records, fields }) => JSON.stringify([records, fields]));
  return [...groups.values()].toSorted((a, b) => b.length - a.length)[0] ?? [];
}

/** As people write a path where no key has a dot in it. */
export function pathText(keys: readonly string[]): string | readonly string[] {
  return keys.some((key) => key.includes('.')) ? keys : keys.join('.');
}

/** Objects under names that are values rather than fields: versions, architectures, file names. */
function areAlike(entries: readonly [string, unknown][]): boolean {
  if (entries.length < 2) return entries.some(([key]) => /\d/.test(key));
  const shapes = entries.map(([, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.keys(value).toSorted().join()
      : typeof value,
  );
  return (
    new Set(shapes).size === 1 && shapes[0] !== 'string' && shapes[0] !== 'number' && shapes[0] !== 'boolean'
  );
}

/** The address of an image, a whole one rather than a name. */
function urlIn(texts: readonly [string, string][]): [string, string] | undefined {
  const images = texts.filter(([, text]) => imageFormat(text.slice(text.lastIndexOf('/') + 1)) !== undefined);
  return images.find(([, text]) => /^https?:\/\//.test(text)) ?? images[0];
}
