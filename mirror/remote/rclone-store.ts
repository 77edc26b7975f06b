import { randomBytes } from 'node:crypto';
import { isoDay } from '../../core/day.ts';
import type { DigestAlgorithm } from '../../core/digest-text.ts';
import { OsdexError } from '../../core/error.ts';
import { isQuiet } from '../inventory/walk.ts';
import { checkRepositoryPath, RECORDS_FOLDER } from '../repository.ts';
import { TRASH_FOLDER } from '../trash.ts';
import { digestsOfStream, passingDigests } from './digests-of-stream.ts';
import { readRclone, runRclone, writeRclone } from './rclone.ts';
import type { RcloneRun } from './rclone.ts';
import { digestOfListed, readAbilities, readListed, readListing, readRoom } from './rclone-listing.ts';
import type { Listed } from './rclone-listing.ts';
import { tellRemotePlace } from './remote-place.ts';
import type { RemotePlace } from './remote-place.ts';
import { INCOMING, incomingPath, mismatch } from './store.ts';
import type { Incoming, Store, StoredFile, StoreList } from './store.ts';

export interface RcloneStoreMeans {
  now: () => Date;
  signal?: AbortSignal | undefined;
}

/** The time is the server's own: any other would take a question for each file. */
const LIST = ['--files-only', '--no-mimetype', '--use-server-modtime'];

/** Of our own records only what is on its way is listed: the trash may be as large as all the rest. */
const LISTED_RECORDS = [`--filter=+ /${INCOMING}/**`, `--filter=- /${RECORDS_FOLDER}/**`];

/**
 * The files of a repository at a remote. Each is sent to INCOMING, asked for by a digest that was computed on the way (or
 * read back, where the remote knows none), and only then moved to its path.
 *
 * @throws OsdexError `not-found`, `network`.
 */
export async function openRcloneStore(place: RemotePlace, { now, signal }: RcloneStoreMeans): Promise<Store> {
  const name = tellRemotePlace(place);
  const at = (path: string): string => tellRemotePlace(place, path);
  const ask = (args: string[], about = name): Promise<string> =>
    runRclone({ args, about, code: 'network', signal });
  const change = (args: string[], about: string): Promise<string> =>
    runRclone({ args, about, code: 'write-failed', signal });
  const { algorithms, canCopy, canTellRoom } = readAbilities(await ask(['backend', 'features', name]), name);

  const look = async (path: string, args: string[] = []): Promise<Listed | undefined> => {
    const text = await ask(['lsjson', '--stat', ...LIST, ...args, at(path)], at(path)).catch(
      ifMissing('null'),
    );
    return readListed(text, at(path));
  };

  const lookAt = async (path: string): Promise<StoredFile> => {
    const listed = await look(path);
    if (listed === undefined)
      throw new OsdexError('write-failed', `expected ${at(path)}, which was just written, found nothing`);
    return storedFile(path, listed);
  };

  /** Whether a file is the one that it is to be: by a digest that the remote tells, else by its bytes. */
  const holds = async (
    path: string,
    { sizeBytes }: Pick<Incoming, 'sizeBytes'>,
    digests: readonly string[],
  ): Promise<boolean> => {
    const algorithm = algorithms.find((known) => digests.some((digest) => digest.startsWith(`${known}:`)));
    const listed = await look(path, algorithm === undefined ? [] : ['--hash', '--hash-type', algorithm]);
    if (listed?.Size !== sizeBytes) return false;
    const told = algorithm === undefined ? undefined : digestOfListed(listed, algorithm);
    const [sha256 = ''] = digests;
    const found = told ?? (await digestsOfStream(store.read(path), ['sha256']))[0];
    return found !== undefined && (told === undefined ? found === sha256 : digests.includes(found));
  };

  /** rclone would write over what came there since the listing. */
  const requireFree = async (path: string): Promise<void> => {
    if ((await look(path)) === undefined) return;
    const message = `expected nothing at ${at(path)}, found another file; move it away`;
    throw new OsdexError('name-conflict', message, { path: at(path) });
  };

  const move = async (from: string, to: string): Promise<void> => {
    await requireFree(to);
    await change(['moveto', at(from), at(to)], at(to));
  };

  const discard = async (path: string): Promise<void> => {
    if (path.startsWith(`${INCOMING}/`))
      await change(['deletefile', at(path)], at(path)).catch(ifMissing(''));
  };

  const store: Store = {
    name,
    async list() {
      const args = ['lsjson', '--recursive', '--fast-list', ...LIST, ...LISTED_RECORDS, name];
      return sorted(readListing(await ask(args).catch(ifMissing('[]')), name));
    },
    async digests(path, wanted, onBytes) {
      const listed = wanted.every((algorithm) => algorithms.includes(algorithm))
        ? await look(path, ['--hash', ...wanted.flatMap((algorithm) => ['--hash-type', algorithm])])
        : undefined;
      const told = wanted.flatMap((algorithm) => (listed && digestOfListed(listed, algorithm)) ?? []);
      if (told.length < wanted.length) return digestsOfStream(store.read(path), wanted, onBytes);
      onBytes?.(listed?.Size ?? 0);
      return told;
    },
    read(path, fromByte = 0) {
      const from = fromByte === 0 ? [] : [`--offset=${fromByte}`];
      return readRclone({ args: ['cat', ...from, at(path)], about: at(path), code: 'network', signal });
    },
    async write(file) {
      const staged = incomingPath(file, randomBytes(4).toString('hex'));
      try {
        const run: RcloneRun = {
          args: ['rcat', '--size', String(file.sizeBytes), at(staged)],
          about: at(file.path),
          code: 'write-failed',
          signal,
        };
        const digests = await send(run, file, [...new Set<DigestAlgorithm>(['sha256', ...algorithms])]);
        if (!(await holds(staged, file, digests))) throw otherBytes(at(file.path));
      } catch (error) {
        if (!signal?.aborted) await discard(staged).catch(() => undefined);
        throw error;
      }
      await file.makeWay?.();
      await move(staged, file.path);
      return lookAt(file.path);
    },
    async move(from, to) {
      await move(from, to);
      return lookAt(to);
    },
    async copy(from, to, what) {
      await requireFree(to);
      if (!canCopy) {
        const read = (): AsyncIterable<Uint8Array> => store.read(from);
        return store.write({ ...what, path: to, read, origin: at(from) });
      }
      await change(['copyto', at(from), at(to)], at(to));
      return lookAt(to);
    },
    async trash(path) {
      for (let number = 0; ; number++) {
        const day = `${isoDay(now())}${number === 0 ? '' : `-${number}`}`;
        const to = `${RECORDS_FOLDER}/${TRASH_FOLDER}/${day}/${path}`;
        if ((await look(to)) !== undefined) continue;
        await change(['moveto', at(path), at(to)], at(path));
        return to;
      }
    },
    discard,
    // Whatever was there when it was listed is used by now, or was discarded.
    tidy: () => Promise.resolve(),
    async room(coming) {
      const neededBytes = coming.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
      // Some remotes can tell and will not: then the sending shows it.
      const told = canTellRoom ? await ask(['about', '--json', name]).catch(() => '{}') : '{}';
      return { neededBytes, freeBytes: readRoom(told, name) };
    },
  };
  return store;
}

