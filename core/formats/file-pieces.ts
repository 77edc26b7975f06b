/** The pieces of a file by which a download is proven while it runs. */
export interface FilePieces {
  /** Of every piece but the last, which may be shorter. */
  pieceBytes: number;
  /** SHA-1 of each piece in order, twenty bytes each. */
  pieces: readonly Uint8Array[];
}
