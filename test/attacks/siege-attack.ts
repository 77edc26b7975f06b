import type { TestContext } from 'node:test';
import { makeShelf } from '../crawler/shelf.ts';
import type { Shelf } from '../crawler/shelf.ts';
import { startTestServer } from '../test-server.ts';
import type { Attack } from './attack.ts';
import { crawlNaively } from './naive-crawler.ts';
import type { NaiveRecord } from './naive-crawler.ts';
import { besiege } from './siege.ts';

interface SiegeAttack extends Pick<Attack, 'id' | 'attack' | 'harm'> {
  /** Whether the publisher has one list at an address that stays. */
  rolling?: boolean;
  /** What the publisher has, and both crawlers record, before. */
  prepare(shelf: Shelf): Promise<void>;
  /** What the attacker does. */
  act(shelf: Shelf): Promise<void>;
  /** Asserts what became of the usual crawler's record. */
  fooled(now: NaiveRecord, before: NaiveRecord): void;
}

/** An attack on a publisher's files, done in the same way to a usual crawler and to osdex's. */
export function siegeAttack({ prepare, act, fooled, rolling = false, ...words }: SiegeAttack): Attack {
  return {
    ...words,
    async showHarm(t) {
      const shelf = await makeShelf(t);
      const publisher = { ...(await serveShelf(t, shelf)), rolling };
      await prepare(shelf);
      const record: NaiveRecord = new Map();
      await crawlNaively(publisher, record);
      const before = new Map(record);
      await act(shelf);
      await crawlNaively(publisher, record);
      fooled(record, before);
    },
    async refuse(t) {
      const siege = await besiege(t);
      if (rolling) await siege.roll();
      await prepare(siege);
      await siege.settle();
      await act(siege);
      return siege.withstand();
    },
  };
}

/** The publisher's files for a client that asks for them by their paths alone. */
async function serveShelf(
  t: TestContext,
  { paths, keys }: Shelf,
): Promise<{ origin: string; keys: string[] }> {
  const { origin } = await startTestServer(t, (request, response) => {
    const found = paths.get(request.url ?? '') ?? 404;
    if (typeof found === 'number') response.writeHead(found).end();
    else response.end(found);
  });
  return { origin, keys: keys.map(({ armored }) => armored) };
}
