import type { CatalogProduct } from '../../core/catalog/catalog.ts';
import type { Health, SourceError, SourceHealth, StaleStream } from '../../core/health.ts';
import type { RunMark } from '../../core/run-history.ts';
import { say } from './say.ts';
import type { Said } from './say.ts';
import { asSentence, endSentence } from './source.ts';

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
export function healthSentence(states: readonly { state: SourceState }[]): Said {
  if (states.length === 0) return say('health.none');
  const failing = states.filter(({ state }) => state === 'failing').length;
  if (failing > 0) return say('health.failing', { failing, all: states.length });
  const count = states.filter(({ state }) => state === 'well').length;
  return count === states.length ? say('health.all-well', { count }) : say('health.no-trouble');
}

/** When the publishers were last visited. */
export function lastCrawl(health: Health): string | undefined {
  return health.sources
    .flatMap(({ lastTry }) => lastTry ?? [])
    .sort()
    .at(-1);
}

/** The time of the last visit, or why there is none. */
export function lastCrawlSentence(health: Health): Said {
  const time = lastCrawl(health);
  return time === undefined ? say('health.recording') : say('health.last-crawl', { time });
}

/** What is wrong with a source, in the crawler's English, and where: `Feed images, release 24.04:` `expected 200, found 503.` */
export function errorSentence({ feed, release, message }: SourceError): { place?: Said; sentence: string } {
  if (feed === undefined && release === undefined) return { sentence: asSentence(message) };
  return {
    place: say('health.place', {
      ...(feed === undefined ? {} : { feed }),
      ...(release === undefined ? {} : { release }),
    }),
    sentence: endSentence(message),
  };
}

/** How many sources are in each state, the worst first: `1 in trouble, 70 well, 11 not tried yet.` */
export function stateCounts(states: readonly { state: SourceState }[]): Said {
  const counted = [...Map.groupBy(states, ({ state }) => state)].map(([state, alike]) => [
    state,
    alike.length,
  ]);
  return say('health.counts', Object.fromEntries(counted) as Partial<Record<SourceState, number>>);
}

/** The order in which sources are listed: what needs a person first. */
export const STATE_ORDER: readonly SourceState[] = ['failing', 'well', 'recorded', 'untried'];

/** What a mark of a day means. */
export const RUN_WORDS: Readonly<Record<RunMark, Said>> = {
  x: say('health.day-wrong'),
  o: say('health.day-well'),
  '-': say('health.day-part'),
  '.': say('health.day-unasked'),
};

/** The marks in words: `30 days to 26 July 2026: 28 all in order, 1 something was wrong (3 July 2026), 1 not asked.` */
export function runsSentence(runs: readonly { day: string; mark: RunMark }[]): Said {
  const last = runs.at(-1);
  if (last === undefined) return say('health.no-runs');
  const days = Map.groupBy(runs, ({ mark }) => mark);
  const [well, wrong, part, unasked] = [days.get('o'), days.get('x'), days.get('-'), days.get('.')];
  return say('health.runs', {
    days: runs.length,
    to: last.day,
    ...(well === undefined ? {} : { well: well.length }),
    ...(wrong === undefined ? {} : { wrong: wrong.map(({ day }) => day) }),
    ...(part === undefined ? {} : { part: part.length }),
    ...(unasked === undefined ? {} : { unasked: unasked.length }),
  });
}

/** A stream that stands still: `Stream cloud of 24.04: nothing since 26 February 2026, expected by 12 March 2026.` */
export function staleSentence({ stream, release, newest, expectedBy }: StaleStream): Said {
  return say('health.stale', { stream, release, newest, expectedBy });
}
