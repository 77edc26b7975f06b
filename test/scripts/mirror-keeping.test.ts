import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { MirrorFile } from '../../core/formats/mirror-file.ts';
import {
  DASH_AND_CURL,
  DASH_AND_WGET,
  digest,
  file,
  folder,
  IMAGE,
  lineOf,
  listing,
  OTHER,
  run,
  runProgram,
  serve,
  SETTINGS,
  status,
  whole,
  withLines,
} from './mirror-place.ts';
import type { Server } from './mirror-place.ts';

/** The image of a build: `name` of the stream `cloud` of example 1, unless it is said otherwise. */
function image(server: Server, serial: string, bytes: Buffer, name = `${serial}.img`): MirrorFile {
  const id = `example/1/cloud/${serial}/${name}`;
  return { ...file(bytes, id, [`${server.url}/${serial}/${name}`]), id, kind: 'cloud' };
}

function routesOf(serials: readonly string[], name = (serial: string) => `${serial}.img`) {
  return Object.fromEntries(serials.map((serial) => [`/${serial}/${name(serial)}`, whole(bytesOf(serial))]));
}

function bytesOf(serial: string): Buffer {
  return Buffer.from(`the image of ${serial}\n`.repeat(100));
}

const SERIALS = ['4', '3', '2', '1'];

