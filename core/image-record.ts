import { imageLanguage } from './image.ts';
import type { Image } from './image.ts';
import { artifactUrl, currentPlace, evidenceUrl } from './release.ts';

/** The stable form of an image for programs; what is not known is absent. */
export function imageRecord({ id, product, release, stream, build, artifact }: Image) {
  return {
    id,
    product: product.product,
    release: release.release,
    stream: stream.stream,
    kind: stream.kind,
    login: stream.login,
    minimumDisk: stream.minimumDisk,
    minimumMemory: stream.minimumMemory,
    serial: build.serial,
    published: build.published,
    withdrawn: build.withdrawn,
    movedTo: build.movedTo,
    arch: artifact.arch,
    format: artifact.format,
    language: imageLanguage({ stream, artifact }),
    compression: artifact.compression,
    size: artifact.size,
    digest: artifact.digest,
    url: artifactUrl(currentPlace(build), artifact),
    verification: build.verification,
  };
}

/** What a table says of an image, in the order of its columns. */
export const IMAGE_COLUMNS = [
  ...(['id', 'product', 'name', 'release', 'codename', 'lts', 'endOfLife'] as const),
  ...(['stream', 'title', 'kind', 'serial', 'published', 'withdrawn'] as const),
  ...(['file', 'arch', 'format', 'compression', 'language', 'size', 'digest', 'url'] as const),
  ...(['level', 'signer', 'signedAt', 'sums', 'signature'] as const),
] as const;

export type ImageColumn = (typeof IMAGE_COLUMNS)[number];

/** One row of a table: numbers for sizes in bytes, addresses whole, `undefined` for what is not known. */
export function imageRow(image: Image): Record<ImageColumn, string | number | boolean | undefined> {
  const { product, release, stream, build, artifact } = image;
  const record = imageRecord(image);
  const { verification } = build;
  const of = (location: string | undefined): string | undefined =>
    location === undefined ? undefined : evidenceUrl(build, location);
  const isSigned = verification.level === 'signed';
  return {
    id: record.id,
    product: record.product,
    name: product.name,
    release: record.release,
    codename: release.codename,
    lts: release.lts ?? false,
    endOfLife: release.endOfLife,
    stream: record.stream,
    title: stream.title,
    kind: record.kind,
    serial: record.serial,
    published: record.published,
    withdrawn: record.withdrawn,
    file: artifact.file,
    arch: record.arch,
    format: record.format,
    compression: record.compression,
    language: record.language,
    size: record.size,
    digest: record.digest,
    url: record.url,
    level: verification.level,
    signer: isSigned ? verification.signer : undefined,
    signedAt: isSigned ? verification.signedAt : undefined,
    sums: 'sums' in verification ? of(verification.sums) : undefined,
    signature: isSigned ? of(verification.signature) : undefined,
  };
}
