import assert from 'node:assert/strict';
import { stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { testRemote, WITHOUT_RCLONE } from '../remote/remotes.ts';
import { keptFiles } from '../kept-files.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { synchroniseOnce, textsIn } from './synchronise-once.ts';

test(
  'bytes that are bad at the source never come to a remote, nor from one',
  { skip: WITHOUT_RCLONE },
  async (t) => {
    const remote = await testRemote(t, 'webdav');
    const a = await keptFiles(t);
    const { root } = a.repository;
    const kept = await a.keep('rotten.iso', 'good');
    await writeFile(a.at('rotten.iso'), 'bad!');
    a.inventory.put({ ...kept, modifiedMs: (await stat(a.at('rotten.iso'))).mtimeMs });
    const { failed } = await synchroniseOnce(root, remote.place, { mode: 'update' });
    assert.deepEqual(
      failed.map(({ error }) => error.code),
      ['digest-mismatch'],
    );
    assert.deepEqual([...(await remote.files()).keys()], []);

    await a.keep('rotten.iso', 'good');
    const { failed: none } = await synchroniseOnce(root, remote.place, { mode: 'update' });
    assert.deepEqual(none, []);
    // It rots there, and the remote goes on to say that it is the same: whoever takes it sees it.
    const place = join(remote.root ?? '', 'images/rotten.iso');
    const { mtime } = await stat(place);
    await writeFile(place, 'BAD!');
    await utimes(place, mtime, mtime);
    const to = await temporaryFolder(t);
    const taken = await synchroniseOnce(remote.place, to, { mode: 'update' });
    assert.deepEqual(
      [taken.failed.map(({ error }) => error.code), await textsIn(to)],
      [['digest-mismatch'], {}],
    );
  },
);

test('a ring of moves at a remote, and names that are hostile there', { skip: WITHOUT_RCLONE }, async (t) => {
  const remote = await testRemote(t, 'disk');
  const a = await keptFiles(t);
  const { root } = a.repository;
  await a.keep('1.iso', 'one');
  await a.keep('2.iso', 'two');
  await remote.put('1.iso', Buffer.from('two'));
  await remote.put('2.iso', Buffer.from('one'));
  await remote.put('-rf \u001B[2Jevil.iso', Buffer.from('hostile'));
  await remote.put('.hidden.iso', Buffer.from('hidden'));
  const { failed, sentBytes, notes } = await synchroniseOnce(root, remote.place, { mode: 'mirror' });
  assert.deepEqual([failed, sentBytes], [[], 0]);
  const files = await remote.files();
  assert.deepEqual(
    ['1.iso', '2.iso', '.hidden.iso'].map((path) => files.get(path)?.toString()),
    ['one', 'two', 'hidden'],
  );
  assert.match(
    notes.join('\n'),
    /^"-rf [^\p{C}]*evil\.iso" of test:images is left alone: expected a relative path/u,
  );
});

test(
  'a long file is sent as fast as a remote takes it, and stopped in the middle',
  { skip: WITHOUT_RCLONE },
  async (t) => {
    const remote = await testRemote(t, 'disk');
    const a = await keptFiles(t);
    const { root } = a.repository;
    const bytes = Buffer.alloc(24 * 1024 * 1024, 'a long image ');
    await a.keep('long.iso', bytes);
    const warnings: string[] = [];
    const onWarning = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', onWarning);
    t.after(() => process.off('warning', onWarning));

    const stop = new AbortController();
    const onProgress = (done: number): void => {
      if (done > bytes.length / 2) stop.abort();
    };
    const means = { signal: stop.signal, onProgress };
    const stopped = await synchroniseOnce(root, remote.place, { mode: 'update' }, means);
    assert.deepEqual(
      stopped.failed.map(({ error }) => error.code),
      ['stopped'],
    );
    assert.equal((await remote.files()).get('long.iso'), undefined);

    const { failed, sentBytes } = await synchroniseOnce(root, remote.place, { mode: 'update' });
    assert.deepEqual([failed, sentBytes, warnings], [[], bytes.length, []]);
    assert.deepEqual((await remote.files()).get('long.iso'), bytes);
  },
);