async function records(dir: string): Promise<Record<string, string>[]> {
  const text = await readFile(join(dir, '.osdex/records.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
}

for (const here of SETTINGS.filter((setting) => setting !== DASH_AND_WGET)) {
  describe(
    `what mirror.sh keeps, with ${here.name}`,
    { skip: here.missing ?? false, concurrency: 4, timeout: 30_000 },
    () => {
      test('records each file that was fetched or failed, in lines that are only added to', async (t) => {
        const server = await serve(t, { '/2/2.img': whole(bytesOf('2')), '/1/1.img': whole(OTHER) });
        const files = [image(server, '2', bytesOf('2')), image(server, '1', IMAGE)];
        const { dir, code } = await run(here, files);
        assert.equal(code, 1);
        const [fetched, failed, ...more] = await records(dir);
        assert.match(fetched?.['time'] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.deepEqual(
          { ...fetched, time: '' },
          {
            time: '',
            event: 'fetched',
            path: files[0]?.path,
            digest: digest(bytesOf('2')),
            id: files[0]?.path,
            from: `${server.url}/2/2.img`,
            by: 'mirror.sh',
          },
        );
        assert.deepEqual([failed?.['event'], failed?.['path'], more], ['failed', files[1]?.path, []]);
        const before = await readFile(join(dir, '.osdex/records.jsonl'), 'utf8');
        await run(here, files, { dir });
        assert.ok((await readFile(join(dir, '.osdex/records.jsonl'), 'utf8')).startsWith(before));
      });

      test('keeps so many builds of a stream, and deletes what it fetched of older ones', async (t) => {
        const server = await serve(t, routesOf(SERIALS));
        const [first, second, third] = ['2', '3', '4'].map((newest) =>
          SERIALS.filter((serial) => serial <= newest).map((serial) =>
            image(server, serial, bytesOf(serial)),
          ),
        ) as [MirrorFile[], MirrorFile[], MirrorFile[]];
        const args = ['--keep', '2', '--old', 'delete'];
        const { dir } = await run(here, first, { args });
        await run(here, second, { dir, args });
        // A list of the newest build alone knows the others from the records only.
        const last = await run(here, third.slice(0, 1), { dir, args });
        assert.equal(last.code, 0, last.stderr);
        assert.ok(last.lines.includes('[old] deleted  example/1/cloud/2/2.img'), last.stdout);
        const files = (await listing(dir)).filter((name) => name.endsWith('.img'));
        assert.deepEqual(files, ['example/1/cloud/3/3.img', 'example/1/cloud/4/4.img']);
        assert.ok(!existsSync(join(dir, 'example/1/cloud/2')), 'an empty folder stays');
        assert.ok(!server.asked.includes('/1/1.img') || first.length > 1);
        const deleted = (await records(dir)).filter(({ event }) => event === 'deleted');
        assert.deepEqual(
          deleted.map(({ path }) => path),
          ['example/1/cloud/1/1.img', 'example/1/cloud/2/2.img'],
        );
      });

      test('lets nothing go before all that is newer is there, nor what it did not put there', async (t) => {
        const routes = routesOf(['2', '1']);
        const server = await serve(t, routes);
        const old = [image(server, '1', bytesOf('1')), image(server, '1', IMAGE, 'own.img')];
        const args = ['--keep', '1', '--old', 'delete'];
        const dir = await folder({
          'example/1/cloud/1/own.img': IMAGE,
          'example/1/cloud/0/other.img': IMAGE,
        });
        await run(here, old, { dir, args });
        routes['/2/2.img'] = status(404);
        const newer = [image(server, '2', bytesOf('2'))];
        const failed = await run(here, newer, { dir, args });
        assert.equal(failed.code, 1);
        assert.match(
          failed.stderr,
          /1\/1\.img is of an older build; it stays until all that is newer is there/,
        );
        assert.ok(existsSync(join(dir, 'example/1/cloud/1/1.img')));
        routes['/2/2.img'] = whole(bytesOf('2'));
        assert.equal((await run(here, newer, { dir, args })).code, 0);
        assert.deepEqual(
          (await listing(dir)).filter((name) => name.endsWith('.img')),
          ['example/1/cloud/0/other.img', 'example/1/cloud/1/own.img', 'example/1/cloud/2/2.img'],
        );
      });

      test('lets nothing go that was changed, or that a symlink or a hostile record leads to', async (t) => {
        const server = await serve(t, routesOf(['2', '1']));
        const outside = await folder({ 'a.img': IMAGE, 'cloud/1/1.img': bytesOf('1') });
        const args = ['--keep', '1', '--old', 'delete'];
        const { dir } = await run(here, [image(server, '1', bytesOf('1'))], { args });
        await writeFile(join(dir, 'example/1/cloud/1/1.img'), 'my own');
        const line = (path: string, id = 'example/1/cloud/0/a.img') =>
          `{"time":"2026-01-01T00:00:00Z","event":"fetched","path":"${path}","digest":"${digest(IMAGE)}","id":"${id}","from":"","by":"mirror.sh"}\n`;
        const hostile = [
          '../a.img',
          `${outside}/a.img`,
          'example/../../a.img',
          '$(touch pwned)',
          'a;rm -rf .',
          '-rf',
        ].map((path) => line(path));
        await symlink(outside, join(dir, 'link'));
        const log = join(dir, '.osdex/records.jsonl');
        const before = await readFile(log, 'utf8');
        await writeFile(log, before + hostile.join('') + line('link/a.img') + line('b.img', '../../x'));
        const result = await run(here, [image(server, '2', bytesOf('2'))], { dir, args });
        assert.equal(result.code, 0, result.stderr);
        assert.match(result.stderr, /1\/1\.img was changed since it was fetched .*; it stays/);
        assert.equal(await readFile(join(dir, 'example/1/cloud/1/1.img'), 'utf8'), 'my own');
        assert.deepEqual(await listing(outside), ['a.img', 'cloud', 'cloud/1', 'cloud/1/1.img']);
      });

      test('does not follow a symlink in the place of its records or of the archive', async (t) => {
        const server = await serve(t, routesOf(['2', '1']));
        const outside = await folder({});
        const records = await folder({});
        await symlink(outside, join(records, '.osdex'));
        const refused = await run(here, [image(server, '1', bytesOf('1'))], { dir: records });
        assert.equal(refused.code, 1);
        assert.match(refused.stderr, /expected a folder, found something else .*\.osdex; move it away/);
        const archive = await folder({});
        await symlink(outside, join(archive, 'example'));
        const args = ['--keep', '1', '--old', 'archive', '--archive-to', archive];
        const { dir } = await run(here, [image(server, '1', bytesOf('1'))], { args });
        const result = await run(here, [image(server, '2', bytesOf('2'))], { dir, args });
        assert.equal(result.code, 1);
        assert.match(result.stderr, /\[old\] FAIL {5}example\/1\/cloud\/1\/1\.img: expected a folder/);
        assert.ok(existsSync(join(dir, 'example/1/cloud/1/1.img')));
        assert.deepEqual(await listing(outside), []);
      });

      test('archives older builds under their names in the catalog, whichever layout they had', async (t) => {
        const server = await serve(
          t,
          routesOf(['2', '1'], () => 'os.img'),
        );
        const archive = await folder({});
        const args = ['--layout', 'product', '--keep', '1', '--old', 'archive', '--archive-to', archive];
        const { dir } = await run(here, [image(server, '1', bytesOf('1'), 'os.img')], { args });
        assert.deepEqual(await listing(dir), ['example', 'example/1', 'example/1/os.img']);
        const result = await run(here, [image(server, '2', bytesOf('2'), 'os.img')], { dir, args });
        assert.equal(result.code, 0, result.stderr);
        assert.equal(digest(await readFile(join(dir, 'example/1/os.img'))), digest(bytesOf('2')));
        const archived = join(archive, 'example/1/cloud/1/os.img');
        assert.equal(digest(await readFile(archived)), digest(bytesOf('1')));
      });

      test('a file that a newer build has too is not an older one', async (t) => {
        const server = await serve(t, { '/1/os.img': whole(IMAGE), '/2/os.img': whole(IMAGE) });
        const args = ['--layout', 'flat', '--keep', '1', '--old', 'delete'];
        const { dir } = await run(here, [image(server, '1', IMAGE, 'os.img')], { args });
        const result = await run(here, [image(server, '2', IMAGE, 'os.img')], { dir, args });
        assert.equal(result.lines.at(-1), 'total: 1 files, 0 ok, 1 already there, 0 not good');
        assert.ok(existsSync(join(dir, 'os.img')));
      });
    },
  );
}

describe('what mirror.sh chooses', { skip: DASH_AND_CURL.missing ?? false, timeout: 30_000 }, () => {
  const here = DASH_AND_CURL;
  const nowhere: Server = { url: 'https://example.org', asked: [] };
  const paths = async (files: readonly MirrorFile[], ...args: string[]) => {
    const { lines } = await run(here, files, { args: ['--list', ...args] });
    return lines.slice(0, -1).map((line) => line.trim().split(/ +/)[1]);
  };

  test('--not leaves paths out, --only of what is left', async () => {
    const files = ['x/a.img', 'x/b.iso', 'y/c.iso'].map((path) =>
      file(IMAGE, path, ['https://example.org/a']),
    );
    assert.deepEqual(await paths(files, '--not', 'y/*'), ['x/a.img', 'x/b.iso']);
    assert.deepEqual(await paths(files, '--only', '*.iso', '--not=y/*'), ['x/b.iso']);
  });

  test('--layout arranges what the list has in another way', async () => {
    const files = [
      { ...image(nowhere, '2', IMAGE, 'arm64/os.img'), path: 'somewhere/os.img' },
      image(nowhere, '1', IMAGE, 'x.iso'),
    ];
    assert.deepEqual(await paths(files), ['somewhere/os.img', 'example/1/cloud/1/x.iso']);
    const laidOut = {
      catalog: ['example/1/cloud/2/arm64/os.img', 'example/1/cloud/1/x.iso'],
      product: ['example/1/arm64/os.img', 'example/1/x.iso'],
      kind: ['cloud/example/arm64/os.img', 'cloud/example/x.iso'],
      flat: ['arm64/os.img', 'x.iso'],
    };
    for (const [layout, expected] of Object.entries(laidOut)) {
      assert.deepEqual(await paths(files, '--layout', layout), expected);
    }
  });

  test('of files that a layout gives one path the first is taken, and it says so', async () => {
    const files = ['2', '1'].map((serial) => image(nowhere, serial, bytesOf(serial), 'os.img'));
    const { lines, stderr } = await run(here, files, { args: ['--list', '--layout', 'flat'] });
    assert.deepEqual(
      lines[0],
      `           1600  os.img  https://example.org/2/os.img`.replace('1600', String(bytesOf('2').length)),
    );
    assert.equal(lines.length, 2);
    assert.match(stderr, /several files would be os\.img, and the first is taken/);
  });

  test('--keep takes the newest builds of each stream', async () => {
    const files = SERIALS.map((serial) => image(nowhere, serial, bytesOf(serial)));
    const other = { ...image(nowhere, '1', IMAGE), id: 'example/1/cloud-minimal/1/1.img', path: 'm.img' };
    assert.deepEqual(await paths([...files, other], '--keep', '2'), [
      'example/1/cloud/4/4.img',
      'example/1/cloud/3/3.img',
      'm.img',
    ]);
  });

  test('a list that does not say what its files are keeps its layout, and cannot be told to keep builds', async () => {
    const script = withLines([lineOf(file(IMAGE, 'a.img', ['https://example.org/a']))]);
    assert.equal((await runProgram(here, script, { args: ['--list'] })).code, 0);
    for (const args of [
      ['--layout', 'flat'],
      ['--keep', '1'],
    ]) {
      const { code, stderr } = await runProgram(here, script, { args: ['--list', ...args] });
      assert.equal(code, 2);
      assert.match(stderr, /this list does not say which build a file is of/);
    }
  });

  test('refuses facts, evidence and keys that are not plain, before any request', async (t) => {
    const server = await serve(t, { '/a': whole(IMAGE) });
    const [sum, url] = [`${digest(IMAGE)} ${IMAGE.length} a.img`, `${server.url}/a`];
    const key = 'A'.repeat(40);
    const lines = [
      `${sum} kind=cloud ${url}`,
      `${sum} kind=Cloud id=p/r/s/b/a ${url}`,
      `${sum} kind= id=p/r/s/b/a ${url}`,
      `${sum} kind=cloud id=../r/s/b/a ${url}`,
      `${sum} kind=cloud id=p/r/s/a ${url}`,
      `${sum} id=p/r/s/b/a.part ${url}`,
      `${sum} sums=x ${url}`,
      `${sum} sums=01 ${url}`,
      `${sum} color=red ${url}`,
      `${sum} kind=cloud`,
      `sums:x ${key} ${url} -`,
      `sums:1 ${key.slice(1)} ${url} -`,
      `sums:1 ${key} - -`,
      `sums:1 ${key} ${url}`,
      `sums:1 ${key} http://example.org/a -`,
      `key:${key.toLowerCase()} ${url}`,
      `key:${key} ${url} ${url}`,
      `key:${key} -`,
    ];
    for (const line of lines) {
      const result = await runProgram(here, withLines([`${sum} ${url}`, line]));
      assert.equal(result.code, 2, line);
      assert.match(result.stderr, /line 3 of the list is not plain/, line);
    }
    assert.deepEqual(server.asked, []);
  });

  test('what belongs together is asked for together', async () => {
    const files = [image(nowhere, '1', IMAGE)];
    const wrong: [RegExp, ...string[]][] = [
      [/--old delete: expected --keep N/, '--old', 'delete'],
      [/--old archive: expected --archive-to DIR/, '--keep', '1', '--old', 'archive'],
      [/--archive-to: expected --old archive/, '--archive-to', 'x'],
      [/--layout: expected one of catalog product kind flat/, '--layout', 'heap'],
      [/--keep: expected a number, 1 to 999/, '--keep', '0'],
      [/--jobs: expected a number, 1 to 16/, '--jobs=17'],
      [/--with: expected one of curl wget aria2c/, '--with', 'ftp'],
      [/--limit-rate: expected a number/, '--limit-rate', '1M'],
      [/--keyring: expected a file, found none/, '--keyring', 'nowhere.gpg'],
      [/choose one of --require-signature and/, '--require-signature', '--no-signature'],
    ];
    for (const [sentence, ...args] of wrong) {
      const { code, stderr } = await run(here, files, { args });
      assert.equal(code, 2, String(args));
      assert.match(stderr, sentence);
    }
  });
});
