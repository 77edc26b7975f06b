import { parseDigest } from '../digest-text.ts';
import { OsdexError } from '../error.ts';
import { isPlainPath } from '../plain-path.ts';
import type { MirrorEvidence } from './mirror-evidence.ts';

/** One file to fetch: what it must be, where it goes below the chosen folder, where it can be had. */
export interface MirrorFile {
  digest: string;
  sizeBytes: number | undefined;
  path: string;
  urls: string[];
  /** Its path in the catalog. Who has it and `kind` can arrange files anew, and tell older builds from newer ones. */
  id?: string;
  /** What its image is for, as the catalog says it. */
  kind?: string;
  /** How to see that its publisher signed it. */
  evidence?: MirrorEvidence | undefined;
}

const ALGORITHMS = new Set<string>(['sha256', 'sha384', 'sha512']);

/** The program adds sizes up in the shell's integers and takes fifteen digits at most. */
const SIZE_LIMIT_BYTES = 1e15;

/** The longest file name that leaves room for what stands beside a download in the 255 bytes of common file systems. */
const FILE_NAME_LIMIT = 235;

/** What a partial download is called, and what lies beside it. */
const PARTIAL = /\.part(?:\.|$)/i;

const URL_SHAPE =
  /^(?:https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*|http:\/\/(?:127\.0\.0\.1|localhost))(?::[0-9]{1,5})?\/[A-Za-z0-9/._+~@:?,=%&-]*$/;

/**
 * Why a file cannot stand in a list of files to fetch, as `expected …, found …`; undefined when it can.
 * What fetches from a list refuses the same again.
 */
export function checkMirrorFile(file: MirrorFile): string | undefined {
  const { digest, sizeBytes, path, urls } = file;
  const algorithm = parseDigest(digest)?.algorithm;
  if (algorithm === undefined || !ALGORITHMS.has(algorithm)) {
    return `expected a sha256, sha384 or sha512 digest in lower-case hex, found ${quote(digest)}`;
  }
  if (
    sizeBytes !== undefined &&
    !(Number.isInteger(sizeBytes) && sizeBytes >= 0 && sizeBytes < SIZE_LIMIT_BYTES)
  ) {
    return `expected a whole number of bytes of at most 15 digits, found ${sizeBytes}`;
  }
  if (!isPlainPath(path)) {
    return `expected a relative path of plain names that start with a letter or digit, found ${quote(path)}`;
  }
  if (PARTIAL.test(path)) {
    return `expected a path without .part as an ending, which is for partial downloads, found ${quote(path)}`;
  }
  if (path.length - path.lastIndexOf('/') - 1 > FILE_NAME_LIMIT) {
    return `expected a file name of at most ${FILE_NAME_LIMIT} characters, found ${quote(path)}`;
  }
  if (urls.length === 0) return 'expected at least one url, found none';
  const refused = urls.find((url) => !isPlainMirrorUrl(url));
  if (refused !== undefined) {
    return `expected a plain https url (http only for 127.0.0.1 and localhost), found ${quote(refused)}`;
  }
  return undefined;
}

/** Whether an address is of plain characters and led to over TLS, or on this machine. */
export function isPlainMirrorUrl(url: string): boolean {
  return URL_SHAPE.test(url);
}

/**
 * @throws OsdexError `name-refused` when two files would share a path, or one would lie below another.
 */
export function requireApart(paths: readonly string[]): void {
  const seen = new Set<string>();
  for (const path of paths) {
    if (seen.has(path)) throw refusal(`expected each path once in the list, found ${path} twice`, path);
    seen.add(path);
  }
  for (const path of paths) {
    const file = foldersOf(path).find((folder) => seen.has(folder));
    if (file !== undefined) {
      throw refusal(`expected ${file} to be a file or a folder, found both: ${path} lies below it`, path);
    }
  }
}

function foldersOf(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

/** For a message only: in printable ASCII, so that a terminal obeys nothing in it, and no longer than a line. */
export function quote(text: string): string {
  const start = JSON.stringify(text.slice(0, 120)).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length > 120 ? `${start} and more` : start;
}

export function refusal(message: string, path?: string): OsdexError {
  return new OsdexError('name-refused', message, { path });
}
