import { z } from 'zod';
import { Architecture } from './architecture.ts';
import { Digest } from './digest.ts';
import { Compression, DiskFormat } from './disk-format.ts';
import { FilePath, HttpsUrl, IsoDate, Language, Name, Serial } from './names.ts';
import { Verification } from './verification.ts';

/** One downloadable file. */
export const Artifact = z.strictObject({
  /** Name at the publisher, relative to the build's `url`. */
  file: FilePath,
  /** Name within the build where the publisher's own is not unique, such as one name for every architecture. */
  path: FilePath.optional(),
  arch: Architecture,
  format: DiskFormat,
  /** Where images differ by it. */
  language: Language.optional(),
  compression: Compression.optional(),
  /** Bytes, where the publisher tells. */
  size: z.int().nonnegative().optional(),
  digest: Digest,
});
export type Artifact = z.infer<typeof Artifact>;

/**
 * One publication of a stream. A publisher who signs each architecture apart has several entries with the same
 * stream and serial, each with its own `url` and evidence.
 */
export const Build = z.strictObject({
  stream: Name,
  serial: Serial,
  published: IsoDate.optional(),
  /** The folder of the files, ending in a slash; never one that moves on to the next build. */
  url: HttpsUrl.endsWith('/'),
  /** Set when the publisher no longer lists the build, and it is at no other place that the source knows of. */
  withdrawn: IsoDate.optional(),
  /** The folder of the files since they left `url`, which stays the build's identity. */
  movedTo: HttpsUrl.endsWith('/').optional(),
  verification: Verification,
  artifacts: z.array(Artifact).min(1),
});
export type Build = z.infer<typeof Build>;

export const RELEASE_SCHEMA = 'osdex/release/1';

/** The life of a release, which a source states and the catalog repeats. */
export const ReleaseFacts = z.strictObject({
  codename: z.string().min(1).optional(),
  lts: z.boolean().optional(),
  released: IsoDate.optional(),
  /** The last day of the support that everyone gets. */
  endOfLife: IsoDate.optional(),
  /** The last day of the support that goes on after that, for who pays for it or as volunteers give it. */
  extendedSupport: IsoDate.optional(),
  /** Where the publisher states these dates, where it is another place than the product's. */
  lifecycle: HttpsUrl.optional(),
});
export type ReleaseFacts = z.infer<typeof ReleaseFacts>;

/** A release of a product with its builds: one catalog file, or several that readers see as one. */
export const Release = z.strictObject({
  schema: z.literal(RELEASE_SCHEMA),
  product: Name,
  release: Name,
  ...ReleaseFacts.shape,
  builds: z.array(Build),
});
export type Release = z.infer<typeof Release>;

/** The path of an artifact within its build: the last part of its id. */
export function artifactPath(artifact: Artifact): string {
  return artifact.path ?? artifact.file;
}

/** The id of an artifact, never reused: `ubuntu/24.04/server-cloud/20260725/ubuntu-24.04-….img`. */
export function artifactId(
  release: Pick<Release, 'product' | 'release'>,
  build: Build,
  artifact: Artifact,
): string {
  return [release.product, release.release, build.stream, build.serial, artifactPath(artifact)].join('/');
}

/** Where a build's files lie now, for what is made of that address: not the identity that `url` is. */
export function currentPlace({ url, movedTo }: Pick<Build, 'url' | 'movedTo'>): Pick<Build, 'url'> {
  return { url: movedTo ?? url };
}

/** Where the publisher first offered the artifact: its address in the catalog for ever. */
export function artifactUrl(build: Pick<Build, 'url'>, artifact: Pick<Artifact, 'file'>): string {
  const folder = folders.get(build.url) ?? new URL('.', build.url).href;
  folders.set(build.url, folder);
  // A plain path, as every file's is, stands behind its folder as it is.
  return folder + artifact.file;
}

/** Folders as a browser writes them: there are as many as builds, and far more files. */
const folders = new Map<string, string>();

/**
 * Whether the publisher signed the image itself, so that there is no sums file between them: what the evidence names as
 * such is the image, and so are its bytes.
 */
export function signsImage({ verification, artifacts }: Pick<Build, 'verification' | 'artifacts'>): boolean {
  const [image, ...others] = artifacts;
  return verification.level === 'signed' && others.length === 0 && verification.sumsDigest === image?.digest;
}

/** Where the sums file or the signature of a build can be read. */
export function evidenceUrl(build: Pick<Build, 'url'>, location: string): string {
  return new URL(location, build.url).href;
}
