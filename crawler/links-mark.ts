import { buildKey } from '../core/catalog/build-copies.ts';
import type { CatalogChange } from '../core/change.ts';
import type { Build, Release } from '../core/release.ts';
import { placeOf } from './links-build.ts';
import type { BuildCheck } from './links-build.ts';

/** What a check changes in the record of a build; undefined where nothing. */
export function changeOf({ release, build, whereabouts }: BuildCheck): CatalogChange | undefined {
  const { product, release: name } = release;
  const place = { product, release: name, stream: build.stream, serial: build.serial };
  const isWithdrawn = build.withdrawn !== undefined;
  if (whereabouts.state === 'gone') return isWithdrawn ? undefined : { kind: 'build-withdrawn', ...place };
  if (whereabouts.state !== 'there') return undefined;
  if (!isWithdrawn && whereabouts.place === placeOf(build)) return undefined;
  return whereabouts.place === build.url
    ? { kind: 'build-returned', ...place }
    : { kind: 'build-moved', ...place, to: whereabouts.place };
}

/**
 * The release with what its builds' checks say of them. Nothing is taken away but a mark that is no longer true: of a
 * build that is gone from the place it had moved to, that place is in the history of its file.
 *
 * @param today `YYYY-MM-DD`, for the mark on what is gone.
 */
export function markRelease(release: Release, checks: readonly BuildCheck[], today: string): Release {
  const changed = new Map(
    checks.filter((check) => changeOf(check) !== undefined).map((check) => [buildKey(check.build), check]),
  );
  return {
    ...release,
    builds: release.builds.map((build) => {
      const check = changed.get(buildKey(build));
      return check === undefined ? build : markBuild(build, marksOf(check, today));
    }),
  };
}

/** The build with these marks in place of those it had, in the order of the schema, as it is read and written. */
export function markBuild(build: Build, { withdrawn, movedTo }: Pick<Build, 'withdrawn' | 'movedTo'>): Build {
  const { stream, serial, published, url, withdrawn: _, movedTo: __, ...proof } = build;
  return {
    stream,
    serial,
    ...(published === undefined ? {} : { published }),
    url,
    ...(withdrawn === undefined ? {} : { withdrawn }),
    ...(movedTo === undefined ? {} : { movedTo }),
    ...proof,
  };
}

function marksOf({ build, whereabouts }: BuildCheck, today: string): Pick<Build, 'withdrawn' | 'movedTo'> {
  if (whereabouts.state === 'gone') return { withdrawn: today };
  return whereabouts.state === 'there' && whereabouts.place !== build.url
    ? { movedTo: whereabouts.place }
    : {};
}
