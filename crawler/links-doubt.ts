import { counted } from '../core/counted.ts';
import { OsdexError } from '../core/error.ts';
import { placeOf } from './links-build.ts';
import type { BuildCheck, RecordedBuild } from './links-build.ts';

/*
 * Publishers take old builds away one by one. When most of what a product has on a host is gone at once, it is more
 * likely that the site was moved or rebuilt, or that something else answers in its name, and every mark would be wrong.
 * Then a person decides.
 */

/** More than this share of a product's builds on one host is not believed to be gone. */
const BELIEVED_SHARE = 1 / 2;

/** So many builds show what share it is; where fewer had their turn, others of that host are asked besides. */
const SHOWING = 12;

/** Standing builds that share a product and a host, and so the suspicion. */
interface Neighbours {
  product: string;
  host: string;
  /** Those of which is known whether they are there. */
  known: number;
  gone: BuildCheck[];
}

/** Builds that are asked for besides, to see whether what is gone is gone alone. */
export function pickWitnesses(
  checks: readonly BuildCheck[],
  recorded: readonly RecordedBuild[],
): RecordedBuild[] {
  const checked = new Set(checks.map(({ build }) => build));
  return neighboursOf(checks).flatMap((neighbours) =>
    recorded
      .filter((one) => isStanding(one) && !checked.has(one.build) && isAmong(one, neighbours))
      .slice(0, Math.max(SHOWING - neighbours.known, 0)),
  );
}

/** What is gone and not to be believed, with a sentence for each product and host. */
export function doubt(checks: readonly BuildCheck[]): { doubted: Set<BuildCheck>; errors: DoubtError[] } {
  const found = neighboursOf(checks).filter(({ gone, known }) => gone.length > known * BELIEVED_SHARE);
  return { doubted: new Set(found.flatMap(({ gone }) => gone)), errors: found.map(errorOf) };
}

export interface DoubtError {
  product: string;
  error: OsdexError;
}

function errorOf({ product, host, gone, known }: Neighbours): DoubtError {
  const url = gone.map(({ build }) => placeOf(build))[0];
  const sentence = `expected most builds of ${product} on ${host} to be there still, found ${gone.length} of ${counted(known, 'build')} gone, such as ${url}; none of them is marked. If the publisher moved them, say where to under moves: in sources/${product}.yaml; if they are gone indeed, say so with: osdex links ${product} --all --accept-gone`;
  return { product, error: new OsdexError('too-many-gone', sentence, { url }) };
}

/** The products and hosts of which something is gone that was there before. */
function neighboursOf(checks: readonly BuildCheck[]): Neighbours[] {
  const standing = checks.filter(isStanding);
  return [...Map.groupBy(standing, (check) => `${check.release.product} ${hostOf(check)}`).values()].flatMap(
    (group) => {
      const [first] = group;
      const gone = group.filter(({ whereabouts }) => whereabouts.state === 'gone');
      if (first === undefined || gone.length === 0) return [];
      const known = group.filter(({ whereabouts }) => whereabouts.state !== 'unknown').length;
      return { product: first.release.product, host: hostOf(first), known, gone };
    },
  );
}

function isStanding({ build }: RecordedBuild): boolean {
  return build.withdrawn === undefined;
}

function isAmong(recorded: RecordedBuild, { product, host }: Neighbours): boolean {
  return recorded.release.product === product && hostOf(recorded) === host;
}

function hostOf({ build }: RecordedBuild): string {
  return new URL(placeOf(build)).host;
}
