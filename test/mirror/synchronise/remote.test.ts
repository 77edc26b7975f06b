import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { test } from 'node:test';
import { INCOMING } from '../../../mirror/remote/store.ts';
import { REMOTE_KINDS, testRemote, WITHOUT_RCLONE } from '../remote/remotes.ts';
import type { TestRemote } from '../remote/remotes.ts';
import { keptFiles } from '../kept-files.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { doneIn, synchroniseOnce, textsIn } from './synchronise-once.ts';

/** The images at a remote; with what osdex keeps there where that is asked for. */
async function textsAt({ files }: TestRemote, withRecords = false): Promise<Record<string, string>> {
  const all = [...(await files())].filter(([path]) => withRecords || !path.startsWith('.osdex/'));
  return Object.fromEntries(all.map(([path, bytes]) => [path, bytes.toString()]));
}

/** The remotes differ in what they know: SHA-256, nothing, MD5. */
for (const kind of REMOTE_KINDS) {
  test(
    `a repository is written to ${kind}, moved and changed there, and read back`,
    { skip: WITHOUT_RCLONE },
    async (t) => {
      const remote = await testRemote(t, kind);
      const a = await keptFiles(t);
      const { root } = a.repository;
      await a.keep('debian/a b #%&+\u00e9.iso', 'debian', { id: 'debian/13/d.iso' });
      await a.keep('u.img', 'ubuntu');
      const sent = await synchroniseOnce(root, remote.place, { mode: 'mirror' });
      assert.deepEqual([doneIn(sent).length, sent.failed, sent.sentBytes], [2, [], 12]);
      assert.deepEqual(await textsAt(remote), await textsIn(root));

      await rename(a.at('u.img'), a.at('v.img'));
      a.inventory.move('u.img', 'v.img');
      await a.keep('debian/a b #%&+\u00e9.iso', 'debian 14', { id: 'debian/14/d.iso' });
      let readBytes = 0;
      const onRead = (_: string, count: number): void => void (readBytes += count);
      const changed = await synchroniseOnce(root, remote.place, { mode: 'mirror' }, { onRead });
      assert.deepEqual(
        [doneIn(changed), changed.sentBytes, readBytes],
        [['move u.img -> v.img', 'send debian/a b #%&+\u00e9.iso'], 9, 0],
      );
      assert.deepEqual(await textsAt(remote), await textsIn(root));
      const records = await textsAt(remote, true);
      assert.equal(records['.osdex/trash/2026-08-01/debian/a b #%&+\u00e9.iso'], 'debian');
      assert.deepEqual(
        Object.keys(records).filter((path) => path.startsWith(INCOMING)),
        [],
      );

      const to = await temporaryFolder(t);
      await synchroniseOnce(remote.place, to, { mode: 'mirror' }, { onRead });
      assert.deepEqual(await textsIn(to), await textsIn(root));
      assert.equal(readBytes, 0);
      const back = await synchroniseOnce(to, root, { mode: 'merge', isDryRun: true });
      assert.deepEqual([doneIn(back), back.notes], [[], []]);
    },
  );

  test(
    `what ${kind} holds and osdex did not put there is read, and never taken away unasked`,
    { skip: WITHOUT_RCLONE },
    async (t) => {
      const remote = await testRemote(t, kind);
      const a = await keptFiles(t);
      const { root } = a.repository;
      await remote.put('there.iso', Buffer.from('there'));
      await remote.put('foreign.doc', Buffer.from('foreign'));
      await remote.put('.osdex/synchronising/leftover', Buffer.from('of nobody'));
      await a.keep('here.iso', 'there');
      await a.keep('here2.iso', 'two');
      await assert.rejects(synchroniseOnce(root, remote.place, { mode: 'mirror' }), {
        code: 'too-many-gone',
        message: /osdex kept no repository at test:.*images before: 1 file/,
      });
      const { failed } = await synchroniseOnce(root, remote.place, { mode: 'update' });
      assert.deepEqual(failed, []);
      assert.deepEqual(await textsAt(remote), {
        'there.iso': 'there',
        'here.iso': 'there',
        'here2.iso': 'two',
        'foreign.doc': 'foreign',
      });
    },
  );
}
