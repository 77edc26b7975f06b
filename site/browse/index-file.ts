import type { Row, RowBuild, RowRelease } from './row.ts';

export const BROWSE_SCHEMA = 'osdex/browse/3';

/*
 * What a name or an address shares with its build is written once: these stand for the serial, the release and the
 * stream. Names and addresses of the catalog are ASCII, so none has such a sign itself.
 */
const SERIAL = '¹';
const RELEASE = '²';
const STREAM = '³';

/** A kind of file that builds have again and again: its name with signs for what differs from build to build. */
export interface FileShape {
  name: string;
  arch: string;
  format: string;
  compression?: string | undefined;
  language?: string | undefined;
}

export type StreamWords = Pick<RowBuild, 'stream' | 'title' | 'kind'>;

type Columns<T> = { [K in keyof T]-?: T[K][] };

/** A build as columns tell of it; numbers are places in the file's lists. */
interface PackedBuild extends Pick<
  RowBuild,
  'serial' | 'day' | 'withdrawn' | 'expectedBy' | 'url' | 'level' | 'rank'
> {
  release: number;
  stream: number;
  isPublished: 0 | 1;
  /** Which list of files it has. */
  layout: number;
}

/**
 * All files of the catalog as columns, in which what repeats is written once: a stream's builds mostly have the same
 * list of files. Digests repeat nothing and are in files of their own, see {@link packDigests}.
 * The site's own file between its build and its browse page; programs read catalog.json.
 */
export interface BrowseFile {
  schema: typeof BROWSE_SCHEMA;
  /** Names the files of digests that go with this one. */
  edition: string;
  releases: RowRelease[];
  streams: StreamWords[];
  shapes: FileShape[];
  /** Lists of shapes. */
  layouts: number[][];
  builds: Columns<PackedBuild>;
  /** Bytes of every file of every build, where known. */
  sizes: (number | undefined)[];
}

/** Whether this is a file that the page reads; the site's build and its pages may be of different age. */
export function isBrowseFile(file: unknown): file is BrowseFile {
  return typeof file === 'object' && file !== null && 'schema' in file && file.schema === BROWSE_SCHEMA;
}

/** Writes rows as columns. Rows of one build, and builds of one release, must share the same object and stand together. */
export function packRows(rows: readonly Row[], edition: string): BrowseFile {
  const releases = new Places<RowRelease>();
  const streams = new Places<StreamWords>();
  const shapes = new Places<FileShape>();
  const layouts = new Places<number[]>();
  const builds = [...Map.groupBy(rows, ({ build }) => build)].map(([build, files]): PackedBuild => {
    const { stream, title, kind, serial, day, withdrawn, expectedBy, level, rank } = build;
    const layout = files.map(({ file, arch, format, compression, language }) =>
      shapes.placeOf({ name: shorten(file, build), arch, format, compression, language }),
    );
    return {
      release: releases.placeOf(build.release),
      stream: streams.placeOf({ stream, title, kind }),
      serial,
      day,
      isPublished: build.published === undefined ? 0 : 1,
      withdrawn,
      expectedBy,
      url: shorten(build.url, build),
      level,
      rank,
      layout: layouts.placeOf(layout),
    };
  });
  return {
    schema: BROWSE_SCHEMA,
    edition,
    releases: releases.all,
    streams: streams.all,
    shapes: shapes.all,
    layouts: layouts.all,
    builds: columnsOf(builds),
    sizes: rows.map(({ size }) => size),
  };
}

/** The name or address that {@link packRows} shortened. */
export function lengthen(short: string, { serial, stream, release }: BuildNames): string {
  return short.replaceAll(/[¹²³]/g, (sign) =>
    sign === SERIAL ? serial : sign === RELEASE ? release.release : stream,
  );
}

type BuildNames = Pick<RowBuild, 'serial' | 'stream' | 'release'>;

function shorten(text: string, { serial, stream, release }: BuildNames): string {
  return text.replaceAll(serial, SERIAL).replaceAll(release.release, RELEASE).replaceAll(stream, STREAM);
}

function columnsOf(builds: readonly PackedBuild[]): Columns<PackedBuild> {
  return {
    release: builds.map(({ release }) => release),
    stream: builds.map(({ stream }) => stream),
    serial: builds.map(({ serial }) => serial),
    day: builds.map(({ day }) => day),
    isPublished: builds.map(({ isPublished }) => isPublished),
    withdrawn: builds.map(({ withdrawn }) => withdrawn),
    expectedBy: builds.map(({ expectedBy }) => expectedBy),
    url: builds.map(({ url }) => url),
    level: builds.map(({ level }) => level),
    rank: builds.map(({ rank }) => rank),
    layout: builds.map(({ layout }) => layout),
  };
}

/** Values in the order in which they first came, each once. */
class Places<T> {
  readonly all: T[] = [];
  readonly #places = new Map<string, number>();

  placeOf(value: T): number {
    const id = JSON.stringify(value);
    const place = this.#places.get(id) ?? this.all.push(value) - 1;
    this.#places.set(id, place);
    return place;
  }
}
