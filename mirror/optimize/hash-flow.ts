import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Digest } from '../../core/digest.ts';
import { parseDigest } from '../../core/digest-text.ts';
import type { DigestAlgorithm } from '../../core/digest-text.ts';
import { OsdexError } from '../../core/error.ts';
import { stopped } from './task.ts';

/** Counts and hashes bytes that go by. */
export interface Meter {
  sizeBytes: number;
  digest(): Digest;
  through(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer>;
}

function createMeter(algorithm: DigestAlgorithm): Meter {
  const hash = createHash(algorithm);
  const meter: Meter = {
    sizeBytes: 0,
    digest: () => `${algorithm}:${hash.digest('hex')}` as Digest,
    async *through(chunks) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        meter.sizeBytes += chunk.length;
        yield chunk;
      }
    },
  };
  return meter;
}

/**
 * Writes a file through a transform to a new one, to the disk, and tells what went in.
 *
 * @param like a digest by the algorithm that what went in is told by.
 * @throws OsdexError `stopped`; what the file system throws.
 */
export async function writeThrough(
  from: string,
  to: string,
  like: string,
  signal: AbortSignal | undefined,
  transform: Transform = new PassThrough(),
): Promise<Meter> {
  const meter = createMeter(algorithmOf(like));
  const file = await open(to, 'w');
  const write = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    // Goes on where the last one ended, and writes all of it.
    for await (const chunk of chunks) await file.writeFile(chunk);
  };
  try {
    await stoppable(signal, () =>
      pipeline(read(from), meter.through, transform, write, { ...(signal && { signal }) }),
    );
    await file.sync();
  } finally {
    await file.close();
  }
  return meter;
}

/**
 * Reads a file to its end, through a transform, and tells what lies there, by SHA-256, and what comes out.
 *
 * @param like a digest by the algorithm that what comes out is told by.
 * @throws OsdexError `stopped`; what the file system throws, and the transform.
 */
export async function readThrough(
  from: string,
  like: string,
  signal: AbortSignal | undefined,
  transform: Transform = new PassThrough(),
): Promise<{ outside: Meter; inside: Meter }> {
  const [outside, inside] = [createMeter('sha256'), createMeter(algorithmOf(like))];
  await stoppable(signal, () =>
    pipeline(read(from), outside.through, transform, inside.through, drain, { ...(signal && { signal }) }),
  );
  return { outside, inside };
}

function algorithmOf(digest: string): DigestAlgorithm {
  return parseDigest(digest)?.algorithm ?? 'sha256';
}

function read(from: string): ReadStream {
  return createReadStream(from, { highWaterMark: 1024 * 1024 });
}

async function drain(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of chunks);
}

async function stoppable(signal: AbortSignal | undefined, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (signal?.aborted) throw stopped();
    throw error;
  }
}

/** @throws OsdexError `digest-mismatch`. */
export function requireDigest(found: Digest, wanted: string, where: string): void {
  if (found === wanted) return;
  throw new OsdexError('digest-mismatch', `expected ${wanted}, found ${found}, ${where}`, {
    path: where,
    found,
  });
}
