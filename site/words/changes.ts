import { plural } from './size.ts';

/** `3 builds new, 1 withdrawn`. */
export function changesSentence(published: number, withdrawn: number): string {
  return [
    ...(published > 0 ? [`${plural(published, 'build')} new`] : []),
    ...(withdrawn > 0 ? [`${withdrawn} withdrawn`] : []),
  ].join(', ');
}

/** What the days of the list are. */
export const DAYS_MEAN =
  'Days are those that publishers state, or else of their signatures. When a build was recorded here, the catalog’s own history in git tells.';
