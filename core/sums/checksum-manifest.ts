import { ChecksumReader } from './checksum-reader.ts';
import type { ManifestEntry } from './checksum-table.ts';
import type { SignedText } from '../trust/signed-text.ts';
import type { UnsignedText } from '../trust/unsigned-text.ts';

export { MAX_LINE_LENGTH, MAX_LINES } from './checksum-reader.ts';
export type { ManifestEntry } from './checksum-table.ts';

/** A parsed sums file: its files by the name it gives them, in the order in which it mentions them. */
export type ChecksumManifest = ReadonlyMap<string, ManifestEntry>;

/**
 * Parses a sums file in any of the usual forms: GNU (`<hex>  name`, `<hex> *name`, names escaped), BSD
 * (`SHA256 (name) = <hex>`, sizes in comments), `<hex> name` as `md5 -r` writes it, sectioned DIGESTS
 * (`# SHA512 HASH`, `### SHA256SUMS:` or `sha256` alone above GNU lines, and one line of title above the first of such
 * words), and digits alone in a file called `name.sha256`. Where a file has several
 * digests the strongest is kept; those of algorithms that are not recorded (BLAKE2, RIPEMD, SHA-3) are passed over by
 * their name. A line of another form is an error, since half of a sums file proves nothing about the rest.
 *
 * `./name` is `name`. Names that differ in case or in their Unicode form are different names, as at the publisher.
 *
 * @param name URL or path of the file, for messages; its last part may name the algorithm (SHA512SUMS).
 * @throws OsdexError `sums-unreadable` (expected, found, name:line), `sums-conflict` for two digests or two sizes of
 *   one file, `too-large` for more than MAX_LINES lines or a line longer than MAX_LINE_LENGTH.
 * @see https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html
 */
export function parseChecksumManifest({ text }: SignedText | UnsignedText, name: string): ChecksumManifest {
  const reader = new ChecksumReader(text, name);
  // A byte order mark is no part of the first line.
  for (let start = text.startsWith('\ufeff') ? 1 : 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    reader.readLine(start, end);
    start = end + 1;
  }
  return reader.finish();
}
