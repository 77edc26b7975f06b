import type { Writable } from 'node:stream';

/** Writes a chunk again and again, as fast as it is taken, until the stream is destroyed. */
export function flood(stream: Writable, chunk: Uint8Array = Buffer.alloc(16 * 1024)): void {
  const write = (): void => {
    while (!stream.destroyed && stream.write(chunk));
  };
  stream.on('error', () => undefined).on('drain', write);
  write();
}
