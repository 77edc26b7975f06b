import { DIGEST_ALGORITHMS, hexLength } from '../digest-text.ts';
import type { Digest } from '../digest.ts';
import type { DigestAlgorithm } from '../digest-text.ts';
import { ChecksumNames } from './checksum-names.ts';

/** What a sums file says of one file: the strongest digest it gives, and the size in bytes where it tells. */
export interface ManifestEntry {
  digest: Digest;
  sizeBytes: number | undefined;
}

const NO_SIZE = -1;

/**
 * The files of a sums file, kept as places in its text: a million take 30 MB beside the text, where objects would
 * take ten times as much. Its readers see a map from names to entries, which are made when they are asked for.
 */
export class ChecksumTable implements ReadonlyMap<string, ManifestEntry> {
  /** Every name that was mentioned, also one that has a size only. */
  readonly names: ChecksumNames;
  readonly #text: string;
  readonly #capacity: number;
  /** Where the digits of each name start, plus one; 0 where it has none of the algorithm. */
  readonly #hexStarts: Partial<Record<DigestAlgorithm, Uint32Array>> = {};
  #sizes: Float64Array | undefined;
  #size = 0;

  /** For at most `capacity` names of at most `longestName` UTF-16 code units. */
  constructor(text: string, capacity: number, longestName: number) {
    this.#text = text;
    this.#capacity = capacity;
    this.names = new ChecksumNames(text, capacity, longestName);
  }

  /** How many names have a digest. */
  get size(): number {
    return this.#size;
  }

  /** Gives a name the digits that start at this place; returns the other digits that it had before. */
  setDigest(name: number, algorithm: DigestAlgorithm, hexStart: number): string | undefined {
    const starts = (this.#hexStarts[algorithm] ??= new Uint32Array(this.#capacity));
    const before = starts[name] ?? 0;
    if (before > 0) {
      const hex = this.#hex(algorithm, before - 1);
      return hex === this.#hex(algorithm, hexStart) ? undefined : hex;
    }
    if (this.#algorithmOf(name) === undefined) this.#size += 1;
    starts[name] = hexStart + 1;
    return undefined;
  }

  /** Gives a name its size; returns the other size that it had before. */
  setSize(name: number, sizeBytes: number): number | undefined {
    this.#sizes ??= new Float64Array(this.#capacity).fill(NO_SIZE);
    const before = this.#sizes[name] ?? NO_SIZE;
    if (before !== NO_SIZE && before !== sizeBytes) return before;
    this.#sizes[name] = sizeBytes;
    return undefined;
  }

  get(name: string): ManifestEntry | undefined {
    const number = this.names.find(name);
    return number === undefined ? undefined : this.#entryOf(number);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  *entries(): Generator<[string, ManifestEntry], undefined> {
    for (let number = 0; number < this.names.size; number++) {
      const entry = this.#entryOf(number);
      if (entry !== undefined) yield [this.names.nameOf(number), entry];
    }
    return undefined;
  }

  *keys(): Generator<string, undefined> {
    for (const [name] of this) yield name;
    return undefined;
  }

  *values(): Generator<ManifestEntry, undefined> {
    for (const [, entry] of this) yield entry;
    return undefined;
  }

  [Symbol.iterator](): Generator<[string, ManifestEntry], undefined> {
    return this.entries();
  }

  forEach(call: (entry: ManifestEntry, name: string, map: this) => void, thisArg?: unknown): void {
    for (const [name, entry] of this) call.call(thisArg, entry, name, this);
  }

  #entryOf(name: number): ManifestEntry | undefined {
    const algorithm = this.#algorithmOf(name);
    if (algorithm === undefined) return undefined;
    const hex = this.#hex(algorithm, (this.#hexStarts[algorithm]?.[name] ?? 0) - 1);
    const size = this.#sizes?.[name] ?? NO_SIZE;
    return { digest: `${algorithm}:${hex}` as Digest, sizeBytes: size === NO_SIZE ? undefined : size };
  }

  /** The strongest algorithm of which the name has a digest. */
  #algorithmOf(name: number): DigestAlgorithm | undefined {
    for (const algorithm of DIGEST_ALGORITHMS) {
      const starts = this.#hexStarts[algorithm];
      if (starts !== undefined && starts[name] !== 0) return algorithm;
    }
    return undefined;
  }

  #hex(algorithm: DigestAlgorithm, start: number): string {
    return this.#text.slice(start, start + hexLength(algorithm)).toLowerCase();
  }
}
