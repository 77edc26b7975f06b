import { copyFile, lstat, mkdir, open, rm } from 'node:fs/promises';
import { basename, dirname, relative, sep } from 'node:path';
import { isoDay } from '../../core/day.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { quote } from '../../core/formats/mirror-file.ts';
import { isoTime } from '../../core/names.ts';
import { codeOf, moveIfFree } from '../move-file.ts';
import { addRecord } from '../record-log.ts';
import { checkRepositoryPath, placeOf } from '../repository.ts';
import type { Repository } from '../repository.ts';
import { factsOfFile } from './file-facts.ts';
import { isGivenName } from './given-name.ts';
import { factsOfImage, indexImages } from './image-index.ts';
import { putPieces } from './inventory.ts';
import type { Inventory } from './inventory.ts';
import type { InventoryFile } from './inventory-file.ts';
import { readBytes } from './read-bytes.ts';
import type { ScanMeans } from './scan.ts';

/** What a person says of a file of their own. */
export interface AddWishes {
  name: string;
  /** Where it is to lie in the repository: by default `custom/NAME` with the ending of the file. */
  path?: string | undefined;
  /** Believed where the catalog does not know the file. */
  facets: InventoryFile['facets'];
  /** Takes the file away from where it is. */
  move?: boolean | undefined;
}

/** Under this folder lies what has no place in a layout. */
const OWN_FOLDER = 'custom';

/** The endings of a packed image and what it is packed as belong together: `.img.xz`. */
const ENDING = /(?:\.[A-Za-z0-9]{1,8})?\.[A-Za-z0-9]{1,8}$/;
const PACKED = /\.(?:gz|xz|bz2|zst|zip|7z)$/i;

/**
 * Takes a file into the repository under a name that it is found by. One that lies there already keeps its place. For
 * whoever has the repository's lock.
 *
 * @throws OsdexError `usage` for a name that is none, `name-conflict` where another file has it, `name-refused`,
 *   `not-found`, `digest-conflict` where another file is in its place, `write-failed`, `stopped`.
 */
export async function addFile(
  repository: Repository,
  inventory: Inventory,
  from: string,
  { name, path: wantedPath, facets, move }: AddWishes,
  { images, now, signal, onProgress }: Omit<ScanMeans, 'quick'>,
): Promise<InventoryFile> {
  const source = await lstat(from).catch(() => undefined);
  if (!source?.isFile()) {
    const found = source === undefined ? 'none' : 'something else';
    throw new OsdexError('not-found', `expected a file at ${from}, found ${found}`, { path: from });
  }
  const inside = relative(repository.root, from).split(sep).join('/');
  const isInside = checkRepositoryPath(inside) === undefined;
  const path = wantedPath ?? (isInside ? inside : `${OWN_FOLDER}/${name}${endingOf(from)}`);
  requireName(inventory, name, path);
  const place = await placeOf(repository, path);
  if (path !== inside) await bring(from, place, move ?? false);
  const index = indexImages(await images());
  let doneBytes = 0;
  const bytes = await readBytes(place, {
    algorithms: index.algorithmsFor(source.size),
    signal,
    onBytes: (read) => {
      doneBytes += read;
      onProgress?.(doneBytes, source.size);
    },
  });
  const image = index.find(bytes.digests);
  const facts = await factsOfFile(place, path);
  const time = now();
  const known = inventory.get(path);
  const file: InventoryFile = {
    ...{ path, ...facts, facets: { ...facts.facets, ...facets }, digests: bytes.digests, state: 'unknown' },
    ...(image && factsOfImage(image, bytes.digests, isoDay(time))),
    ...bytes.stamp,
    ...(known?.parent === undefined ? {} : { parent: known.parent }),
    ...{
      name,
      origin: known?.origin ?? 'add',
      addedAt: known?.addedAt ?? isoTime(time),
      checkedAt: isoTime(time),
    },
  };
  inventory.together(() => {
    inventory.put(file);
    putPieces(inventory, bytes);
  });
  const event = { event: 'added', path, digest: file.digests[0], sizeBytes: file.sizeBytes } as const;
  await addRecord(
    repository,
    { ...event, from: path === inside ? undefined : from, reason: `as ${name}` },
    time,
  );
  return file;
}

function endingOf(from: string): string {
  const ending = ENDING.exec(basename(from))?.[0] ?? '';
  return PACKED.test(ending) ? ending : ending.slice(Math.max(0, ending.lastIndexOf('.')));
}

function requireName(inventory: Inventory, name: string, path: string): void {
  if (!isGivenName(name)) {
    throw new OsdexError(
      'usage',
      `expected a name of at most 120 characters without slashes that begins with a letter or digit, found ${quote(name)}`,
    );
  }
  const other = inventory.all().find((file) => file.name === name && file.path !== path);
  if (other === undefined) return;
  throw new OsdexError(
    'name-conflict',
    `expected ${quote(name)} to be no other file's name, found ${other.path}`,
    {
      path: other.path,
    },
  );
}

/** Copies or moves a file to where nothing may be. */
async function bring(from: string, place: string, move: boolean): Promise<void> {
  const draft = `${place}.part`;
  try {
    await mkdir(dirname(place), { recursive: true });
    const isMoved = move ? await moveWithin(from, place) : 'elsewhere';
    if (isMoved === true) return;
    if (isMoved === 'elsewhere') {
      await copyFile(from, draft);
      const file = await open(draft, 'r+');
      await file.sync();
      await file.close();
      if (await moveIfFree(draft, place)) {
        if (move) await rm(from);
        return;
      }
    }
  } catch (cause) {
    throw new OsdexError('write-failed', `expected to write ${place}, found: ${reasonOf(cause)}`, {
      path: place,
      cause,
    });
  } finally {
    await rm(draft, { force: true });
  }
  throw new OsdexError(
    'digest-conflict',
    `expected nothing at ${place}, found a file; choose another name or another --path`,
    { path: place },
  );
}

/** Whether it was; another disk has no second names of this one's files. */
function moveWithin(from: string, place: string): Promise<boolean | 'elsewhere'> {
  return moveIfFree(from, place).catch((error: unknown) => {
    if (codeOf(error) === 'EXDEV') return 'elsewhere' as const;
    throw error;
  });
}
