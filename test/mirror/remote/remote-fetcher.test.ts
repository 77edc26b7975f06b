import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { createRecordedFetcher } from '../../../core/http/recorded-fetcher.ts';
import { fetchFile } from '../../../mirror/fetch-file.ts';
import { withRemotes } from '../../../mirror/remote/remote-fetcher.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { testRemote, WITHOUT_RCLONE } from './remotes.ts';

const BYTES = Buffer.alloc(2 * 1024 * 1024, 'an image at a remote ');

test(
  'a file at a remote is fetched and proven like one of a publisher',
  { skip: WITHOUT_RCLONE },
  async (t) => {
    const remote = await testRemote(t, 'webdav');
    await remote.put('a b.iso', BYTES);
    await remote.put('wrong.iso', Buffer.alloc(BYTES.length, 'others'));
    const folder = await temporaryFolder(t);
    const fetcher = withRemotes(createRecordedFetcher(folder));
    const url = `rclone:${remote.place}/a b.iso`;
    const urls = [`rclone:${remote.place}/none.iso`, `rclone:${remote.place}/wrong.iso`, url];
    const place = join(folder, 'a.iso');
    const troubles: string[] = [];
    const wanted = { digest: digestOf(BYTES), sizeBytes: BYTES.length, urls };
    const outcome = await fetchFile(wanted, place, {
      fetcher,
      onTrouble: ({ code }) => troubles.push(code),
    });
    assert.deepEqual(outcome, { kind: 'fetched', url, sizeBytes: BYTES.length });
    assert.deepEqual(troubles, ['file-missing', 'digest-mismatch']);
    assert.deepEqual(await readFile(place), BYTES);
  },
);

test(
  'a stream of a remote goes on where it ended, while the file is the same',
  { skip: WITHOUT_RCLONE },
  async (t) => {
    const remote = await testRemote(t, 'disk');
    await remote.put('a.iso', Buffer.from('0123456789'));
    const fetcher = withRemotes(createRecordedFetcher(await temporaryFolder(t)));
    const url = `rclone:${remote.place}/a.iso`;
    const take = async (fromByte: number, validator: string) => {
      const starts: unknown[] = [];
      let text = '';
      const options = {
        resume: { fromByte, validator },
        onStart: (start: unknown) => void starts.push(start),
      };
      for await (const chunk of fetcher.stream(url, options)) text += Buffer.from(chunk).toString();
      return { text, start: starts[0] as { firstByte: number; validator: string } };
    };
    const { text, start } = await take(4, 'another file');
    assert.deepEqual([text, start.firstByte], ['0123456789', 0]);
    assert.equal((await take(4, start.validator)).text, '456789');
    assert.equal((await take(10, start.validator)).text, '');
    await writeFile(join(remote.root ?? '', 'images/a.iso'), 'changed');
    assert.equal((await take(4, start.validator)).text, 'changed');
  },
);

test('a remote written out with its secrets is none, and they are not repeated', async (t) => {
  const fetcher = withRemotes(createRecordedFetcher(await temporaryFolder(t)));
  const urls = ['rclone::s3,secret_access_key=VERYSECRET:bucket/a.iso', 'rclone:-v:a.iso', 'rclone:a'];
  for (const url of urls) {
    await assert.rejects(
      async () => {
        for await (const _ of fetcher.stream(url));
      },
      (error: Error & { code: string }) =>
        error.code === 'url-refused' && !error.message.includes('VERYSECRET'),
    );
  }
});
