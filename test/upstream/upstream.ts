import { fileURLToPath } from 'node:url';
import { makeFaults } from './fault.ts';
import type { Fault } from './fault.ts';
import { publishInto, publishNext, serialsOf, withdrawBuild } from './publication.ts';
import type { PublishOptions, SeriesChoice } from './publication.ts';
import { FLATCAR_KEY } from './publishers/flatcar.ts';
import { PUBLISHER_NAMES, PUBLISHERS } from './publishers/registry.ts';
import { togetherByProduct } from './publishers/together.ts';
import type { PublisherName } from './publishers/registry.ts';
import { synthetic } from './publishers/synthetic.ts';
import type { Scale } from './publishers/synthetic.ts';
import { makeRequestLog } from './request-log.ts';
import type { LoggedRequest } from './request-log.ts';
import { daysBefore } from './series.ts';
import { loadFixtures } from './fixture/load-fixtures.ts';
import { playFixture } from './fixture/publisher.ts';
import type { FixturePublisher } from './fixture/publisher.ts';
import { startServer } from './server.ts';
import { writeSource } from './sources.ts';
import { makeStage } from './stage.ts';
import type { Dates, Found, Stage } from './stage.ts';
import { makeStandIns } from './stand-ins.ts';
import type { Tamper } from './tampering.ts';

export interface UpstreamOptions {
  publishers?: readonly PublisherName[];
  latencyMs?: number;
  /** Made-up publishers besides the others, for how much rather than what. */
  scale?: Scale;
  /** The day it is at the publishers; all they have was published before, the newest some weeks. */
  now?: Date;
  /** Folder of the authored sources that are played; the repository's own where it is not said. */
  shippedSources?: string;
  /** Publishers that are played from data, besides the others. */
  fixtures?: FixtureChoice;
}

/** Which fixtures are played. */
export interface FixtureChoice {
  /** The repository's own where it is not said. */
  folder?: string;
  /** Products; all where it is not said. */
  only?: readonly string[];
  /** Every series grown to so many years of builds. */
  years?: number;
}

/** A small internet of image publishers on the loopback. Products are named as their sources name them. */
export interface Upstream {
  /** `http://127.0.0.1:PORT`; `https://HOST/PATH` lies at `/HOST/PATH`. */
  readonly origin: string;
  /** Waited for before each answer. */
  latencyMs: number;
  /** Every request since the start or since `forgetRequests`, in order of arrival. */
  readonly requests: readonly LoggedRequest[];
  forgetRequests(): void;
  /** The highest number of requests to a played host that were under way at once. */
  maxConcurrency(host: string): number;
  /** What the server says of when files changed. */
  dates: Dates;
  /** What the fixtures say that their publishers have now. */
  told(product: string): Pick<FixturePublisher, 'told' | 'passedOver'> | undefined;
  /** Every path `HOST/PATH` of a product that is served now. */
  paths(product: string): string[];
  /** A build appears in every series of a product. */
  publishAll(product: string): void;
  /** Writes `<product>.yaml` and `keys/<FINGERPRINT>.asc` of every publisher played, or of one, into a folder. */
  writeSources(directory: string, product?: string): Promise<void>;
  /** A build appears. @returns its serial. */
  publish(product: string, options?: PublishOptions): string;
  /**
   * A build goes, the newest where no serial is said. A sums file of several builds is signed anew then; with
   * `rollback` it is the very one of the time before that build. @returns its serial.
   */
  withdraw(product: string, options?: SeriesChoice & { serial?: string; rollback?: boolean }): string;
  /** The serials of a series, oldest first. */
  serials(product: string, choice?: SeriesChoice): string[];
  /** Tampers with what lies under a path `HOST/PATH`, or with all that the publisher has. */
  tamper(product: string, how: Tamper, under?: string): void;
  /** Takes back all tampering with a publisher's files. */
  restore(product: string): void;
  /** Something goes wrong with the next `times` requests for paths `HOST/PATH` that begin so, or match. */
  fault(where: string | RegExp, fault: Fault, times?: number): void;
  clearFaults(): void;
  /** Makes and signs everything now that would be on first request. */
  prepare(): Promise<void>;
  close(): Promise<void>;
}

const SHIPPED_SOURCES = fileURLToPath(new URL('../../sources/', import.meta.url));

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** Keys are older than all that they sign. */
const KEY_AGE_DAYS = 20 * 365;

