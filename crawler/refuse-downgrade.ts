import { DIGEST_ALGORITHMS, parseDigest, WEAK_DIGEST_ALGORITHMS } from '../core/digest-text.ts';
import type { DigestAlgorithm } from '../core/digest-text.ts';
import { OsdexError } from '../core/error.ts';
import type { Trust } from '../core/source/trust.ts';
import type { Build } from '../core/release.ts';
import { predecessorOf } from './predecessor.ts';

/** Below this a digest proves nothing, and only a source that says `weak` takes it. */
const LEAST: DigestAlgorithm = 'sha256';

/**
 * Refuses a build whose digests are weaker than the source accepts, or, where the source states no floor, weaker than
 * those of the newest build on record: how far a digest is to be trusted goes down by a person's edit only.
 *
 * @throws OsdexError `digest-downgrade`.
 */
export function refuseDowngrade(trust: Trust, build: Build, recorded: readonly Build[], url: string): void {
  const found = weakestOf(build);
  const { stream, serial } = build;
  const floor = trust.digests ?? (trust.level === 'weak' ? undefined : LEAST);
  if (floor !== undefined && isWeaker(found, floor)) {
    throw downgrade(`at least ${floor} for ${stream} ${serial}`, found, url);
  }
  const isRecorded = recorded.some((one) => one.stream === stream && one.serial === serial);
  if (trust.digests !== undefined || isRecorded) return;
  const before = predecessorOf(build, recorded);
  if (before !== undefined && isWeaker(found, weakestOf(before))) {
    throw downgrade(`${weakestOf(before)} for ${stream} ${serial} as for ${before.serial}`, found, url);
  }
}

function downgrade(expected: string, found: DigestAlgorithm, url: string): OsdexError {
  const statement = WEAK_DIGEST_ALGORITHMS.includes(found) ? `level: weak` : `digests: ${found}`;
  const advice = `if the publisher has nothing better, say so in the source's trust with ${statement}`;
  return new OsdexError(
    'digest-downgrade',
    `expected digests of ${expected}, found ${found}, ${url}; ${advice}`,
    {
      url,
    },
  );
}

function isWeaker(one: DigestAlgorithm, other: DigestAlgorithm): boolean {
  return DIGEST_ALGORITHMS.indexOf(one) > DIGEST_ALGORITHMS.indexOf(other);
}

function weakestOf({ artifacts }: Build): DigestAlgorithm {
  return artifacts
    .flatMap(({ digest }) => parseDigest(digest)?.algorithm ?? [])
    .reduce((weakest, one) => (isWeaker(one, weakest) ? one : weakest), DIGEST_ALGORITHMS[0] ?? LEAST);
}