/** Sends a file. @returns its digests, of which the first is the one that it was to have. */
async function send(
  run: RcloneRun,
  file: Incoming,
  algorithms: readonly DigestAlgorithm[],
): Promise<string[]> {
  const passing = passingDigests(algorithms, file.onBytes);
  let digests: string[] = [];
  // The error comes before the end of the bytes: rclone never takes what is wrong for whole.
  await writeRclone(
    run,
    (async function* () {
      for await (const chunk of passing.pass(file.read(0))) {
        if (passing.bytes() > file.sizeBytes) throw mismatch(file, `more than ${file.sizeBytes} bytes`);
        yield chunk;
      }
      digests = passing.digests();
      if (digests[0] !== file.digest) throw mismatch(file, digests[0] ?? 'nothing');
    })(),
  );
  return digests;
}

function sorted(listed: readonly Listed[]): StoreList {
  const list: StoreList = { files: [], passedOver: [] };
  for (const one of listed) {
    const isIncoming = one.Path.startsWith(`${INCOMING}/`);
    if (!isIncoming && isQuiet(one.Path)) continue;
    const reason = isIncoming ? undefined : reasonAgainst(one);
    if (reason === undefined) list.files.push(storedFile(one.Path, one));
    else list.passedOver.push({ path: one.Path, reason });
  }
  return list;
}

/** Some remotes have what is no file, such as a document that has no size before it is exported. */
function reasonAgainst({ Path, Size }: Listed): string | undefined {
  return Size < 0 ? 'expected a file, found something without a size' : checkRepositoryPath(Path);
}

function storedFile(path: string, { Size, ModTime }: Listed): StoredFile {
  return { path, sizeBytes: Size, modifiedMs: Date.parse(ModTime ?? '') || 0, inode: '' };
}

function ifMissing(instead: string): (error: unknown) => string {
  return (error) => {
    if (error instanceof OsdexError && error.code === 'file-missing') return instead;
    throw error;
  };
}

function otherBytes(about: string): OsdexError {
  return new OsdexError(
    'write-failed',
    `expected the remote to hold what was sent to ${about}, found other bytes there, which were removed`,
    { path: about },
  );
}
