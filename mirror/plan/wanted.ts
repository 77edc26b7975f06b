import type { Catalog } from '../../core/catalog/catalog.ts';
import { selectImages } from '../../core/image.ts';
import type { Image } from '../../core/image.ts';
import type { MirrorPlanItem, ReadPlan } from '../../core/mirror-plan-file.ts';
import { artifactPath } from '../../core/release.ts';
import type { Selector } from '../../core/selector.ts';
import { compareVersions } from '../../core/version-order.ts';
import { checkRepositoryPath } from '../repository.ts';
import { readTrack } from './track.ts';

/** An image that a plan wants in the repository. */
export interface WantedImage {
  image: Image;
  /** In the repository. */
  path: string;
  item: MirrorPlanItem;
  /** What builds take the place of one another in. */
  line: string;
}

/** What a plan asks of a catalog. */
export interface Wanted {
  /** Those of the highest priority first. */
  images: WantedImage[];
  /** Items that nothing is found for. */
  empty: MirrorPlanItem[];
  /** Of images that are not wanted, or no longer, by id: the item that they would be of. */
  itemOf(id: string): MirrorPlanItem | undefined;
}

/**
 * What a plan wants of a catalog today.
 *
 * @param today `YYYY-MM-DD`, which decides what is still supported.
 * @throws OsdexError `usage` for a track that is none.
 */
export function wantedImages(plan: ReadPlan, catalog: Catalog, today: string): Wanted {
  const chosen = new Map<string, { image: Image; item: MirrorPlanItem }>();
  const empty: MirrorPlanItem[] = [];
  const items = new Map<string, MirrorPlanItem>();
  const byPriority = plan.items.toSorted((a, b) => b.priority - a.priority);
  for (const item of byPriority) {
    const matching = selectImages(catalog, withoutLatest(item.selector), today);
    for (const { id } of matching) if (!items.has(id)) items.set(id, item);
    const images = newestOf(
      followed(
        matching.filter(({ build }) => build.withdrawn === undefined),
        item,
      ),
      item.keep ?? item.selector.latest ?? 1,
    );
    if (images.length === 0) empty.push(item);
    for (const image of images) if (!chosen.has(image.id)) chosen.set(image.id, { image, item });
  }
  const images = layOutApart([...chosen.values()], plan);
  return { images, empty, itemOf: (id) => items.get(id) };
}

function withoutLatest({ latest: _, ...selector }: Selector): Selector {
  return selector;
}

function followed(images: readonly Image[], { track }: MirrorPlanItem): Image[] {
  if (track === undefined) return [...images];
  const take = readTrack(track);
  return [...Map.groupBy(images, ({ product }) => product.product).values()].flatMap(take);
}

/** Of what builds take the place of one another the newest ones, with all their files. */
function newestOf(images: readonly Image[], keep: number): Image[] {
  const lines = Map.groupBy(images, (image) => lineOf(undefined, partsOf(image)));
  return [...lines.values()].flatMap((line) => {
    const serials = new Set(line.map(({ build }) => build.serial));
    const newest = new Set([...serials].toSorted((a, b) => compareVersions(b, a)).slice(0, keep));
    return line.filter(({ build }) => newest.has(build.serial));
  });
}

/** What images of one line have in common. */
export type LineParts = Partial<Record<'product' | 'release' | 'stream' | 'arch' | 'format', string>>;

/**
 * What builds take the place of one another in: one product, stream, architecture and format, and one release where the
 * item does not follow the releases themselves.
 */
export function lineOf(
  item: MirrorPlanItem | undefined,
  { product, release, stream, arch, format }: LineParts,
): string {
  return [product, item?.track === undefined ? release : '', stream, arch, format].join('/');
}

function partsOf({ release, build, artifact }: Image): LineParts {
  const { product, release: name } = release;
  return { product, release: name, stream: build.stream, arch: artifact.arch, format: artifact.format };
}

/**
 * Where images of one layout want the same path, the newest build has it; the others get their serial, and where that
 * is not enough the beginning of their digest, before the ending. So a path does not change when others come.
 */
function layOutApart(
  chosen: readonly { image: Image; item: MirrorPlanItem }[],
  { layOut }: ReadPlan,
): WantedImage[] {
  const newestFirst = chosen.toSorted(
    (a, b) =>
      b.item.priority - a.item.priority || compareVersions(b.image.build.serial, a.image.build.serial),
  );
  const taken = new Map<string, string>();
  return newestFirst.map(({ image, item }) => {
    const { artifact } = image;
    const own = soundPath(layOut(image), image);
    // The same file by several addresses of the catalog is one file.
    const isFree = (path: string): boolean => (taken.get(path) ?? artifact.digest) === artifact.digest;
    const path = isFree(own)
      ? own
      : (marksOf(image)
          .map((mark) => marked(own, mark))
          .find(isFree) ?? own);
    taken.set(path, artifact.digest);
    return { image, item, path, line: lineOf(item, partsOf(image)) };
  });
}

/** What tells an image from others of its name, the shorter first. */
function marksOf({ build, artifact }: Image): string[] {
  return [build.serial, artifact.digest.replace(/^.*:/, '').slice(0, 8)];
}

/** A template can make a name of nothing at all; the catalog's own path is always sound. */
function soundPath(path: string, { release, build, artifact }: Image): string {
  if (checkRepositoryPath(path) === undefined) return path;
  return [release.product, release.release, build.stream, build.serial, artifactPath(artifact)].join('/');
}

/** `a/b.img` with a mark is `a/b-mark.img`. */
export function marked(path: string, mark: string): string {
  const [, stem = path, ending = ''] = /^(.*?)((?:\.[A-Za-z][A-Za-z0-9]{1,6}){0,2})$/.exec(path) ?? [];
  return `${stem}-${mark}${ending}`;
}
