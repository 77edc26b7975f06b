/**
 * Numbers the names that stand in a text, each name once, in the order of their first mention. A name is kept as its
 * place in the text, so that a million of them take 16 MB.
 */
export class ChecksumNames {
  /** How many names there are; they are numbered from 0. */
  size = 0;
  readonly #text: string;
  readonly #start: Uint32Array;
  readonly #length: Uint16Array;
  /** Names that stand in the text in another form, such as escaped. */
  readonly #elsewhere = new Map<number, string>();
  /** First number of each bucket and next number in the same bucket, plus one; 0 ends. */
  readonly #buckets: Uint32Array;
  readonly #next: Uint32Array;
  readonly #shift: number;
  /**
   * A random factor for each place in a name. The sum of its products with the characters is a universal hash: who
   * does not know the factors cannot choose names that fall into one bucket.
   * @see https://arxiv.org/abs/1202.4961 multilinear hashing
   */
  readonly #factors: Uint32Array;

  /** For at most `capacity` names of at most `longest` UTF-16 code units (below 16,384). */
  constructor(text: string, capacity: number, longest: number) {
    this.#text = text;
    this.#start = new Uint32Array(capacity);
    this.#length = new Uint16Array(capacity);
    this.#next = new Uint32Array(capacity);
    const bits = Math.max(1, Math.ceil(Math.log2(capacity)));
    this.#buckets = new Uint32Array(2 ** bits);
    this.#shift = 32 - bits;
    this.#factors = crypto.getRandomValues(new Uint32Array(longest + 1));
  }

  /** The number of the name between these places of the text; a new one where the name is new. */
  numberAt(start: number, end: number): number {
    return this.#numberOf(this.#text, start, end);
  }

  /** The number of a name that does not stand in the text as it is. */
  numberOf(name: string): number {
    const before = this.size;
    const number = this.#numberOf(name, 0, name.length);
    if (this.size > before) this.#elsewhere.set(number, name);
    return number;
  }

  /** The number of a name that was mentioned. */
  find(name: string): number | undefined {
    if (name.length >= this.#factors.length) return undefined;
    return this.#find(this.#bucketOf(name, 0, name.length), name, 0, name.length);
  }

  nameOf(number: number): string {
    const start = this.#start[number] ?? 0;
    return this.#elsewhere.get(number) ?? this.#text.slice(start, start + (this.#length[number] ?? 0));
  }

  #numberOf(source: string, start: number, end: number): number {
    const bucket = this.#bucketOf(source, start, end);
    const found = this.#find(bucket, source, start, end);
    if (found !== undefined) return found;
    const number = this.size++;
    this.#start[number] = start;
    this.#length[number] = end - start;
    this.#next[number] = this.#buckets[bucket] ?? 0;
    this.#buckets[bucket] = number + 1;
    return number;
  }

  #bucketOf(source: string, start: number, end: number): number {
    // The factor after the last character makes names of different lengths differ.
    let hash = this.#factors[end - start] ?? 0;
    for (let at = start; at < end; at++) {
      hash = (hash + Math.imul(this.#factors[at - start] ?? 0, source.charCodeAt(at))) | 0;
    }
    return hash >>> this.#shift;
  }

  #find(bucket: number, source: string, start: number, end: number): number | undefined {
    for (let number = this.#buckets[bucket] ?? 0; number > 0; number = this.#next[number - 1] ?? 0) {
      if (this.#length[number - 1] === end - start && this.#isSame(number - 1, source, start, end)) {
        return number - 1;
      }
    }
    return undefined;
  }

  #isSame(number: number, source: string, start: number, end: number): boolean {
    const elsewhere = this.#elsewhere.size > 0 ? this.#elsewhere.get(number) : undefined;
    const known = elsewhere ?? this.#text;
    const offset = (elsewhere === undefined ? (this.#start[number] ?? 0) : 0) - start;
    for (let at = start; at < end; at++) {
      if (source.charCodeAt(at) !== known.charCodeAt(at + offset)) return false;
    }
    return true;
  }
}
