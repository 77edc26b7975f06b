import assert from 'node:assert/strict';
import fc from 'fast-check';
import { artifactUrl, currentPlace } from '../../../core/release.ts';
import type { Artifact } from '../../../core/release.ts';
import type { Format, FormatReader, ForeignFile, ReadImages } from '../../../core/formats/format.ts';
import type { Image } from '../../../core/image.ts';
import type { Kind } from '../../../core/product.ts';
import { parseArchitecture } from '../../../core/vocabulary.ts';
import { exportOf, HOSTILE } from './sample-images.ts';
import { oneImage } from './one-image.ts';

/** A file as `osdex import` hands it to a reader. */
export function fileOf(content: string | Uint8Array, name = 'file'): ForeignFile {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return { name, bytes, text: typeof content === 'string' ? content : new TextDecoder().decode(content) };
}

/** What is read, without the fields of which nothing is said. */
export async function readText(reader: FormatReader, text: string, name?: string): Promise<ReadImages> {
  assert.equal(reader.recognises(fileOf(text, name)), true);
  return withoutUndefined(await reader.read(fileOf(text, name)));
}

/** What an image is of its own, as a format may carry it. */
export type Carried = 'product' | 'release' | 'stream' | 'serial' | 'arch' | 'url' | 'sizeBytes' | 'digest';

/** Images that a format is to carry there and back. */
export interface AnyImages {
  kind: Kind;
  format: Artifact['format'];
  algorithms: readonly ('md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512')[];
  archs: readonly Artifact['arch'][];
}

/** An image of any names, digest and size; its file's name tells its architecture. */
export function anyImage({ kind, format, algorithms, archs }: AnyImages): fc.Arbitrary<Image> {
  const length = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 };
  const digest = fc.constantFrom(...algorithms).chain((algorithm) =>
    fc
      .array(
        fc.nat(15).map((digit) => digit.toString(16)),
        {
          minLength: length[algorithm],
          maxLength: length[algorithm],
        },
      )
      .map((digits) => `${algorithm}:${digits.join('')}` as Artifact['digest']),
  );
  const text = fc.oneof(
    fc.constant(HOSTILE.trim()),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map((one) => `x${one}x`),
  );
  return fc
    .record({
      name: text,
      title: text,
      release: fc.constantFrom('13', '26.04', 'stable', '10.15.7'),
      streamName: fc.constantFrom('cloud', 'server-cloud', 'stable', 'live'),
      serial: fc.constantFrom('20260720', '20260720-2.1', '20260720.1e3'),
      arch: fc.constantFrom(...archs),
      size: fc.option(
        fc.maxSafeNat().map((size) => size % 1e12),
        { nil: undefined },
      ),
      digest,
    })
    .map(({ name, title, release, streamName, serial, arch, size, digest: made }) => {
      const image = oneImage({
        artifact: { file: `example-${serial}-${arch}.${format}`, format, arch, digest: made, size },
        build: { stream: streamName, serial, url: `https://images.example.org/it's/${serial}/` },
        stream: { stream: streamName, title, kind, login: 'x', minimumDisk: 1, minimumMemory: 1 },
      });
      return {
        ...image,
        id: `debian/${release}/${streamName}/${serial}/${image.artifact.file}`,
        product: { ...image.product, product: 'debian', name },
        release: { ...image.release, product: 'debian', release },
      };
    });
}

/** Writes an image, reads it again, and compares what the format carries of it. */
export async function assertComesBack(
  format: Format,
  reader: FormatReader,
  image: Image,
  carried: readonly Carried[],
  changes: Record<string, unknown> = {},
): Promise<void> {
  assert.equal(format.refuse?.(image), undefined);
  const { release, stream, build, artifact, product } = image;
  const whole: Record<Carried, unknown> = {
    product: product.name,
    release: release.release,
    stream: stream.stream,
    serial: build.serial,
    arch: artifact.arch,
    url: artifactUrl(currentPlace(build), artifact),
    sizeBytes: artifact.size,
    digest: artifact.digest,
  };
  const told = { ...whole, ...changes };
  const texts = [...(await exportOf(format, [image])).values()];
  const { images, notTaken } = await reader.read(fileOf(texts.at(-1) ?? ''));
  assert.deepEqual(notTaken, []);
  assert.equal(images.length, 1);
  for (const field of carried) {
    const found = images[0]?.[field];
    const plain = field === 'arch' ? parseArchitecture(String(found)) : found;
    assert.equal(plain, told[field], field);
  }
}

/** Without the fields of which nothing is said. */
export function withoutUndefined(read: ReadImages): ReadImages {
  return {
    ...read,
    images: read.images.map((image) => {
      const told = Object.entries(image).filter(([, value]) => value !== undefined);
      return { at: image.at, ...Object.fromEntries(told) };
    }),
  };
}