/** Starts the publishers; `close` ends them and every connection. */
export async function startUpstream(options: UpstreamOptions = {}): Promise<Upstream> {
  const { now = new Date(), shippedSources = SHIPPED_SOURCES } = options;
  const keys = makeStandIns(daysBefore(now, KEY_AGE_DAYS), new Set([FLATCAR_KEY]));
  const fromData = await playedFixtures(options.fixtures, now);
  const fromCode = [
    ...(options.publishers ?? PUBLISHER_NAMES).map((name) => PUBLISHERS[name](now)),
    ...(options.scale === undefined ? [] : synthetic(options.scale, now)),
  ];
  const publishers = togetherByProduct([...fromCode, ...fromData.values()]);
  let dates: Dates = 'true';
  const stages = publishers.map((publisher) => makeStage(publisher, keys, daysBefore(now, 1), () => dates));
  const byProduct = new Map(stages.map((stage) => [stage.publisher.product, stage]));
  const byHost = Map.groupBy(
    stages.flatMap((stage) => Object.keys(stage.publisher.hosts).map((host) => ({ host, stage }))),
    ({ host }) => host,
  );
  const log = makeRequestLog();
  const faults = makeFaults();
  let latencyMs = options.latencyMs ?? 0;
  /** Folder pages until something changes: to write them anew would take longer than publishers are told to wait. */
  let pages = new Map<string, Found>();
  const server = await startServer({
    async lookup(path, query) {
      const written = pages;
      const known = written.get(path);
      if (known !== undefined) return known;
      const found = await lookUp(path, query);
      if (path.endsWith('/') && query === '') written.set(path, found);
      return found;
    },
    faults,
    log,
    latencyMs: () => latencyMs,
  });

  /** Several products may share a host, and a folder of it. */
  async function lookUp(path: string, query: string): Promise<Found> {
    const sharing = byHost.get(path.replace(/\/.*$/, '')) ?? [];
    for (const { stage } of sharing) {
      const others = sharing.filter((one) => one.stage !== stage);
      const found = await stage.content(path, query, async () =>
        (await Promise.all(others.map((one) => one.stage.entries(path)))).flat(),
      );
      if (found !== undefined) return found;
    }
    return undefined;
  }

  function change(stage: Stage): Date {
    pages = new Map();
    return stage.change();
  }

  function stageOf(product: string): Stage {
    const stage = byProduct.get(product);
    if (stage !== undefined) return stage;
    throw new Error(
      `expected one of the publishers played (${[...byProduct.keys()].join(', ')}), found ${product}`,
    );
  }

  return {
    origin: server.origin,
    get latencyMs() {
      return latencyMs;
    },
    set latencyMs(milliseconds) {
      latencyMs = milliseconds;
    },
    get dates() {
      return dates;
    },
    set dates(said) {
      dates = said;
      pages = new Map();
    },
    told(product) {
      stageOf(product).tree();
      return fromData.get(product);
    },
    paths: (product) => [...stageOf(product).tree().files.keys()],
    publishAll(product) {
      const stage = stageOf(product);
      const changed = change(stage);
      const { series: all, final = [] } = stage.publisher;
      const isOver = ({ feed, release }: SeriesChoice): boolean =>
        final.some((one) => one.feed === feed && one.release === release);
      for (const series of all.filter((one) => !isOver(one))) publishInto(series, product, {}, now, changed);
    },
    requests: log.requests,
    forgetRequests: log.forget,
    maxConcurrency: log.maxConcurrency,
    async writeSources(directory, product) {
      for (const stage of product === undefined ? stages : [stageOf(product)]) {
        await writeSource(directory, shippedSources, stage.publisher, stage.tree(), keys);
      }
    },
    publish(product, choice = {}) {
      const stage = stageOf(product);
      return publishNext(stage.publisher, choice, now, change(stage));
    },
    withdraw(product, { rollback = false, ...choice } = {}) {
      const stage = stageOf(product);
      const changed = change(stage);
      return withdrawBuild(stage.publisher, choice, rollback ? undefined : changed);
    },
    serials: (product, choice = {}) => serialsOf(stageOf(product).publisher, choice),
    tamper(product, how, under = '') {
      const stage = stageOf(product);
      change(stage);
      stage.tamperings.push({ how, under: pathOf(under) });
    },
    restore(product) {
      const stage = stageOf(product);
      change(stage);
      stage.tamperings.length = 0;
    },
    fault(where, fault, times = Number.POSITIVE_INFINITY) {
      faults.set(typeof where === 'string' ? pathOf(where) : where, fault, times);
    },
    clearFaults: faults.clear,
    async prepare() {
      for (const stage of stages) {
        for (const file of stage.tree().files.values()) if (!file.image) await file.read();
      }
    },
    close: server.close,
  };
}

async function playedFixtures(
  choice: FixtureChoice | undefined,
  now: Date,
): Promise<ReadonlyMap<string, FixturePublisher>> {
  if (choice === undefined) return new Map();
  const fixtures = await loadFixtures(choice.folder ?? FIXTURES, choice.only);
  return new Map(fixtures.map((fixture) => [fixture.product, playFixture(fixture, now, choice.years)]));
}

/** `HOST/PATH`, also of an address. */
function pathOf(prefix: string): string {
  return prefix.replace(/^(?:https?:\/\/|\/)/, '');
}
