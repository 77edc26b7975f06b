import type { Build } from './release.ts';

/** The day of a build and what happened on it. */
export interface BuildDay {
  day: string;
  event: 'published' | 'signed';
}

/** The day that the publisher states; where none is stated, the day on which the sums were signed. */
export function buildDay({
  published,
  verification,
}: Pick<Build, 'published' | 'verification'>): BuildDay | undefined {
  if (published !== undefined) return { day: published, event: 'published' };
  if (verification.level !== 'signed' || verification.signedAt === undefined) return undefined;
  return { day: verification.signedAt.slice(0, 10), event: 'signed' };
}
