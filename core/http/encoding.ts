import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
  constants,
} from 'node:zlib';
import type { Transform } from 'node:stream';

/**
 * The codings that HTTP knows and zlib reads. A zstd window above 8 MiB is refused.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1
 * @see https://www.rfc-editor.org/rfc/rfc9659#section-3
 */
const DECODERS: ReadonlyMap<string, () => Transform> = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 23 } })],
]);

/** Twice is a server's mistake, more often is an attack. */
const MAX_CODINGS = 2;

/** Names of files that are compressed as they are published, by the coding that a server may call that. */
const COMPRESSED_NAMES: ReadonlyMap<string, RegExp> = new Map([
  ['gzip', /\.t?gz$/i],
  ['x-gzip', /\.t?gz$/i],
  ['br', /\.br$/i],
  ['zstd', /\.t?zst$/i],
]);

/**
 * The codings of a body, in the order in which they were applied; empty where the body is as it was published.
 *
 * @param path of the request. Apache's AddEncoding calls `x.tar.gz` a `x.tar` in gzip, but `x.tar.gz` is the file that
 *   was published, and whose digest its sums file has.
 */
export function codingsOf(header: string | string[] | undefined, path: string): string[] {
  const codings = String(header ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const [first = ''] = codings;
  const isPublishedSo = codings.length === 1 && COMPRESSED_NAMES.get(first)?.test(path.replace(/\?.*$/, ''));
  return isPublishedSo ? [] : codings;
}

/** Why a body cannot be decoded at all, or undefined. */
export function codingsRefused(codings: readonly string[]): string | undefined {
  if (codings.length > MAX_CODINGS) return `${codings.length} codings on top of one another`;
  return codings.find((coding) => !DECODERS.has(coding));
}

/** What becomes of an encoded body; after `onFailure` nothing more is told. */
export interface DecoderEvents {
  onData(chunk: Uint8Array): void;
  onEnd(): void;
  /** `too-long`: more bytes came between two codings than a whole body may have. */
  onFailure(reason: Error | 'too-long'): void;
  /** After a `write` that gave false: more can be taken again. */
  onDrain(): void;
}

export interface Decoder {
  /** @returns whether more can be taken at once. */
  write(chunk: Uint8Array): boolean;
  end(): void;
  /** Ends all work and all telling. */
  destroy(): void;
}

/**
 * Undoes the codings piece by piece, so that no more of a bomb is unpacked than is looked at.
 *
 * @param codings as codingsOf gives them and codingsRefused has nothing against, at least one.
 */
export function createDecoder(
  codings: readonly string[],
  maxBytes: number,
  { onData, onEnd, onFailure, onDrain }: DecoderEvents,
): Decoder {
  const stages = codings.toReversed().flatMap((coding) => DECODERS.get(coding)?.() ?? []);
  let isOver = false;
  const destroy = (): void => {
    isOver = true;
    for (const stage of stages) stage.destroy();
  };
  const fail = (reason: Error | 'too-long'): void => {
    if (isOver) return;
    destroy();
    onFailure(reason);
  };
  for (const [index, stage] of stages.entries()) {
    stage.on('error', fail);
    const next = stages[index + 1];
    if (next === undefined) {
      stage.on('end', onEnd).on('data', (chunk: Uint8Array) => {
        if (!isOver) onData(chunk);
      });
    } else {
      let length = 0;
      stage.on('data', (chunk: Uint8Array) => {
        length += chunk.length;
        if (length > maxBytes) fail('too-long');
      });
      stage.pipe(next);
    }
  }
  const [first] = stages;
  first?.on('drain', onDrain);
  return {
    write: (chunk) => first?.write(chunk) ?? true,
    end: () => void first?.end(),
    destroy,
  };
}
