import type { CatalogProduct } from '../../core/catalog/catalog.ts';
import type { Health, SourceError, SourceHealth, StaleStream } from '../../core/health.ts';
import type { RunMark } from '../../core/run-history.ts';
import { longDate, longTime } from './date.ts';
import { plural } from './size.ts';

export type SourceState = 'well' | 'failing' | 'recorded' | 'untried';

/** What is wrong at the publisher. An address that is missing from a recording says nothing about it. */
export function problemsOf(errors: readonly SourceError[] = []): SourceError[] {
  return errors.filter(({ code }) => code !== 'not-recorded');
}

/** What the last crawl says of a source. */
export function sourceState({ errors, lastGood, lastTry }: SourceHealth): SourceState {
  if (problemsOf(errors).length > 0) return 'failing';
  return lastGood === undefined && lastTry === undefined ? 'recorded' : 'well';
}

export const STATE_WORDS: Readonly<Record<SourceState, string>> = {
  well: 'well',
  failing: 'in trouble',
  recorded: 'read from a recording',
  untried: 'not tried yet',
};

/** Every source with its state: those of health.yaml, and products that it does not name. */
export function sourceStates(
  health: Health,
  products: readonly CatalogProduct[],
): { health: SourceHealth; state: SourceState }[] {
  const named = new Set(health.sources.map(({ source }) => source));
  const untried = products.map(({ product }) => product.product).filter((name) => !named.has(name));
  return [
    ...health.sources.map((source) => ({ health: source, state: sourceState(source) })),
    ...untried.map((source) => ({ health: { source }, state: 'untried' as const })),
  ];
}

/** Whether all is well, in one sentence. */
export function healthSentence(states: readonly { state: SourceState }[]): string {
  if (states.length === 0) return 'No source has been read yet.';
  const failing = states.filter(({ state }) => state === 'failing').length;
  if (failing > 0)
    return `${plural(failing, 'source')} of ${states.length} ${failing === 1 ? 'is' : 'are'} in trouble.`;
  const well = states.filter(({ state }) => state === 'well').length;
  if (well === states.length)
    return states.length === 1 ? 'The source is well.' : `All ${well} sources are well.`;
  return 'No source is in trouble.';
}

/** When the publishers were last visited. */
export function lastCrawl(health: Health): string | undefined {
  return health.sources
    .flatMap(({ lastTry }) => lastTry ?? [])
    .sort()
    .at(-1);
}

/** The time of the last visit, or why there is none. */
export function lastCrawlSentence(health: Health): string {
  const time = lastCrawl(health);
  return time === undefined
    ? 'Read from a recording; no publisher was visited.'
    : `Last crawl ${longTime(time)}.`;
}

/** What is wrong with a source and where: `Feed images, release 24.04: expected 200, found 503.` */
export function errorSentence({ feed, release, message }: SourceError): string {
  const parts = [
    feed === undefined ? [] : `feed ${feed}`,
    release === undefined ? [] : `release ${release}`,
  ].flat();
  const sentence = parts.length === 0 ? message : `${parts.join(', ')}: ${message}`;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${/[.!?]$/.test(sentence) ? '' : '.'}`;
}

/** How many sources are in each state, the worst first: `1 in trouble, 70 well, 11 not tried yet`. */
export function stateCounts(states: readonly { state: SourceState }[]): string {
  return STATE_ORDER.flatMap((state) => {
    const alike = states.filter((one) => one.state === state).length;
    return alike === 0 ? [] : [`${alike} ${STATE_WORDS[state]}`];
  }).join(', ');
}

/** The order in which sources are listed: what needs a person first. */
export const STATE_ORDER: readonly SourceState[] = ['failing', 'well', 'recorded', 'untried'];

/** What a mark of a day means. */
export const RUN_WORDS: Readonly<Record<RunMark, string>> = {
  x: 'something was wrong',
  o: 'all in order',
  '-': 'asked in part, that was in order',
  '.': 'not asked',
};

/** The marks in words: `30 days to 26 July 2026: 28 all in order, 1 something was wrong (3 July 2026), 1 not asked.` */
export function runsSentence(runs: readonly { day: string; mark: RunMark }[]): string {
  const last = runs.at(-1);
  if (last === undefined) return 'No crawl is on record.';
  const told = (['o', 'x', '-', '.'] as const).flatMap((mark) => {
    const days = runs.filter((run) => run.mark === mark);
    if (days.length === 0) return [];
    const which = mark === 'x' ? ` (${days.map(({ day }) => longDate(day)).join(', ')})` : '';
    return [`${days.length} ${RUN_WORDS[mark]}${which}`];
  });
  return `${plural(runs.length, 'day')} to ${longDate(last.day)}: ${told.join(', ')}.`;
}

/** A stream that stands still: `Stream cloud of 24.04: nothing since 26 February 2026, expected by 12 March 2026.` */
export function staleSentence({ stream, release, newest, expectedBy }: StaleStream): string {
  return `Stream ${stream} of ${release}: nothing since ${longDate(newest)}, the next build was expected by ${longDate(expectedBy)}.`;
}
