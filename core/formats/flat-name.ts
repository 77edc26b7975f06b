import type { Image } from '../image.ts';

/** The longest file name that common file systems and Proxmox VE take. */
const LIMIT = 255;

/**
 * The id of an image as one file name, of letters, digits and . _ - alone. Only images whose ids differ in nothing but
 * other signs would share it.
 */
export function flatName({ id }: Pick<Image, 'id'>): string {
  return id.replace(/[^A-Za-z0-9._-]/g, '_');
}

export function refuseLongNames(nameOf: (image: Image) => string): (image: Image) => string | undefined {
  return (image) => {
    const { length } = nameOf(image);
    return length <= LIMIT
      ? undefined
      : `expected a file name of at most ${LIMIT} characters, found ${length}`;
  };
}
