import { counted } from '../../core/counted.ts';
import { diskFormatOf } from '../../core/disk-format.ts';
import type { Source } from '../../core/source/source.ts';
import type { FeedCheck, SumsCheck } from './check-source.ts';
import { isMovingName } from './moving-name.ts';

/** So many names are told in one warning. */
const SHOWN = 4;

/** What is no mistake by itself, and what a person should look at. */
export function warningsOf(source: Source, checks: readonly FeedCheck[]): string[] {
  return source.feeds.flatMap(({ feed, unconfirmed, streams }) => {
    const own = checks.filter((check) => check.feed === feed);
    const sums = own.flatMap((check) => check.sums);
    const taken = new Set(sums.flatMap((one) => one.taken.map(({ match }) => match)));
    const isWhole =
      sums.length > 0 && own.every(({ notRecorded, refused }) => notRecorded.length + refused.length === 0);
    const idle = streams
      .flatMap(({ files }) => files.map(({ match }) => match))
      .filter((one) => !taken.has(one));
    const warnings = [
      ...(unconfirmed === undefined ? [] : [`unconfirmed: ${unconfirmed}`]),
      ...listed(
        sums.flatMap((one) => one.taken.map(({ url }) => url)).filter((url) => isMovingName(url)),
        'address',
        'moves on to the next build and would be recorded',
      ),
      ...listed(sums.flatMap(takenTwice), 'file', 'is taken by more than one pattern'),
      ...listed(sums.flatMap(imagesLeftOut), 'name', 'looks like an image and no pattern takes it'),
      ...(isWhole ? listed(idle, 'pattern', 'took no file') : []),
    ];
    return warnings.map((warning) => `${feed}: ${warning}`);
  });
}

function listed(names: readonly string[], noun: string, what: string): string[] {
  const once = [...new Set(names)];
  if (once.length === 0) return [];
  const shown = once.slice(0, SHOWN).join(', ');
  const more = once.length > SHOWN ? `, and ${once.length - SHOWN} more` : '';
  return [
    `${once.length === 1 ? `this ${noun}` : `of ${counted(once.length, noun)} each`} ${what}: ${shown}${more}`,
  ];
}

function takenTwice({ taken }: SumsCheck): string[] {
  return [...Map.groupBy(taken, ({ name }) => name)].flatMap(([name, alike]) =>
    alike.length > 1 ? [`${name} (${alike.map(({ match }) => match).join(' and ')})`] : [],
  );
}

function imagesLeftOut({ passed }: SumsCheck): string[] {
  return passed
    .map(({ name }) => name)
    .filter((name) => diskFormatOf(name) !== undefined && !isMovingName(name));
}
