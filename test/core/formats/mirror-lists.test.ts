import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { load } from 'cheerio/slim';
import { load as loadYaml } from 'js-yaml';
import { writeAria2List } from '../../../core/formats/aria2-list.ts';
import { writeMetalink } from '../../../core/formats/metalink.ts';
import type { MirrorFile } from '../../../core/formats/mirror-file.ts';
import { layOut } from '../../../core/formats/mirror-layout.ts';
import { writeMirrorPlan } from '../../../core/formats/mirror-plan.ts';
import { writeRcloneList } from '../../../core/formats/rclone-list.ts';
import { writeSumsLists } from '../../../core/formats/sums-list.ts';
import { runProgram } from '../../../scripts/program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startTestServer } from '../../test-server.ts';

const BYTES = Buffer.from('an image');

function file(urls: string[], algorithm = 'sha256'): MirrorFile {
  const digest = `${algorithm}:${createHash(algorithm).update(BYTES).digest('hex')}`;
  return { digest, sizeBytes: BYTES.length, path: 'debian/13/a b,c.img'.replace(' ', '_'), urls };
}

const TWO = file(['https://a.example/x.img?a=1&b=2', 'https://b.example/x.img']);

test('sums lists are one for each algorithm, as sha256sum -c reads them', async (t) => {
  const folder = await temporaryFolder(t);
  const lists = writeSumsLists([
    { ...file([]), path: 'x.img' },
    { ...file([], 'sha512'), path: 'y.img' },
  ]);
  assert.deepEqual([...lists.keys()], ['sha256', 'sha512']);
  for (const [algorithm, text] of lists) {
    await writeFile(join(folder, algorithm === 'sha256' ? 'x.img' : 'y.img'), BYTES);
    await writeFile(join(folder, 'SUMS'), text);
    const check = () => runProgram(`${algorithm}sum`, ['-c', 'SUMS'], process.env, folder);
    assert.equal((await check()).exit, 0);
    await writeFile(join(folder, algorithm === 'sha256' ? 'x.img' : 'y.img'), 'another image');
    assert.equal((await check()).exit, 1);
  }
});

test('a list for rclone has an address and a path on each line, quoted where there is a comma', () => {
  assert.equal(
    writeRcloneList([TWO, { ...TWO, path: 'plain.img', urls: ['https://a.example/1,2.img'] }]),
    'https://a.example/x.img?a=1&b=2,"debian/13/a_b,c.img"\n"https://a.example/1,2.img",plain.img\n',
  );
});

test('a Metalink names files with size, digest and addresses, the publisher first', () => {
  const hostile = { ...TWO, path: 'a&<"b>.img', urls: [`https://a.example/'x'?a=1&b=2`] };
  const page = load(writeMetalink([TWO, hostile]), { xml: true });
  assert.equal(page('metalink').attr('xmlns'), 'urn:ietf:params:xml:ns:metalink');
  assert.deepEqual(
    page('file')
      .toArray()
      .map((one) => page(one).attr('name')),
    [TWO.path, hostile.path],
  );
  assert.equal(page('hash').first().attr('type'), 'sha-256');
  assert.equal(`sha256:${page('hash').first().text()}`, TWO.digest);
  assert.equal(page('size').first().text(), String(BYTES.length));
  assert.deepEqual(
    page('url')
      .toArray()
      .map((one) => [page(one).attr('priority'), page(one).text()]),
    [...TWO.urls.map((url, index) => [String(index + 1), url]), ['1', hostile.urls[0]]],
  );
});

test('a plan is YAML, whatever its name and selectors have in them', () => {
  const plan = {
    name: 'a "name": # with\nsigns',
    layout: 'kind' as const,
    items: [{ selector: 'product=debian&kind=installer&latest=1', keep: 1 }],
  };
  assert.deepEqual(loadYaml(writeMirrorPlan(plan)), { schema: 'osdex/mirror-plan/1', ...plan });
});

test('a layout arranges files by what they are', () => {
  const image = {
    ...{ product: 'debian', release: '13', stream: 'netinst', serial: '13.1', kind: 'installer' },
    path: 'debian-13.1.iso',
  };
  assert.deepEqual(
    (['catalog', 'product', 'kind', 'flat'] as const).map((layout) => layOut(image, layout)),
    [
      'debian/13/netinst/13.1/debian-13.1.iso',
      'debian/13/debian-13.1.iso',
      'installer/debian/debian-13.1.iso',
      'debian-13.1.iso',
    ],
  );
});

const NO_ARIA2 = spawnSync('aria2c', ['--version']).error === undefined ? false : 'aria2c is not installed';

test(
  'aria2 fetches and proves what either list says, and refuses other bytes',
  { skip: NO_ARIA2 },
  async (t) => {
    let served: string | Buffer = BYTES;
    const server = await startTestServer(t, (_, response) => response.end(served));
    const listed = [file([`${server.origin}/x.img`])];
    for (const [algorithm, write, args] of [
      ['sha256', writeAria2List, ['-i']],
      ['sha512', writeAria2List, ['-i']],
      ['sha512', writeMetalink, ['-M']],
    ] as const) {
      const files = algorithm === 'sha256' ? listed : [file([`${server.origin}/x.img`], algorithm)];
      served = BYTES;
      const good = await aria2(t, write(files), args);
      assert.equal(good.exit, 0, good.out);
      assert.deepEqual(await readFile(join(good.folder, files[0]?.path ?? '')), BYTES);
      served = 'ab imaga';
      assert.notEqual((await aria2(t, write(files), args)).exit, 0);
    }
  },
);

async function aria2(t: TestContext, list: string, args: readonly string[]) {
  const folder = await temporaryFolder(t);
  await writeFile(join(folder, 'list'), list);
  const options = ['--no-conf', '--max-tries=1', '--check-integrity=true', '--dir', folder];
  return { folder, ...(await runProgram('aria2c', [...options, ...args, join(folder, 'list')])) };
}
