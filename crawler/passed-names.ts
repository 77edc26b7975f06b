import type { Feed } from '../core/source/feed.ts';
import { compileTemplate } from '../core/source/template.ts';
import type { Scope } from '../core/source/template.ts';
import type { PassedName } from './decision.ts';
import { placeOf } from './file-place.ts';
import type { ProvenSums } from './prove.ts';

/** The names of which no file was made, and why not. */
export function passedNames(
  feed: Feed,
  scope: Scope,
  { manifest, sumsUrl }: ProvenSums,
  taken: ReadonlySet<string>,
): PassedName[] {
  const readers = feed.streams.flatMap(({ files }) =>
    files.map(({ match }) => compileTemplate(match, scope, feed.patterns)),
  );
  return [...manifest]
    .filter(([name]) => !taken.has(name))
    .map(([name, entry]) => {
      if (placeOf(name, sumsUrl, entry) === undefined) return { name, reason: 'unplain' };
      const told = readers.map((read) => read(name)).find((one) => one !== undefined);
      if (told === undefined) return { name, reason: 'pattern' };
      return { name, reason: told.serial === undefined ? 'serial' : 'arch' };
    });
}
