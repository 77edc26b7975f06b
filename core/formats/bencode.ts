/** What a torrent is made of; keys are ASCII, in whatever order. */
export type Bencodable =
  number | string | Uint8Array | readonly Bencodable[] | { readonly [key: string]: Bencodable | undefined };

const utf8 = new TextEncoder();

/**
 * Encodes a value: texts as UTF-8, dictionaries in the order of their keys, what is undefined left out.
 *
 * @throws TypeError for a number that is not whole.
 * @see https://www.bittorrent.org/beps/bep_0003.html#bencoding
 */
export function bencode(value: Bencodable): Uint8Array {
  const parts = [...partsOf(value)];
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function* partsOf(value: Bencodable): Generator<Uint8Array, void, void> {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`expected a whole number, found ${value}`);
    yield utf8.encode(`i${value}e`);
  } else if (typeof value === 'string') {
    yield* partsOf(utf8.encode(value));
  } else if (value instanceof Uint8Array) {
    yield utf8.encode(`${value.length}:`);
    yield value;
  } else if (isList(value)) {
    yield utf8.encode('l');
    for (const one of value) yield* partsOf(one);
    yield utf8.encode('e');
  } else {
    yield utf8.encode('d');
    // Of ASCII, the order of code units is that of bytes.
    for (const key of Object.keys(value).toSorted()) {
      const one = value[key];
      if (one === undefined) continue;
      yield* partsOf(key);
      yield* partsOf(one);
    }
    yield utf8.encode('e');
  }
}

function isList(value: object): value is readonly Bencodable[] {
  return Array.isArray(value);
}
