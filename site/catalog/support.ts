import type { Release } from '../../core/release.ts';

/** As in core/image.ts, which the browser cannot load without all schemas. Whether the publisher still looks after a release; a release without a known end counts as looked after. */
export function isSupported({ endOfLife }: { endOfLife?: string | undefined }, today: string): boolean {
  return endOfLife === undefined || endOfLife >= today;
}

/** The short word beside a release's name, if one is due. */
export function supportWord(
  release: Pick<Release, 'lts' | 'endOfLife'>,
  today: string,
): 'LTS' | 'ended' | undefined {
  if (!isSupported(release, today)) return 'ended';
  return release.lts ? 'LTS' : undefined;
}
