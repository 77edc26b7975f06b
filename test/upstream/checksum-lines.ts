import { imageHex } from './image.ts';
import type { Image } from './image.ts';

/** `<hex>  <file>`, or `<hex> *<file>` with the marker that binary mode writes. */
export function gnuLines(images: readonly Image[], algorithm: string, marker: ' ' | '*' = ' '): string {
  return lines(images.map((image) => `${imageHex(image, algorithm)} ${marker}${image.file}`));
}

/** `SHA256 (<file>) = <hex>` below a comment that tells the size. */
export function bsdLines(images: readonly Image[]): string {
  return lines(
    images.flatMap((image) => [
      `# ${image.file}: ${image.sizeBytes} bytes`,
      `SHA256 (${image.file}) = ${imageHex(image, 'sha256')}`,
    ]),
  );
}

/** The DIGESTS file that CoreOS began and Flatcar carries on: one section per algorithm, weakest first. */
export function digestSections(images: readonly Image[]): string {
  return ['md5', 'sha1', 'sha512']
    .map((algorithm) => `# ${algorithm.toUpperCase()} HASH\n${gnuLines(images, algorithm)}`)
    .join('');
}

/** Sorted by digest, as `sort SHA256SUMS` leaves it at Ubuntu. */
export function sortedLines(text: string): string {
  return lines(text.trimEnd().split('\n').sort());
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
