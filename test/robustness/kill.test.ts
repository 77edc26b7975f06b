import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { playAnswers } from './answers.ts';
import { filesOf } from './files-of.ts';
import { copyCatalog, crawlPlainly, CRAWLED_AT, makeGrownWorld, MANY_RELEASES } from './grown-world.ts';
import type { Past } from './grown-world.ts';
import { inTurns } from './in-turns.ts';
import { recordedIn } from './recorded-in.ts';
import { runKilled, runOurs } from './run-killed.ts';

const KILLED_AGAIN = fileURLToPath(new URL('./killed-again.ts', import.meta.url));
const CRAWL_ONCE = fileURLToPath(new URL('./crawl-once.ts', import.meta.url));

/** So seldom is the whole crawler killed; at all steps in between a process that repeats what the crawler did. */
const WHOLE_CRAWL_EVERY = 20;

/**
 * Kills one process after another, each a step later than the one before, and checks after each that all is there that
 * was, and that the next crawl makes what the undisturbed one made. @returns how many steps there were.
 */
async function killAtEveryStep(t: TestContext, past: Past): Promise<number> {
  const world = await makeGrownWorld(t, past);
  assert.deepEqual(world.report.errors, []);
  const recorded = recordedIn(await readCatalog(world.before));
  const { sources, answers } = world;
  const argumentsFor = (catalog: string) => [CRAWL_ONCE, sources, catalog, answers, CRAWLED_AT.toISOString()];

  const undisturbed = copyCatalog(world.before, join(world.folder, 'undisturbed'));
  const stepsFile = join(world.folder, 'steps.json');
  const { steps } = await runKilled(undefined, argumentsFor(undisturbed), { OSDEX_STEPS: stepsFile });
  assert.deepEqual(await filesOf(undisturbed), world.expected);

  // Two kills that leave the same files, but for the names of what is unfinished, go on in the same way.
  const seen = new Set<string>();
  async function killAt(step: number): Promise<void> {
    const catalog = copyCatalog(world.before, join(world.folder, `killed-${step}`));
    const { signal } =
      step % WHOLE_CRAWL_EVERY === 0
        ? await runKilled(step, argumentsFor(catalog))
        : await runOurs([KILLED_AGAIN, stepsFile, undisturbed, catalog, String(step)]);
    assert.equal(signal, 'SIGKILL', `the crawl is killed at step ${step}`);
    const left = textOfFiles(await filesOf(catalog));
    if (!seen.has(left)) {
      seen.add(left);
      await goOn(catalog, step);
    }
    rmSync(catalog, { recursive: true });
  }

  async function goOn(catalog: string, step: number): Promise<void> {
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
  }

  await inTurns(
    Array.from({ length: steps }, (_, index) => index + 1),
    killAt,
  );
  return steps;
}

/** Without the numbers of processes, of their writes and of their locks. */
function textOfFiles(files: Readonly<Record<string, string>>): string {
  const plain = Object.entries(files).map(([file, text]) =>
    file.startsWith('.lock') ? '.lock' : `${file}\n${text}`,
  );
  return plain
    .sort()
    .join('\n')
    .replaceAll(/\.\d+\.\d+\.tmp/g, '.tmp');
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
