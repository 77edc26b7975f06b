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
      return check === undefined ? build : markBuild(build, check, today);
    }),
  };
}

function markBuild(build: Build, { whereabouts }: BuildCheck, today: string): Build {
  const { stream, serial, published, url, withdrawn: _, movedTo: __, ...proof } = build;
  const movedTo = whereabouts.state === 'there' && whereabouts.place !== url ? whereabouts.place : undefined;
  // In the order of the schema, as the record is written.
  return {
    stream,
    serial,
    ...(published === undefined ? {} : { published }),
    url,
    ...(whereabouts.state === 'gone' ? { withdrawn: today } : {}),
    ...(movedTo === undefined ? {} : { movedTo }),
    ...proof,
  };
}
