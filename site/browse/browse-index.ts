import { lengthen } from './index-file.ts';
import type { BrowseFile, FileShape } from './index-file.ts';
import type { Row, RowBuild } from './row.ts';

/** The rows of a {@link BrowseFile}, which become objects only when they are looked at: there may be 100,000. */
export interface BrowseIndex {
  edition: string;
  count: number;
  builds: readonly RowBuild[];
  shapes: readonly FileShape[];
  /** By row: its place among the builds and among the shapes. */
  buildOf: Uint32Array;
  shapeOf: Uint32Array;
  /** By row: bytes, -1 where they are not known. */
  sizes: Float64Array;
  nameOf(row: number): string;
  rowAt(row: number): BrowseRow;
}

/** A row without its digest, which is in another file. */
export type BrowseRow = Omit<Row, 'digest'>;

/**
 * Reads the columns.
 *
 * @throws Error when they do not fit together.
 */
export function openIndex(file: BrowseFile): BrowseIndex {
  const builds = file.builds.release.map((_, at) => buildAt(file, at));
  const count = file.sizes.length;
  const buildOf = new Uint32Array(count);
  const shapeOf = new Uint32Array(count);
  const sizes = new Float64Array(count);
  for (let at = 0; at < count; at++) sizes[at] = file.sizes[at] ?? -1;
  const shapes = file.shapes.map(stated);
  let row = 0;
  file.builds.layout.forEach((layout, build) => {
    for (const shape of file.layouts[layout] ?? []) {
      buildOf[row] = build;
      shapeOf[row++] = shape;
    }
  });
  if (row !== count) throw new Error(`expected ${count} files in the builds of the list, found ${row}`);
  const shapeAt = (at: number): FileShape => shapes[shapeOf[at] ?? 0] ?? NO_SHAPE;
  const ofBuild = (at: number): RowBuild => {
    const build = builds[buildOf[at] ?? 0];
    if (build === undefined) throw new Error(`expected a row below ${count}, found ${at}`);
    return build;
  };
  const nameOf = (at: number): string => lengthen(shapeAt(at).name, ofBuild(at));
  return {
    edition: file.edition,
    count,
    builds,
    shapes,
    buildOf,
    shapeOf,
    sizes,
    nameOf,
    rowAt(at) {
      const { arch, format, compression, language } = shapeAt(at);
      const size = file.sizes[at] ?? undefined;
      return { build: ofBuild(at), file: nameOf(at), arch, format, compression, language, size };
    },
  };
}

const NO_SHAPE: FileShape = { name: '', arch: '', format: '' };

/** JSON has null for what is not stated. */
function stated({ name, arch, format, compression, language }: FileShape): FileShape {
  return { name, arch, format, compression: compression ?? undefined, language: language ?? undefined };
}

function buildAt({ builds, releases, streams }: BrowseFile, at: number): RowBuild {
  const release = releases[builds.release[at] ?? -1];
  const stream = streams[builds.stream[at] ?? -1];
  const level = builds.level[at];
  if (release === undefined || stream === undefined || level === undefined)
    throw new Error(`expected release, stream and level of build ${at} in the list of files, found none`);
  const day = builds.day[at] ?? undefined;
  const names = { release, ...stream, serial: builds.serial[at] ?? '' };
  return {
    ...names,
    day,
    published: builds.isPublished[at] === 1 ? day : undefined,
    withdrawn: builds.withdrawn[at] ?? undefined,
    expectedBy: builds.expectedBy[at] ?? undefined,
    url: lengthen(builds.url[at] ?? '', names),
    level,
    rank: builds.rank[at] ?? 0,
  };
}
