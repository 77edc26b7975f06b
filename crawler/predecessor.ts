import type { Build } from '../core/release.ts';
import { compareVersions } from '../core/version-order.ts';

/**
 * What a build is measured by: the newest other build of its stream that has an architecture in common with it, since
 * publishers who sign each architecture apart do not always treat them alike.
 */
export function predecessorOf(build: Build, recorded: readonly Build[]): Build | undefined {
  const architectures = new Set(build.artifacts.map(({ arch }) => arch));
  return recorded
    .filter(({ stream, serial }) => stream === build.stream && serial !== build.serial)
    .filter(({ artifacts }) => artifacts.some(({ arch }) => architectures.has(arch)))
    .reduce<Build | undefined>(
      (newest, one) =>
        newest === undefined || compareVersions(one.serial, newest.serial) > 0 ? one : newest,
      undefined,
    );
}
