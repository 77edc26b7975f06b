import { buildDay } from '../../core/build-day.ts';
import { judgeStream } from '../../core/freshness.ts';
import { imageLanguage } from '../../core/image.ts';
import type { Product } from '../../core/product.ts';
import { currentPlace } from '../../core/release.ts';
import type { Artifact, Release } from '../../core/release.ts';
import type { TrustLevel } from '../../core/verification.ts';

/** What rows of one release share. */
export interface RowRelease {
  product: string;
  name: string;
  family: string;
  versionScheme: string;
  release: string;
  codename?: string | undefined;
  lts?: boolean | undefined;
  endOfLife?: string | undefined;
  extendedSupport?: string | undefined;
}

/** What rows of one catalog entry share. */
export interface RowBuild {
  release: RowRelease;
  stream: string;
  title: string;
  kind: string;
  serial: string;
  /** The day to show: of publication, or of the signature where that is not stated. */
  day?: string | undefined;
  published?: string | undefined;
  withdrawn?: string | undefined;
  /** Of the newest build of a stream with a cadence: the day by which the next one was to be expected. */
  expectedBy?: string | undefined;
  url: string;
  level: TrustLevel;
  /** 1 for the newest build of its stream that the publisher still lists, 2 for the one before; 0 when withdrawn. */
  rank: number;
}

/** One file of the catalog as the browse page lists it. */
export interface Row {
  build: RowBuild;
  file: string;
  arch: string;
  format: string;
  compression?: string | undefined;
  /** Of the file, else of its stream. */
  language?: string | undefined;
  size?: number | undefined;
  digest: string;
}

/** All rows of a release: its builds newest first, the files of each as the publisher orders them. */
export function rowsOf(product: Product, release: Release): Row[] {
  const streams = new Map(product.streams.map((stream) => [stream.stream, stream]));
  const shared: RowRelease = {
    product: product.product,
    name: product.name,
    family: product.family,
    versionScheme: product.versionScheme,
    release: release.release,
    codename: release.codename,
    lts: release.lts,
    endOfLife: release.endOfLife,
    extendedSupport: release.extendedSupport,
  };
  const ranks = rankBuilds(release);
  const expected = expectedDays(release);
  return release.builds.flatMap((build) => {
    const stream = streams.get(build.stream);
    const rank = build.withdrawn === undefined ? (ranks.get(`${build.stream}/${build.serial}`) ?? 0) : 0;
    const rowBuild: RowBuild = {
      release: shared,
      stream: build.stream,
      title: stream?.title ?? build.stream,
      kind: stream?.kind ?? 'installer',
      serial: build.serial,
      day: buildDay(build)?.day,
      published: build.published,
      withdrawn: build.withdrawn,
      expectedBy: rank === 1 ? expected.get(build.stream) : undefined,
      url: currentPlace(build).url,
      level: build.verification.level,
      rank,
    };
    return build.artifacts.map((artifact) => rowOf(rowBuild, artifact, imageLanguage({ stream, artifact })));
  });
}

function rowOf(
  build: RowBuild,
  { file, arch, format, compression, size, digest }: Artifact,
  language: string | undefined,
): Row {
  return { build, file, arch, format, compression, language, size, digest };
}

/** Entries with one stream and serial are one build, so they share a rank. */
function rankBuilds(release: Release): Map<string, number> {
  const ranks = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const { stream, serial, withdrawn } of release.builds) {
    const id = `${stream}/${serial}`;
    if (withdrawn !== undefined || ranks.has(id)) continue;
    const rank = (counts.get(stream) ?? 0) + 1;
    counts.set(stream, rank);
    ranks.set(id, rank);
  }
  return ranks;
}

/** The day by which the next build of each stream was to be expected, where its past shows a cadence. */
function expectedDays({ builds }: Release): Map<string, string> {
  const streams = Map.groupBy(
    builds.filter(({ withdrawn }) => withdrawn === undefined),
    ({ stream }) => stream,
  );
  return new Map(
    [...streams].flatMap(([stream, past]) => {
      // Whether that day is past is the reader's question: a page may be looked at long after it was built.
      const judged = judgeStream({ builds: past }, '');
      return judged.state === 'unknown' ? [] : [[stream, judged.expectedBy]];
    }),
  );
}

/** Formats that most readers look for, first to last; those not named here come after. */
const CHIEF_FORMATS = ['qcow2', 'iso', 'raw', 'vmdk', 'vhd'];

/** The row that stands for a build where there is room for one: amd64 before others, then the format most looked for. */
export function chiefRow<R extends Row>(rows: readonly R[]): R | undefined {
  const [chief] = rows.toSorted((a, b) => chiefCost(a) - chiefCost(b));
  return chief;
}

function chiefCost({ arch, format }: Row): number {
  const place = CHIEF_FORMATS.indexOf(format);
  return (arch === 'amd64' || arch === 'all' ? 0 : 100) + (place === -1 ? CHIEF_FORMATS.length : place);
}
