import { createHash } from 'node:crypto';

/** An image in small: its bytes are made from its name every time, so that none has to be kept. */
export interface Image {
  file: string;
  seed: string;
  sizeBytes: number;
}

const IMAGE_BYTES = 64 * 1024;
const NOTE_BYTES = 2 * 1024;

/** Sizes differ from name to name, so that a size taken from the wrong line is noticed. */
export function describeImage(file: string, seed: string, scale = 1): Image {
  const base = /\.(?:manifest|json)$/.test(file) ? NOTE_BYTES : IMAGE_BYTES;
  const variation = createHash('sha256').update(seed).digest().readUInt16BE() % (base / 4);
  return { file, seed, sizeBytes: Math.ceil((base + variation) * scale) };
}

export function imageBytes({ seed, sizeBytes }: Image): Uint8Array {
  return createHash('shake256', { outputLength: sizeBytes }).update(seed).digest();
}

export function imageHex(image: Image, algorithm: string): string {
  return createHash(algorithm).update(imageBytes(image)).digest('hex');
}
