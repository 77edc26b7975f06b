import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { CrawlReport } from '../../crawler/crawl.ts';
import { makeShelf } from '../crawler/shelf.ts';
import type { Shelf } from '../crawler/shelf.ts';
import type { CrawlChoice } from '../crawler/catalog-under-test.ts';
import type { Outcome } from './attack.ts';

/** A publisher that is under attack, beside one that is not and has something new at every crawl. */
export interface Siege extends Shelf {
  /** Crawls, and asserts that nothing is refused and something is recorded. */
  settle(choice?: CrawlChoice): Promise<CrawlReport>;
  /**
   * Crawls, and asserts that every error is the same refusal, that the record of the publisher under attack stays
   * byte for byte, and that what the other one has new is recorded.
   */
  withstand(choice?: CrawlChoice): Promise<Outcome>;
  /** Crawls, and asserts that there is no error and no news of the publisher under attack. */
  ignore(choice?: CrawlChoice): Promise<CrawlReport>;
}

/** What is true of hostile entries of a page, whose refusal is that of a page with nothing else on it. */
export const PASSED_OVER = 'Beside honest builds it is passed over, and nothing of it is ever asked for.';

const NEIGHBOUR = '/neighbour.example/1/';

/** The siege ends with the test. */
export async function besiege(t: TestContext): Promise<Siege> {
  const shelf = await makeShelf(t);
  const [first, second] = shelf.keys;
  // Its only key is one that the attacks leave alone.
  const source = (await shelf.sourceText())
    .replace('product: shelf', 'product: neighbour')
    .replaceAll('https://images.example/', 'https://neighbour.example/')
    .replace(/^.*owner.*$/gm, (line) => (line.includes(second.fingerprint) ? '' : line));
  await writeFile(join(shelf.sources, 'neighbour.yaml'), source);
  let builds = 0;

  async function crawlBoth(choice: CrawlChoice | undefined, mayRecord: boolean): Promise<CrawlReport> {
    builds += 1;
    const day = String(builds).padStart(2, '0');
    await shelf.publish(`202602${day}`, { content: `neighbour ${day}`, folder: NEIGHBOUR, key: first });
    const before = await recordOf(shelf);
    const report = await shelf.crawl(choice);
    const others = report.changes.filter(({ product }) => product === 'neighbour');
    assert.deepEqual(
      others.map(({ kind }) => kind),
      ['build-added'],
      'the other publisher is crawled as ever',
    );
    if (!mayRecord) assert.deepEqual(await recordOf(shelf), before, 'the record stays byte for byte');
    return report;
  }

  return {
    ...shelf,
    async settle(choice) {
      const report = await crawlBoth(choice, true);
      assert.deepEqual(report.errors, []);
      assert.notDeepEqual(await recordOf(shelf), {}, 'there is a record to attack');
      return report;
    },
    async withstand(choice) {
      const { errors } = await crawlBoth(choice, false);
      const [error] = errors;
      assert.ok(error, 'expected a refusal, found none');
      assert.deepEqual(
        errors.filter(({ source: name, code }) => name !== 'shelf' || code !== error.code),
        [],
      );
      return { verdict: 'refused', code: error.code, seen: error.message };
    },
    async ignore(choice) {
      const report = await crawlBoth(choice, false);
      assert.deepEqual(report.errors, []);
      return report;
    },
  };
}

async function recordOf(shelf: Shelf): Promise<Record<string, string>> {
  const records = await shelf.records().catch(() => ({}));
  return Object.fromEntries(Object.entries(records).filter(([file]) => file.startsWith('shelf')));
}
