import fc from 'fast-check';
import type { Digest } from '../../../core/digest.ts';
import { DIGEST_ALGORITHMS, hexLength } from '../../../core/digest-text.ts';
import type { ForeignImage } from '../../../core/formats/foreign-image.ts';
import type { Image } from '../../../core/image.ts';
import { FilePath, Serial } from '../../../core/names.ts';
import { imageRecord } from '../../../core/image-record.ts';
import { anyText } from '../../fuzz/fuzz.ts';
import { oneImage } from './one-image.ts';

/** What a record carries of an image, and a table of our columns besides its codename; `at` is the reader's. */
export function toldOf(image: Image): Omit<ForeignImage, 'at'> {
  const record = imageRecord(image);
  const { product, release, stream, kind, serial, published, arch, format } = record;
  const { compression, language, size: sizeBytes, digest, url } = record;
  const told = { product, release, stream, kind, serial, published, arch, format };
  return stated({ ...told, compression, language, sizeBytes, digest, url });
}

/** What a table carries of it. */
export function toldInColumnsOf(image: Image): Omit<ForeignImage, 'at'> {
  return stated({ ...toldOf(image), codename: image.release.codename });
}

/** Images without where they were read, and without what is not stated. */
export function withoutPlaces(images: readonly ForeignImage[]): Omit<ForeignImage, 'at'>[] {
  return images.map(({ at: _, ...told }) => stated(told));
}

function stated<T extends object>(told: T): T {
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as T;
}

const digest = fc.constantFrom(...DIGEST_ALGORITHMS).chain((algorithm) =>
  fc
    .string({
      unit: fc.integer({ min: 0, max: 15 }).map((digit) => digit.toString(16)),
      minLength: hexLength(algorithm),
      maxLength: hexLength(algorithm),
    })
    .map((hex) => `${algorithm}:${hex}` as Digest),
);

/** Images that differ in all that a file carries of them, under titles that may hold anything. */
export const anyCarriedImage: fc.Arbitrary<Image> = fc
  .record({
    artifact: fc.record(
      {
        file: fc
          .stringMatching(/^[A-Za-z0-9][A-Za-z0-9._+~@-]{0,20}[a-z]$/)
          .filter((file) => FilePath.safeParse(file).success),
        arch: fc.constantFrom('amd64' as const, 'arm64' as const),
        format: fc.constantFrom('qcow2' as const, 'iso' as const),
        compression: fc.constantFrom('xz' as const, 'tar.gz' as const),
        language: fc.constantFrom('no', 'pt-BR'),
        size: fc.maxSafeNat(),
        digest,
      },
      { requiredKeys: ['file', 'arch', 'format', 'digest'] },
    ),
    build: fc.record({
      serial: fc
        .stringMatching(/^[0-9A-Za-z][0-9A-Za-z.+~_-]{0,10}$/)
        .filter((serial) => Serial.safeParse(serial).success),
    }),
    stream: fc.record({ title: anyText }),
  })
  .map(oneImage);
