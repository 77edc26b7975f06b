import { z } from 'zod';
import { Fingerprint } from './trust/fingerprint.ts';
import { HttpsUrl, IsoDate, Language, Name } from './names.ts';
import { Architecture } from './architecture.ts';
import { TrustLevel } from './verification.ts';
import { KINDS, VERSION_SCHEMES } from './vocabulary.ts';

/** What a stream's images are for. */
export const Kind = z.enum(KINDS);
export type Kind = z.infer<typeof Kind>;

export const VersionScheme = z.enum(VERSION_SCHEMES);

/** One series of builds: server cloud image, minimal, live server ISO, netboot. What is not stated is not known. */
export const Stream = z.strictObject({
  stream: Name,
  title: z.string().min(1),
  kind: Kind,
  language: Language.optional(),
  /** Name of the user that its publisher lets log in first. */
  login: z.string().min(1).optional(),
  /** The least that its publisher asks for: disk in GiB, memory in MiB. */
  minimumDisk: z.number().positive().optional(),
  minimumMemory: z.int().positive().optional(),
});
export type Stream = z.infer<typeof Stream>;

/** A publisher's key, pinned by its full fingerprint, and where ours was obtained. */
export const TrustedKey = z.strictObject({
  fingerprint: Fingerprint,
  owner: z.string().min(1),
  /** Releases this key may sign; every release where it is absent. */
  releases: z.array(Name).min(1).optional(),
  /** Where our copy came from: package and version, or the address it was fetched from. */
  provenance: z.string().min(1),
  /**
   * The day our copy was made. It is stated with the copy and not before it: absent while there is no key file, and in
   * catalogs of before it was asked for. `osdex sources check` says where it is missing.
   */
  obtained: IsoDate.optional(),
  /** Where the publisher serves the key, for `osdex keys update`. */
  url: HttpsUrl.optional(),
});
export type TrustedKey = z.infer<typeof TrustedKey>;

export const PRODUCT_SCHEMA = 'osdex/product/1';

/** How a source says that a feed is read and proven, for people: where, and how far to be trusted. */
export const ProductFeed = z.strictObject({
  feed: Name,
  format: z.string().min(1),
  /** The page or the sums file that is asked, with names such as `{release}` where addresses differ. */
  url: z.string().min(1),
  /** The same address for the newest release that the feed carries, for people to follow, where `url` has names in it. */
  page: HttpsUrl.optional(),
  releases: z.array(Name).optional(),
  architectures: z.array(Architecture).optional(),
  streams: z.array(Name),
  level: TrustLevel,
  /** Of `signed`: whether the signature is beside the sums file, in it, or over each image. */
  shape: z.string().min(1).optional(),
  /** Of the other levels: why not better. */
  reason: z.string().min(1).optional(),
  evidence: z.string().min(1).optional(),
  unconfirmed: z.string().min(1).optional(),
});
export type ProductFeed = z.infer<typeof ProductFeed>;

/** Something to be had from the publisher whose digest nobody states: there is nothing to prove, only where it is. */
const Download = z.strictObject({
  title: z.string().min(1),
  url: HttpsUrl,
  kind: Kind,
  /** What a reader should know: how long the address holds, what must be agreed to. */
  note: z.string().min(1).optional(),
});
export type Download = z.infer<typeof Download>;

/** What a source states of its product, and the catalog repeats. */
export const ProductFacts = z.strictObject({
  product: Name,
  name: z.string().min(1),
  vendor: z.string().min(1),
  family: z.string().min(1),
  description: z.string().min(1),
  homepage: HttpsUrl,
  /** Where the publisher states the dates of its releases. */
  lifecycle: HttpsUrl.optional(),
  documentation: HttpsUrl.optional(),
  /** Under what terms the images may be used and passed on, in a sentence, where that needs one. */
  licence: z.string().min(1).optional(),
  versionScheme: VersionScheme,
  /** Other places that serve the same files: a URL that starts with `of` is also there under each of `at`. */
  mirrors: z
    .array(z.strictObject({ of: HttpsUrl.endsWith('/'), at: z.array(HttpsUrl.endsWith('/')).min(1) }))
    .optional(),
  downloads: z.array(Download).min(1).optional(),
});

const { mirrors, downloads, ...facts } = ProductFacts.shape;

/** What is true of a product as a whole: with it the catalog can be read without the sources. */
export const Product = z.strictObject({
  schema: z.literal(PRODUCT_SCHEMA),
  ...facts,
  streams: z.array(Stream),
  /** Absent in catalogs of before it was written down. */
  feeds: z.array(ProductFeed).optional(),
  keys: z.array(TrustedKey),
  mirrors,
  downloads,
});
export type Product = z.infer<typeof Product>;
