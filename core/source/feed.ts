import { z } from 'zod';
import { RecordTable } from '../document/record-table.ts';
import { Name, Serial } from '../names.ts';
import { ChecksumTableForm } from '../sums/checksum-document.ts';
import { FeedStream } from './feed-stream.ts';
import { Pattern, Template, UrlTemplate } from './template-schema.ts';
import { placeholdersOf } from './template.ts';
import { Trust } from './trust.ts';

const common = {
  /** Name of the feed within its source, for health and messages. */
  feed: Name,
  /** Releases that the feed carries; all of the source's where it is absent. */
  releases: z.array(Name).min(1).optional(),
  /** The publisher's words for the architectures, where `{arch}` is part of an address. */
  architectures: z.array(z.string().min(1)).min(1).optional(),
  /** Values of other names in addresses: each is asked for with each, as architectures are. */
  each: z.record(z.string().regex(/^[a-zA-Z]+$/), z.array(z.string().min(1)).min(1)).optional(),
  patterns: z.record(z.string(), Pattern).optional(),
  /** Where the files lie when not beside the sums file; the address must never move on to the next build. */
  files: UrlTemplate.optional(),
  /** Where the sums file is a JSON or YAML document. Its files are named by their whole address. */
  table: ChecksumTableForm.optional(),
  /** How a serial has `{date}` in it (20260725, 260725, 2026-07-25, 2026.07.25), where it does not begin with it. */
  dated: Template.refine((text) => placeholdersOf(text).includes('date'), {
    error: 'expected {date} in it',
  }).optional(),
  /** Names in templates that change with each build, such as a codename or a revision: they tell no kinds of files apart. */
  perBuild: z
    .array(z.string().regex(/^[a-zA-Z]+$/))
    .min(1)
    .optional(),
  trust: Trust,
  /** Days between two builds, where their publisher keeps to it; else the builds themselves show their cadence. */
  every: z.int().min(1, { error: 'expected a number of days, 1 or more' }).optional(),
  /** Whether a build may have a file of another one, unchanged; a comment beside it says why the publisher does that. */
  repeats: z.boolean().optional(),
  /** What this feed's description rests on, where nothing recorded from its publisher shows it. */
  evidence: z.string().min(1).optional(),
  /** What of it could not be confirmed yet. */
  unconfirmed: z.string().min(1).optional(),
  streams: z.array(FeedStream).min(1),
};

const listed = {
  index: UrlTemplate,
  /** A name that is listed, or the last part of the address; `{serial}` is read out of it. */
  entry: Template.refine((text) => placeholdersOf(text).includes('serial'), {
    error: 'expected {serial} in it',
  }),
  /**
   * Sums file, relative to the page, of what the entry told; `{entry}` is the entry's own name. Where the images
   * themselves are signed it is the image.
   */
  sums: Template,
};

/** A page that lists folders or files whose names carry the serial. */
export const DirectoryFeed = z.strictObject({
  format: z.literal('directory'),
  ...common,
  ...listed,
  /** Pages that list older builds in the same way, for the history. */
  archives: z.array(UrlTemplate).min(1).optional(),
  /** Serials that are known and final, by release: the page is not asked for these releases. */
  serials: z.record(Name, z.array(Serial).min(1)).optional(),
});
export type DirectoryFeed = z.infer<typeof DirectoryFeed>;

/** A bucket of an object store that lists its keys as XML; `index` asks for the keys below a prefix. */
export const BucketFeed = z.strictObject({
  format: z.literal('bucket'),
  ...common,
  ...listed,
  /** Where the bucket's objects are to be had. */
  base: UrlTemplate,
});
export type BucketFeed = z.infer<typeof BucketFeed>;

/** An address that moves on with each build and redirects to that of the build. */
export const RedirectFeed = z.strictObject({
  format: z.literal('redirect'),
  ...common,
  index: UrlTemplate,
  /** The whole address it leads to; `{serial}` is read out of it. */
  entry: UrlTemplate.refine((text) => placeholdersOf(text).includes('serial'), {
    error: 'expected {serial} in it',
  }),
  sums: Template,
});
export type RedirectFeed = z.infer<typeof RedirectFeed>;

/** A page of the publisher's website that links to files wherever they lie: as a rule the newest builds alone. */
export const DownloadPageFeed = z.strictObject({
  format: z.literal('download-page'),
  ...common,
  index: UrlTemplate,
  /** The whole address of a link; `{serial}` is read out of it. */
  entry: UrlTemplate.refine((text) => placeholdersOf(text).includes('serial'), {
    error: 'expected {serial} in it',
  }),
  sums: Template,
});
export type DownloadPageFeed = z.infer<typeof DownloadPageFeed>;

/** A JSON or YAML document that tells of builds, whose digests lie elsewhere. */
export const RecordsFeed = z
  .strictObject({
    format: z.literal('records'),
    ...common,
    index: UrlTemplate,
    builds: RecordTable,
    /** Fields that tell by their form, such as an address with the version in it: only records that have it are builds. */
    read: z.record(z.string(), Template).optional(),
    /** Sums file, or image that is signed itself, of a record's fields; relative to the document. */
    sums: Template,
  })
  .refine(({ builds, read }) => tellsSerial(builds, Object.values(read ?? {})), {
    path: ['builds'],
    error: 'expected serial among fields:, or {serial} in records: or read:',
  });
export type RecordsFeed = z.infer<typeof RecordsFeed>;

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

export const Feed = z.discriminatedUnion('format', [
  DirectoryFeed,
  SumsFeed,
  RecordsFeed,
  BucketFeed,
  RedirectFeed,
  DownloadPageFeed,
  FlatcarFeed,
]);
export type Feed = z.infer<typeof Feed>;

function tellsSerial({ records, fields }: RecordTable, read: readonly string[]): boolean {
  const told = [...Object.keys(fields), ...[...records, ...read].flatMap(placeholdersOf)];
  return told.includes('serial');
}
