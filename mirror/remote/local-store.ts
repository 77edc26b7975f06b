import { createReadStream, existsSync } from 'node:fs';
import { link, lstat, mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseDigest } from '../../core/digest-text.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { stampOf } from '../inventory/file-stamp.ts';
import { walkRepository } from '../inventory/walk.ts';
import { codeOf, moveIfFree, removeEmptyFolders, WITHOUT_LINKS } from '../move-file.ts';
import { partFile } from '../part-file.ts';
import { placeOf } from '../repository.ts';
import type { Repository } from '../repository.ts';
import { moveToTrash } from '../trash.ts';
import { digestsOfStream } from './digests-of-stream.ts';
import { INCOMING, incomingPath, mismatch, readIncomingPath } from './store.ts';
import type { Incoming, Store, StoredFile } from './store.ts';

const PIECE_BYTES = 1024 * 1024;

export interface LocalStoreMeans {
  now: () => Date;
  signal?: AbortSignal | undefined;
}

/** The files of a repository on this machine. */
export function openLocalStore(repository: Repository, { now, signal }: LocalStoreMeans): Store {
  const placeFor = async (path: string): Promise<string> =>
    readIncomingPath(path) === undefined ? placeOf(repository, path) : join(repository.root, path);

  const look = async (path: string): Promise<StoredFile> => {
    return { path, ...stampOf(await stat(await placeFor(path))) };
  };

  /** A place with its folder, where nothing is yet. */
  const newPlace = async (path: string): Promise<string> => {
    const place = await placeFor(path);
    await mkdir(dirname(place), { recursive: true }).catch(failing(place));
    await requireFree(place);
    return place;
  };

  const store: Store = {
    name: repository.root,
    async list() {
      if (!existsSync(repository.root)) return { files: [], passedOver: [] };
      const { files, passedOver } = await walkRepository(repository, signal);
      const left = await readdir(join(repository.root, INCOMING)).catch(() => []);
      // The others are parts, which the next run goes on with.
      for (const name of left)
        if (readIncomingPath(`${INCOMING}/${name}`) !== undefined)
          files.push(await look(`${INCOMING}/${name}`));
      return { files, passedOver };
    },
    digests: (path, algorithms, onBytes) => digestsOfStream(store.read(path), algorithms, onBytes),
    async *read(path, fromByte = 0) {
      const place = await placeFor(path);
      const bytes = createReadStream(place, { start: fromByte, highWaterMark: PIECE_BYTES });
      try {
        for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
          if (signal?.aborted) throw new OsdexError('stopped', `stopped while ${place} was read`);
          yield chunk;
        }
      } catch (cause) {
        if (cause instanceof OsdexError) throw cause;
        unreadable(place)(cause);
      }
    },
    async write(file) {
      // What cannot have its name is told before anything is sent.
      await placeFor(file.path);
      const staged = stagedPath(file);
      await mkdir(join(repository.root, INCOMING), { recursive: true }).catch(failing(file.path));
      const part = partFile(join(repository.root, staged));
      const found = await receive(file, part);
      if (found !== file.digest) {
        await part.remove();
        throw mismatch(file, found);
      }
      await part.finish();
      await file.makeWay?.();
      return store.move(staged, file.path);
    },
    async move(from, to) {
      const place = await newPlace(to);
      const old = await placeFor(from);
      if (!(await moveIfFree(old, place).catch(failing(place)))) await requireFree(place);
      // Another file may be about to come into the folder of what is on its way, which goes at the end.
      if (readIncomingPath(from) === undefined) await removeEmptyFolders(old, repository.root);
      return look(to);
    },
    async copy(from, to, what) {
      const place = await newPlace(to);
      try {
        await link(await placeFor(from), place);
        return await look(to);
      } catch (cause) {
        if (!WITHOUT_LINKS.has(codeOf(cause) ?? '')) return failing(place)(cause);
      }
      const read = (fromByte: number): AsyncIterable<Uint8Array> => store.read(from, fromByte);
      return store.write({ ...what, path: to, read, origin: from });
    },
    async trash(path, about) {
      const place = await placeFor(path);
      const to = await moveToTrash(repository, path, now(), about);
      await removeEmptyFolders(place, repository.root);
      return to;
    },
    async discard(path) {
      if (readIncomingPath(path) !== undefined) await rm(join(repository.root, path), { force: true });
    },
    async tidy() {
      await rm(join(repository.root, INCOMING), { recursive: true, force: true }).catch(failing(INCOMING));
    },
    async room(coming) {
      const { bavail, bsize } = await statfs(repository.root);
      let neededBytes = 0;
      for (const file of coming) {
        const there = await partFile(join(repository.root, stagedPath(file))).rest(file.digest);
        neededBytes += Math.max(0, file.sizeBytes - (there?.fromByte ?? 0));
      }
      return { neededBytes, freeBytes: bavail * bsize };
    },
  };
  return store;
}

/** The same for each run, so that what broke off is found again. */
function stagedPath(file: Pick<Incoming, 'digest' | 'sizeBytes'>): string {
  return incomingPath(file, 'here');
}

/** Takes the bytes that are not there yet. @returns the digest of all of them. */
async function receive(file: Incoming, part: ReturnType<typeof partFile>): Promise<string> {
  const { algorithm = 'sha256' } = parseDigest(file.digest) ?? {};
  const there = (await part.rest(file.digest))?.fromByte ?? 0;
  const fromByte = there <= file.sizeBytes ? there : 0;
  if (fromByte === 0) await part.remove();
  else file.onBytes?.(fromByte);
  const writer = await part.open(algorithm, fromByte);
  let bytes = fromByte;
  try {
    await part.note({ url: file.origin, validator: file.digest, digest: file.digest });
    for await (const chunk of fromByte < file.sizeBytes ? file.read(fromByte) : []) {
      bytes += chunk.length;
      if (bytes > file.sizeBytes) break;
      await writer.write(chunk);
      file.onBytes?.(chunk.length);
    }
  } catch (error) {
    await writer.close();
    throw error;
  }
  const hex = await writer.end();
  return bytes > file.sizeBytes ? `more than ${file.sizeBytes} bytes` : `${algorithm}:${hex}`;
}

/** The rename that follows would take the place of whatever is there. */
async function requireFree(place: string): Promise<void> {
  const found = await lstat(place).catch(() => undefined);
  if (found === undefined) return;
  const what = found.isDirectory() ? 'a folder' : found.isSymbolicLink() ? 'a link' : 'another file';
  throw new OsdexError('name-conflict', `expected nothing at ${place}, found ${what}; move it away`, {
    path: place,
  });
}

function failing(path: string): (cause: unknown) => never {
  return (cause) => {
    const message = `expected to write ${path}, found: ${reasonOf(cause)}`;
    throw new OsdexError('write-failed', message, { path, cause });
  };
}

function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    const message = `expected to read ${path}, found: ${reasonOf(cause)}`;
    throw new OsdexError('file-missing', message, { path, cause });
  };
}
