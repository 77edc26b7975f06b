import type { ChosenFile } from '../../core/formats/mirror-list.ts';
import type { BrowseRow } from '../browse/browse-index.ts';
import type { ApiRelease } from '../catalog/api.ts';
import { base } from './dom.mts';
import { fetchJson } from './fetch-json.mts';

type ReleaseFile = ApiRelease & { product: string };

const loading = new Map<string, Promise<ReleaseFile>>();

/** Releases that are read without being asked to: more would be many megabytes for a look. */
export const FEW_RELEASES = 12;

/** The releases that rows belong to, as addresses of the API. */
export function releasesOf(rows: readonly BrowseRow[]): string[] {
  return [...new Set(rows.map(({ build: { release } }) => `${release.product}/${release.release}`))];
}

/**
 * The files of rows with their digests and addresses, which the rows' own index is too small for.
 *
 * @throws Error in the browser's words when a release cannot be read.
 */
export async function chosenFiles(rows: readonly BrowseRow[]): Promise<ChosenFile[]> {
  const wanted = Map.groupBy(rows, ({ build: { release } }) => `${release.product}/${release.release}`);
  const releases = await Promise.all([...wanted.keys()].map(loadRelease));
  return releases.flatMap((release) => {
    const rowsByKey = new Map(
      (wanted.get(`${release.product}/${release.release}`) ?? []).map((row) => [
        keyOf(row.build.stream, row.build.serial, row.file, row.arch),
        row,
      ]),
    );
    return release.builds.flatMap((build) =>
      build.artifacts.flatMap((artifact): ChosenFile[] => {
        const row = rowsByKey.get(keyOf(build.stream, build.serial, artifact.file, artifact.arch));
        if (row === undefined) return [];
        return [
          {
            product: release.product,
            release: release.release,
            stream: build.stream,
            serial: build.serial,
            kind: row.build.kind,
            path: artifact.path ?? artifact.file,
            digest: artifact.digest,
            size: artifact.size,
            urls: [...new Set([artifact.url, new URL(artifact.file, build.url).href])],
          },
        ];
      }),
    );
  });
}

function keyOf(...parts: string[]): string {
  return parts.join(' ');
}

function loadRelease(path: string): Promise<ReleaseFile> {
  const known = loading.get(path);
  if (known !== undefined) return known;
  const release = fetchJson(`${base()}api/v1/${path}.json`) as Promise<ReleaseFile>;
  loading.set(path, release);
  release.catch(() => loading.delete(path));
  return release;
}
