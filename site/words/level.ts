import type { TrustLevel } from '../../core/verification.ts';

/** Levels in the order of trust, best first. */
export const LEVEL_ORDER: readonly TrustLevel[] = ['signed', 'sums-only', 'weak', 'imported'];

/** The level that a build may claim as a whole: that of its least trusted entry. */
export function overallLevel(builds: readonly { verification: { level: TrustLevel } }[]): TrustLevel {
  const places = builds.map(({ verification }) => LEVEL_ORDER.indexOf(verification.level));
  return LEVEL_ORDER[Math.max(...places)] ?? 'imported';
}
