const RETURN = 0x0d;
const LINE_FEED = 0x0a;
const LINE_END = Buffer.from('\r\n');

/**
 * Brings the line ends of a text to the form in which signatures of type text cover it. Returns before a line feed
 * are no part of the line, however many there are, as GnuPG has it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9580#section-5.2.1.2
 */
export class TextLineEnds {
  /** Returns at the end of what came so far; what comes next tells whether they end a line. */
  #returns = 0;

  update(chunk: Uint8Array): Uint8Array {
    const pieces: Uint8Array[] = [];
    let start = 0;
    for (let at = chunk.indexOf(LINE_FEED); ; at = chunk.indexOf(LINE_FEED, start)) {
      const end = at === -1 ? chunk.length : at;
      let last = end;
      while (last > start && chunk[last - 1] === RETURN) last--;
      if (last > start) {
        pieces.push(Buffer.alloc(this.#returns, RETURN), chunk.subarray(start, last));
        this.#returns = 0;
      }
      if (at === -1) {
        this.#returns += end - last;
        return Buffer.concat(pieces);
      }
      this.#returns = 0;
      pieces.push(LINE_END);
      start = at + 1;
    }
  }
}
