import type { Row, RowBuild, RowRelease } from './row.ts';

export const BROWSE_SCHEMA = 'osdex/browse/2';

type Columns<T> = { [K in keyof T]-?: T[K][] };
type Flat<T, Parent extends keyof T> = Omit<T, Parent> & { parent: number };

/**
 * Rows as columns: what rows of one release or build share is written once, and each column compresses well.
 * The site's own file between its build and its browse page; programs read catalog.json.
 */
export interface BrowseFile {
  schema: typeof BROWSE_SCHEMA;
  releases: RowRelease[];
  builds: Columns<Flat<RowBuild, 'release'>>;
  files: Columns<Flat<Row, 'build'>>;
}

/** Whether this is a file that {@link unpackRows} reads; the site's build and its pages may be of different age. */
export function isBrowseFile(file: unknown): file is BrowseFile {
  return typeof file === 'object' && file !== null && 'schema' in file && file.schema === BROWSE_SCHEMA;
}

/** Writes rows as columns. Rows of one build, and builds of one release, must share the same object. */
export function packRows(rows: readonly Row[]): BrowseFile {
  const builds = [...new Set(rows.map(({ build }) => build))];
  const releases = [...new Set(builds.map(({ release }) => release))];
  const releaseAt = new Map(releases.map((release, at) => [release, at]));
  const buildAt = new Map(builds.map((build, at) => [build, at]));
  return {
    schema: BROWSE_SCHEMA,
    releases,
    builds: {
      parent: builds.map(({ release }) => releaseAt.get(release) ?? -1),
      stream: builds.map(({ stream }) => stream),
      title: builds.map(({ title }) => title),
      kind: builds.map(({ kind }) => kind),
      serial: builds.map(({ serial }) => serial),
      day: builds.map(({ day }) => day),
      published: builds.map(({ published }) => published),
      withdrawn: builds.map(({ withdrawn }) => withdrawn),
      url: builds.map(({ url }) => url),
      level: builds.map(({ level }) => level),
      rank: builds.map(({ rank }) => rank),
    },
    files: {
      parent: rows.map(({ build }) => buildAt.get(build) ?? -1),
      file: rows.map(({ file }) => file),
      arch: rows.map(({ arch }) => arch),
      format: rows.map(({ format }) => format),
      language: rows.map(({ language }) => language),
      compression: rows.map(({ compression }) => compression),
      size: rows.map(({ size }) => size),
      digest: rows.map(({ digest }) => digest),
    },
  };
}

/** Reads the columns back; JSON's null is our undefined. */
export function unpackRows({ releases, builds, files }: BrowseFile): Row[] {
  const rowBuilds = builds.parent.flatMap((parent, at): RowBuild[] => {
    const release = releases[parent];
    return release === undefined ? [] : [{ ...rowAt(builds, at), release }];
  });
  return files.parent.flatMap((parent, at): Row[] => {
    const build = rowBuilds[parent];
    return build === undefined ? [] : [{ ...rowAt(files, at), build }];
  });
}

function rowAt<T extends object>(columns: Columns<T>, at: number): Omit<T, 'parent'> {
  const entries = Object.entries<unknown[]>(columns as Record<string, unknown[]>).filter(
    ([name]) => name !== 'parent',
  );
  return Object.fromEntries(entries.map(([name, column]) => [name, column[at] ?? undefined])) as Omit<
    T,
    'parent'
  >;
}
