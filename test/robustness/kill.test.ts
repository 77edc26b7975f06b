import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildKey } from '../../core/catalog/build-copies.ts';
import { readCatalog } from '../../core/catalog/catalog.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { playAnswers } from './answers.ts';
import { filesOf } from './files-of.ts';
import { copyCatalog, crawlPlainly, CRAWLED_AT, makeGrownWorld, MANY_RELEASES } from './grown-world.ts';
import type { Past } from './grown-world.ts';
import { runKilled } from './run-killed.ts';

const CRAWL_ONCE = fileURLToPath(new URL('./crawl-once.ts', import.meta.url));

/** Every file of every build: id, digest, and how far it was trusted. */
function recordedIn({ products }: Catalog): Set<string> {
  return new Set(
    products.flatMap(({ product, releases }) =>
      releases.flatMap(({ release, builds }) =>
        builds.flatMap((build) =>
          build.artifacts.map(({ file, digest }) =>
            [product.product, release, buildKey(build), build.verification.level, file, digest].join(' '),
          ),
        ),
      ),
    ),
  );
}

/**
 * Kills one crawl after another, each a step later than the one before, and checks after each that all is there that
 * was, and that the next crawl makes what the undisturbed one made. @returns how many steps there were.
 */
async function killAtEveryStep(t: TestContext, past: Past): Promise<number> {
  const world = await makeGrownWorld(t, past);
  assert.deepEqual(world.report.errors, []);
  const recorded = recordedIn(await readCatalog(world.before));
  const { sources, answers } = world;
  const argumentsFor = (catalog: string) => [CRAWL_ONCE, sources, catalog, answers, CRAWLED_AT.toISOString()];

  const undisturbed = await copyCatalog(world.before, join(world.folder, 'undisturbed'));
  const { steps } = await runKilled(undefined, argumentsFor(undisturbed));
  assert.deepEqual(await filesOf(undisturbed), world.expected);

  async function killAt(step: number): Promise<void> {
    const catalog = await copyCatalog(world.before, join(world.folder, `killed-${step}`));
    const { signal } = await runKilled(step, argumentsFor(catalog));
    assert.equal(signal, 'SIGKILL', `the crawl is killed at step ${step}`);
    const found = recordedIn(await readCatalog(catalog));
    assert.deepEqual(
      [...recorded.difference(found)],
      [],
      `killed at step ${step}: what was recorded is there`,
    );
    await crawlPlainly(sources, catalog, playAnswers(answers));
    assert.deepEqual(
      await filesOf(catalog),
      world.expected,
      `killed at step ${step}: the next crawl goes on`,
    );
    await rm(catalog, { recursive: true });
  }

  const stride = Number(process.env.OSDEX_KILL_STRIDE ?? 6);
  await inTurns(2, Math.floor(steps / stride), (turn) => killAt(turn * stride));
  return steps;
}

/** Each of 1 to `count`, some at once. What fails ends it, but not before the others at work have come to their end. */
async function inTurns(atOnce: number, count: number, run: (one: number) => Promise<void>): Promise<void> {
  const ones = Array.from({ length: count }, (_, index) => index + 1).values();
  const failures: unknown[] = [];
  const takeTurns = async (): Promise<void> => {
    for (const one of ones)
      if (failures.length === 0) await run(one).catch((error: unknown) => failures.push(error));
  };
  await Promise.all(Array.from({ length: atOnce }, takeTurns));
  if (failures.length > 0) throw failures[0];
}

test('a crawl that is killed at any moment loses nothing, and the next one brings the catalog to where it would be', async (t) => {
  const steps = await killAtEveryStep(t, MANY_RELEASES);
  assert.ok(steps >= 200, `expected 200 moments or more to be killed at, found ${steps}`);
});

/** One sums file proves all builds ever, so that those of the years are signed anew too, and more are kept from now on. */
const ROLLING_SUMS: Past = {
  publishers: ['ubuntu'],
  grow: (upstream) => upstream.publish('ubuntu', { feed: 'iso', release: '24.04' }),
  moveOn: (upstream) => upstream.publish('ubuntu', { feed: 'iso', release: '24.04' }),
  keepThen: 4,
};

test('nor does one that is killed while builds move between the years and evidence is renewed there', async (t) =>
  void (await killAtEveryStep(t, ROLLING_SUMS)));
