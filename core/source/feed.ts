import { z } from 'zod';
import { DIGEST_ALGORITHMS } from '../digest.ts';
import { compressionOf, diskFormatOf, DiskFormat } from '../disk-format.ts';
import { Fingerprint } from '../trust/fingerprint.ts';
import { Name, Serial } from '../names.ts';
import { mayExplode } from './pattern-cost.ts';
import { Kind } from '../product.ts';
import { placeholdersOf } from './template.ts';

const urlExpected = 'expected an http or https URL, {names} allowed';
const UrlTemplate = z
  .string()
  .regex(/^https?:\/\/[^\s]+$/, { error: urlExpected, abort: true })
  .refine((text) => URL.canParse(withoutNames(text)), { error: urlExpected });
const Template = z.string().min(1);

const Pattern = z
  .string()
  .refine((text) => isRegExp(text), { error: 'expected a regular expression' })
  .refine((text) => !mayExplode(text), {
    error: 'expected a regular expression without a repetition inside of a repetition',
  });

function isRegExp(text: string): boolean {
  try {
    new RegExp(withoutNames(text));
    return true;
  } catch {
    return false;
  }
}

function withoutNames(template: string): string {
  return template.replaceAll(/\{[a-zA-Z]+\}/g, 'x');
}

/** Which files of a build belong to a stream: a name with `{arch}` and other parts to be read out of it. */
const FileMatch = z
  .strictObject({
    match: Template,
    format: DiskFormat.optional(),
    /** Architecture, where neither the name nor the address tells. */
    arch: z.string().optional(),
    /** Name within the build; `{file}` is the publisher's. */
    path: Template.optional(),
  })
  .transform((file, context) => {
    const format = file.format ?? diskFormatOf(file.match);
    if (format !== undefined) return { ...file, format, compression: compressionOf(file.match) };
    context.addIssue({
      code: 'custom',
      message: `expected format:, since the name ${file.match} does not tell it`,
    });
    return z.NEVER;
  });
export type FileMatch = z.infer<typeof FileMatch>;

const FeedStream = z.strictObject({
  stream: Name,
  title: z.string().min(1),
  kind: Kind,
  files: z.array(FileMatch).min(1),
});
export type FeedStream = z.infer<typeof FeedStream>;

const keys = z.array(Fingerprint).min(1).optional();

/**
 * The weakest digests that are accepted. Where it is absent nothing below SHA-256 is (but for `weak`), nor anything
 * weaker than what the stream's newest build has.
 */
const digests = z
  .enum(DIGEST_ALGORITHMS, { error: `expected one of ${DIGEST_ALGORITHMS.join(', ')}` })
  .optional();

/** How the sums file is proven. `signature` is relative to the sums file; `{sums}` is its name. */
export const Trust = z.discriminatedUnion('level', [
  z.discriminatedUnion('shape', [
    z.strictObject({
      level: z.literal('signed'),
      shape: z.literal('detached'),
      signature: Template,
      keys,
      digests,
    }),
    z.strictObject({ level: z.literal('signed'), shape: z.literal('clearsigned'), keys, digests }),
  ]),
  z.strictObject({ level: z.literal('sums-only'), reason: z.string().min(1), digests }),
  z.strictObject({ level: z.literal('weak'), reason: z.string().min(1), digests }),
]);
export type Trust = z.infer<typeof Trust>;

const common = {
  /** Name of the feed within its source, for health and messages. */
  feed: Name,
  /** Releases that the feed carries; all of the source's where it is absent. */
  releases: z.array(Name).min(1).optional(),
  /** The publisher's words for the architectures, where `{arch}` is part of an address. */
  architectures: z.array(z.string().min(1)).min(1).optional(),
  patterns: z.record(z.string(), Pattern).optional(),
  /** Where the files lie when not beside the sums file; the address must never move on to the next build. */
  files: UrlTemplate.optional(),
  trust: Trust,
  /** Days between two builds, where their publisher keeps to it; else the builds themselves show their cadence. */
  every: z.int().min(1, { error: 'expected a number of days, 1 or more' }).optional(),
  /** Whether a build may have a file of another one, unchanged; a comment beside it says why the publisher does that. */
  repeats: z.boolean().optional(),
  streams: z.array(FeedStream).min(1),
};

/** A page that lists folders or files whose names carry the serial. */
export const DirectoryFeed = z.strictObject({
  format: z.literal('directory'),
  ...common,
  index: UrlTemplate,
  /** A link on the page; `{serial}` is read out of it. */
  entry: Template.refine((text) => placeholdersOf(text).includes('serial'), {
    error: 'expected {serial} in it',
  }),
  /** Sums file, relative to the page. */
  sums: Template,
  /** Serials that are known and final, by release: the page is not asked for these releases. */
  serials: z.record(Name, z.array(Serial).min(1)).optional(),
});
export type DirectoryFeed = z.infer<typeof DirectoryFeed>;

/** A sums file at a fixed address that is itself the feed; the serials are in its file names. */
export const SumsFeed = z.strictObject({
  format: z.literal('sums'),
  ...common,
  sums: UrlTemplate,
});
export type SumsFeed = z.infer<typeof SumsFeed>;

/** Flatcar's list of releases per channel. */
export const FlatcarFeed = z.strictObject({
  format: z.literal('flatcar-releases'),
  ...common,
  index: UrlTemplate,
  sums: UrlTemplate,
});
export type FlatcarFeed = z.infer<typeof FlatcarFeed>;

export const Feed = z.discriminatedUnion('format', [DirectoryFeed, SumsFeed, FlatcarFeed]);
export type Feed = z.infer<typeof Feed>;
