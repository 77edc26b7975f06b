import { lstatSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { OldFate, ReadPlan } from '../../core/mirror-plan-file.ts';
import type { InventoryFile } from '../inventory/inventory-file.ts';
import type { Repository } from '../repository.ts';
import { placesOf } from './places.ts';
import { lineOf, marked } from './wanted.ts';
import type { Wanted, WantedImage } from './wanted.ts';

/** A file to be fetched and proven. */
export interface ToFetch {
  wanted: WantedImage;
  urls: string[];
  /** What is at its path now, and what becomes of that once the new file is proven. */
  displaces: Displaced | undefined;
}

/** A file that another takes the place of. */
export interface Displaced {
  file: InventoryFile;
  fate: 'rename' | 'trash' | 'archive';
  /** Where it is renamed to. */
  to: string | undefined;
}

/** A file that is there under another path: nothing is fetched for it. */
export interface ToMove {
  wanted: WantedImage;
  from: string;
}

/** A file that newer ones have taken the place of. */
export interface ToRemove {
  file: InventoryFile;
  fate: Exclude<OldFate, 'keep'>;
  /** Only when these are in place and proven. */
  after: readonly string[];
}

/** A file at a path that the plan wants, of which nobody knows whether it is that one: its bytes have to be read. */
export interface ToLookAt {
  wanted: WantedImage;
  /** What the inventory has of the path, of a file that was changed since. */
  file: InventoryFile | undefined;
}

/** What has to be done for a repository to be as its plan says. */
export interface Steps {
  /** The highest priority first. */
  fetch: ToFetch[];
  move: ToMove[];
  remove: ToRemove[];
  lookAt: ToLookAt[];
  /** In place and proven. */
  present: WantedImage[];
  /** Of the catalog, and asked for by no item. */
  strays: InventoryFile[];
}

/** To wait for each answer takes four times as long as the answer; whoever else has work gets his turn between these. */
const LOOKS_AT_ONCE = 256;

/**
 * Holds what a plan wants against what the inventory knows and the disk shows. A file whose size, time and place on
 * the disk are as they were when it was proven is not read again.
 */
export async function makeSteps(
  plan: Pick<ReadPlan, 'old' | 'prefer'>,
  wanted: Wanted,
  files: readonly InventoryFile[],
  repository: Repository,
): Promise<Steps> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const byDigest = Map.groupBy(
    files.filter(({ state }) => state === 'proven'),
    ({ digests }) => digests[0] ?? '',
  );
  const steps: Steps = { fetch: [], move: [], remove: [], lookAt: [], present: [], strays: [] };
  const wantedPaths = new Map(wanted.images.map((one) => [one.path, one]));
  const looked = await lookAt(wanted.images, byPath, repository);
  const used = new Set<string>();
  for (const one of wanted.images) {
    const { digest } = one.image.artifact;
    const file = byPath.get(one.path);
    const isThere = looked.get(one.path) ?? 'absent';
    if (isThere === 'same' && file?.state === 'proven' && file.digests.includes(digest)) {
      steps.present.push(one);
      used.add(one.path);
      continue;
    }
    const elsewhere = byDigest
      .get(digest)
      ?.find(
        ({ path }) =>
          path !== one.path && !used.has(path) && wantedPaths.get(path)?.image.artifact.digest !== digest,
      );
    const urls = placesOf(one.image, plan.prefer);
    if (isThere === 'other') steps.lookAt.push({ wanted: one, file });
    else if (elsewhere !== undefined && isThere === 'absent') {
      used.add(elsewhere.path);
      steps.move.push({ wanted: one, from: elsewhere.path });
    } else {
      const displaces =
        isThere === 'absent' || file === undefined ? undefined : displacedBy(file, fateIn(plan, wanted));
      steps.fetch.push({ wanted: one, urls, displaces });
    }
  }
  removals(steps, files, wanted, used, fateIn(plan, wanted));
  return steps;
}

/** `same` as the inventory has it, `other` than that, or `absent`. */
type Look = 'same' | 'other' | 'absent';

async function lookAt(
  images: readonly WantedImage[],
  known: ReadonlyMap<string, InventoryFile>,
  { root }: Repository,
): Promise<Map<string, Look>> {
  const looks = new Map<string, Look>();
  for (const [index, { path }] of images.entries()) {
    if (index % LOOKS_AT_ONCE === 0) await setImmediate();
    const found = lookOnce(join(root, path));
    looks.set(path, found === undefined ? 'absent' : isSame(found, known.get(path)) ? 'same' : 'other');
  }
  return looks;
}

/** What cannot even be looked at is told when something is written there. */
function lookOnce(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function isSame(found: Stats, file: InventoryFile | undefined): boolean {
  return found.isFile() && found.size === file?.sizeBytes && found.mtimeMs === file.modifiedMs;
}

/** What is bad goes to the trash; another build of the catalog goes where the plan has old ones. */
function displacedBy(file: InventoryFile, fateOf: FateOf): Displaced {
  const isKnown = file.state !== 'bad' && file.id !== undefined;
  const fate = isKnown ? (fateOf(file) ?? 'keep') : 'delete';
  if (fate !== 'keep') return { file, fate: fate === 'delete' ? 'trash' : 'archive', to: undefined };
  return { file, fate: 'rename', to: marked(file.path, file.id?.split('/')[3] ?? 'before') };
}

/** What becomes of a file of the catalog that is not wanted; undefined where no item is about it. */
type FateOf = (file: InventoryFile) => OldFate | undefined;

function fateIn({ old }: Pick<ReadPlan, 'old'>, { itemOf }: Wanted): FateOf {
  return ({ id = '' }) => {
    const item = itemOf(id);
    return item && (item.old ?? old);
  };
}

/** Of what is of the catalog and not wanted: what an item says becomes of it, once its successors are there. */
function removals(
  steps: Steps,
  files: readonly InventoryFile[],
  wanted: Wanted,
  used: ReadonlySet<string>,
  fateOf: FateOf,
): void {
  const displaced = new Set(steps.fetch.flatMap(({ displaces }) => displaces?.file.path ?? []));
  const moved = new Set(steps.move.map(({ from }) => from));
  const wantedPaths = new Set(wanted.images.map(({ path }) => path));
  const successors = Map.groupBy(wanted.images, ({ line }) => line);
  for (const file of files) {
    const isOther = file.id !== undefined && file.state !== 'missing';
    if (!isOther || used.has(file.path) || wantedPaths.has(file.path)) continue;
    if (displaced.has(file.path) || moved.has(file.path)) continue;
    const fate = fateOf(file);
    const after = successors.get(lineOf(wanted.itemOf(file.id ?? ''), file.facets))?.map(({ path }) => path);
    if (fate === undefined) steps.strays.push(file);
    else if (fate !== 'keep' && after !== undefined) steps.remove.push({ file, fate, after });
  }
}
