import { Malformed } from './malformed.ts';

/** Reads big-endian numbers and pieces of bytes in order; whatever is missing is told, never made up. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** The next `length` bytes, a view into the whole. */
  take(length: number): Uint8Array {
    if (length > this.left) throw new Malformed(`${length} bytes expected, ${this.left} left`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** The next unsigned number of 1, 2 or 4 bytes. */
  number(length: 1 | 2 | 4): number {
    let value = 0;
    for (const byte of this.take(length)) value = value * 256 + byte;
    return value;
  }

  rest(): Uint8Array {
    return this.take(this.left);
  }
}
