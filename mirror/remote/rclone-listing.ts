import { z } from 'zod';
import { reasonOf, OsdexError } from '../../core/error.ts';
import { parseDigest } from '../../core/digest-text.ts';
import type { DigestAlgorithm } from '../../core/digest-text.ts';

/**
 * What `rclone lsjson` tells of a file.
 *
 * @see https://rclone.org/commands/rclone_lsjson/
 */
const Listed = z.looseObject({
  Path: z.string(),
  Size: z.number(),
  ModTime: z.string().optional(),
  IsDir: z.boolean(),
  Hashes: z.record(z.string(), z.string()).optional(),
});
export type Listed = z.infer<typeof Listed>;

/** What `rclone backend features` tells of a remote. */
const Features = z.looseObject({
  Hashes: z.array(z.string()).nullish(),
  Features: z.looseObject({ Copy: z.boolean().optional(), About: z.boolean().optional() }),
});

export interface RemoteAbilities {
  /** By which the remote knows its files, strongest first; none where it knows none that we can compute. */
  algorithms: DigestAlgorithm[];
  /** Whether it copies a file without sending it. */
  canCopy: boolean;
  canTellRoom: boolean;
}

/** Of those that rclone and Node both know. */
const ALGORITHMS: readonly DigestAlgorithm[] = ['sha256', 'sha1', 'md5'];

export function readListing(text: string, about: string): Listed[] {
  return z.array(Listed).parse(json(text, about));
}

/** Undefined where there is no such file. */
export function readListed(text: string, about: string): Listed | undefined {
  return Listed.nullable().parse(json(text, about)) ?? undefined;
}

export function readAbilities(text: string, about: string): RemoteAbilities {
  const { Hashes, Features: can } = Features.parse(json(text, about));
  return {
    algorithms: ALGORITHMS.filter((algorithm) => Hashes?.includes(algorithm)),
    canCopy: can.Copy ?? false,
    canTellRoom: can.About ?? false,
  };
}

/** What `rclone about --json` tells; a remote may know only a part of it. */
export function readRoom(text: string, about: string): number | undefined {
  return z.looseObject({ free: z.number().optional() }).parse(json(text, about)).free;
}

/** As the remote has it, in our form; undefined where it does not know it. */
export function digestOfListed({ Hashes }: Listed, algorithm: DigestAlgorithm): string | undefined {
  const digest = `${algorithm}:${Hashes?.[algorithm] ?? ''}`;
  return parseDigest(digest) === undefined ? undefined : digest;
}

function json(text: string, about: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `expected JSON of rclone about ${about}, found: ${reasonOf(cause)}`;
    throw new OsdexError('network', message, { path: about, cause });
  }
}
