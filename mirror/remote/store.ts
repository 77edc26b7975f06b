import type { DigestAlgorithm } from '../../core/digest-text.ts';
import { OsdexError } from '../../core/error.ts';
import type { FoundFile, PassedOver } from '../inventory/walk.ts';
import { RECORDS_FOLDER } from '../repository.ts';
import type { AboutTrashed } from '../trash.ts';

/**
 * Below a repository: files that are not at their places yet, under names that begin with the digest of what they are to
 * be. What is left here by a run that was killed is used by the next one, or removed.
 */
export const INCOMING = `${RECORDS_FOLDER}/synchronising`;

/**
 * A file as its store has it now. At a remote the time is the one that the remote tells, and the inode is empty.
 */
export type StoredFile = FoundFile;

export interface StoreList {
  /** Those of images, and those that are left in INCOMING. */
  files: StoredFile[];
  /** What is left alone, and why. */
  passedOver: PassedOver[];
}

/** What is written to a store. */
export interface Incoming {
  path: string;
  /** `sha256:<hex>`. */
  digest: string;
  sizeBytes: number;
  /** The bytes, and from where they come, for messages. */
  read: (fromByte: number) => AsyncIterable<Uint8Array>;
  origin: string;
  onBytes?: (count: number) => void;
  /** Called when the file is whole and proven, before it appears at its path: what is there has to go. */
  makeWay?: () => Promise<void>;
}

export interface Room {
  neededBytes: number;
  freeBytes: number | undefined;
}

/**
 * A place with files: a folder, or a remote that rclone reaches. Paths are those of a repository; a file appears under
 * its path only when it is whole, and nothing is written over.
 */
export interface Store {
  /** The folder, or `NAME:path`. */
  readonly name: string;
  /** @throws OsdexError `network`, `stopped`, `not-found`. */
  list(): Promise<StoreList>;
  /** Of all its bytes: asked for where the store knows it, else read. */
  digests(
    path: string,
    algorithms: readonly DigestAlgorithm[],
    onBytes?: (count: number) => void,
  ): Promise<string[]>;
  /** @throws OsdexError `network`, `file-missing`, `stopped`; as the disk does. */
  read(path: string, fromByte?: number): AsyncIterable<Uint8Array>;
  /**
   * @throws OsdexError `digest-mismatch` where the bytes that came are others, of which nothing is kept; `write-failed`,
   *   `name-conflict`, `stopped`; whatever reading throws.
   */
  write(file: Incoming): Promise<StoredFile>;
  /** @throws OsdexError `write-failed`, `name-conflict`. */
  move(from: string, to: string): Promise<StoredFile>;
  /**
   * Without sending anything where the store can: a second name for the same bytes, or a copy that it makes itself.
   *
   * @throws OsdexError `write-failed`, `name-conflict`, `digest-mismatch`.
   */
  copy(from: string, to: string, what: Pick<Incoming, 'digest' | 'sizeBytes'>): Promise<StoredFile>;
  /**
   * Puts a file of an image into the store's trash, with what was known of it where the store can keep that.
   *
   * @returns where it lies now, below the store.
   */
  trash(path: string, about: AboutTrashed): Promise<string>;
  /** Removes what INCOMING holds. */
  discard(path: string): Promise<void>;
  /** Removes all that is left in INCOMING, when nothing is to be gone on with. */
  tidy(): Promise<void>;
  /** Bytes that these files still take, and that can be written; undefined where nobody knows. */
  room(coming: readonly Pick<Incoming, 'path' | 'digest' | 'sizeBytes'>[]): Promise<Room>;
}

/** A name in INCOMING of what is to be this file; `mark` tells apart those of two runs. */
export function incomingPath(
  { digest, sizeBytes }: Pick<Incoming, 'digest' | 'sizeBytes'>,
  mark: string,
): string {
  return `${INCOMING}/${digest.slice(digest.indexOf(':') + 1)}-${sizeBytes}-${mark}`;
}

/** The file that a name in INCOMING is to be; undefined for any other path. */
export function readIncomingPath(path: string): { digest: string; sizeBytes: number } | undefined {
  if (!path.startsWith(`${INCOMING}/`)) return undefined;
  const [, hex, size] =
    /^([0-9a-f]{64})-(\d{1,15})-[0-9a-z]{1,32}$/.exec(path.slice(INCOMING.length + 1)) ?? [];
  return hex === undefined ? undefined : { digest: `sha256:${hex}`, sizeBytes: Number(size) };
}

/** What was received is not what was to come. */
export function mismatch({ digest, origin }: Incoming, found: string): OsdexError {
  return new OsdexError(
    'digest-mismatch',
    `expected ${digest}, found ${found}, ${origin}; nothing of it was kept`,
    { path: origin, found },
  );
}
