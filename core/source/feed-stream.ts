import { z } from 'zod';
import { compressionOf, diskFormatOf, DiskFormat } from '../disk-format.ts';
import { Stream } from '../product.ts';
import { Template } from './template-schema.ts';

/** Which files of a build belong to a stream: a name with `{arch}` and other parts to be read out of it. */
const FileMatch = z
  .strictObject({
    /** A whole address where the sums file is a document that names files so. */
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

export const FeedStream = z.strictObject({ ...Stream.shape, files: z.array(FileMatch).min(1) });
export type FeedStream = z.infer<typeof FeedStream>;
