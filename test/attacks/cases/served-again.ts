import assert from 'node:assert/strict';
import type { Attack } from '../attack.ts';
import { newestIn } from '../naive-crawler.ts';
import { besiege } from '../siege.ts';
import { siegeAttack } from '../siege-attack.ts';
import { describeStale } from '../told.ts';
import { sumsLine } from '../../crawler/shelf.ts';

/** A list as its publisher had it on two days; both are properly signed, so a signature tells nothing here. */
const OLDER = sumsLine('20260105');
const NEWER = sumsLine('20260105') + sumsLine('20260206');

/** An old state of a publisher is served again: everything in it was once right, and is still properly signed. */
export const servedAgain: readonly Attack[] = [
  siegeAttack({
    id: 'rollback',
    attack: 'Serves the signed list of last month in place of the one that is out now.',
    harm: 'The signature is good, so the old list becomes the record, and a build with known holes the newest one.',
    rolling: true,
    prepare: (shelf) => shelf.sign('/rolling/SUMS', NEWER, '2026-02-06T00:00:00Z'),
    act: (shelf) => shelf.sign('/rolling/SUMS', OLDER, '2026-01-05T00:00:00Z'),
    fooled(now, before) {
      assert.equal(newestIn(before), 'image-20260206-amd64.qcow2');
      assert.equal(newestIn(now), 'image-20260105-amd64.qcow2');
    },
  }),
  siegeAttack({
    id: 'page-rollback',
    attack: 'Serves the directory page of last month, on which the newest builds are not listed yet.',
    harm: 'What is missing counts as withdrawn, and an old build is offered as the newest.',
    async prepare(shelf) {
      await shelf.publish('20260105');
      await shelf.publish('20260206');
    },
    act: async (shelf) => shelf.list(['20260105']),
    fooled(now, before) {
      assert.equal(newestIn(before), '20260206');
      assert.equal(newestIn(now), '20260105');
    },
  }),
  siegeAttack({
    id: 'replaced-page',
    attack: 'Puts a page to sign in in place of the directory page, as the gate of a hotel’s network does.',
    harm: 'Nothing is listed any more, so everything on record is removed.',
    prepare: (shelf) => shelf.publish('20260105'),
    act: async (shelf) => void shelf.paths.set('/1/', '<html><body>Sign in to go on</body></html>'),
    fooled(now, before) {
      assert.deepEqual([before.size, now.size], [1, 0]);
    },
  }),
  {
    ...siegeAttack({
      id: 'freeze',
      attack: 'Goes on serving today’s state for ever, so that no newer build is ever heard of.',
      harm: 'Every check is good, and the tool says day after day that it is up to date.',
      async prepare(shelf) {
        await shelf.editSource('releases:', 'first: 9\nreleases:');
        for (const day of ['01', '08', '15', '22', '29']) await shelf.publish(`202601${day}`);
      },
      act: async () => undefined,
      fooled: (now, before) => assert.deepEqual(now, before),
    }),
    async refuse(t) {
      const siege = await besiege(t);
      await siege.editSource('releases:', 'first: 9\nreleases:');
      for (const day of ['01', '08', '15', '22', '29']) await siege.publish(`202601${day}`);
      await siege.settle({ now: new Date('2026-02-09T00:00:00Z') });
      const isStale = ({ source }: { source: string }): boolean => source === 'shelf';
      const inTime = await siege.ignore({ now: new Date('2026-02-10T00:00:00Z') });
      assert.deepEqual(inTime.stale?.filter(isStale), []);
      const late = await siege.ignore({ now: new Date('2026-03-10T00:00:00Z') });
      assert.equal(late.stale?.filter(isStale).length, 1);
      const note = 'It is no error: a publisher may rest. The site shows it too.';
      return { verdict: 'told', seen: describeStale(late, 'shelf'), note };
    },
  },
  siegeAttack({
    id: 'old-list-new-serial',
    attack: 'Puts the list of an old build, with its good signature, into the folder of a new one.',
    harm: 'The signature is good, so the old files are recorded, and installed, as the new build.',
    prepare: (shelf) => shelf.publish('20260105'),
    act: (shelf) => shelf.publish('20260301', { content: 'of last year', signedAt: '2025-12-24T12:00:00Z' }),
    fooled: (now) => assert.equal(newestIn(now), '20260301'),
  }),
];
