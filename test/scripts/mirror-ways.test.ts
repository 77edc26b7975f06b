import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
  cutAt,
  DASH_AND_CURL,
  DASH_AND_WGET,
  digest,
  file,
  folder,
  HALF,
  HELPERS,
  IMAGE,
  inTurn,
  listing,
  OTHER,
  ranged,
  run,
  scriptOf,
  serve,
  setting,
  SETTINGS,
  stallAt,
  start,
  status,
  SUMS,
  untilFilled,
  which,
  whole,
} from './mirror-place.ts';
import type { Reply } from './mirror-place.ts';

const DASH_AND_ARIA2 = setting('dash, aria2', ['dash'], ['aria2c']);

/** As `ranged`, with a name for this version of the file, and true to `If-Range`. */
function versioned(bytes: Buffer, etag: string): Reply {
  return (request, response) => {
    response.setHeader('etag', etag);
    const asked = request.headers['if-range'];
    (asked === undefined || asked === etag ? ranged(bytes) : whole(bytes))(request, response);
  };
}

for (const here of SETTINGS.filter((setting) => setting !== DASH_AND_WGET)) {
  describe(
    `several files at once, with ${here.name}`,
    { skip: here.missing ?? false, concurrency: 2, timeout: 30_000 },
    () => {
      test('fetches so many at a time and no more, and prints whole lines', async (t) => {
        const names = Array.from({ length: 12 }, (_, index) => `${index}.img`);
        // The first answers wait for each other, so that so many are asked for at a time on any machine.
        const waiting: (() => void)[] = [];
        let [open, most] = [0, 0];
        const together: Reply = (request, response) => {
          most = Math.max(most, (open += 1));
          waiting.push(() => {
            open -= 1;
            whole(IMAGE)(request, response);
          });
          if (most >= 3) for (const answer of waiting.splice(0)) answer();
        };
        const routes = Object.fromEntries(names.map((name) => [`/${name}`, together]));
        routes['/3.img'] = status(404);
        const server = await serve(t, routes);
        const files = names.map((name) => file(IMAGE, name, [`${server.url}/${name}`]));
        const result = await run(here, files, { args: ['--jobs', '3'] });
        assert.equal(result.code, 1);
        assert.equal(most, 3);
        assert.equal(result.lines.at(-1), 'total: 12 files, 11 ok, 0 already there, 1 not good');
        const printed = result.lines
          .slice(1, -1)
          .toSorted((a, b) => Number.parseInt(a.slice(1), 10) - Number.parseInt(b.slice(1), 10));
        assert.deepEqual(
          printed,
          names.flatMap((name, index) => (index === 3 ? [] : [`[${index + 1}/12] ok    ${name}`])),
        );
        assert.match(result.stderr, /^(note: .*\n)*\[4\/12\] FAIL {2}3\.img: [^\n]*\n$/);
        assert.equal(new Set(server.asked).size, server.asked.length, 'a file was asked for twice');
        const again = await run(here, files.toSpliced(3, 1), { dir: result.dir, args: ['--jobs=2'] });
        assert.equal(again.lines.at(-1), 'total: 11 files, 0 ok, 11 already there, 0 not good');
      });

      test('a signal ends all of them, and what they have stays', async (t) => {
        const server = await serve(t, { '/a': stallAt(IMAGE, HALF), '/b': stallAt(OTHER, HALF) });
        const files = [file(IMAGE, 'a', [`${server.url}/a`]), file(OTHER, 'b', [`${server.url}/b`])];
        const dir = await folder({});
        const running = start(here, scriptOf(files), { dir, args: ['--jobs', '2'] });
        await Promise.race([
          Promise.all(['a.part', 'b.part'].map((name) => untilFilled(join(dir, name)))),
          running.result,
        ]);
        running.child.kill('SIGINT');
        const stopped = await running.result;
        assert.equal(stopped.code, 130);
        assert.deepEqual(await listing(dir), ['a.part', 'b.part']);
        assert.deepEqual(await childrenOf(dir), []);
      });
    },
  );
}

/** The command lines of processes that have to do with a folder. */
async function childrenOf(dir: string): Promise<string[]> {
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    processes.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')),
  );
  return commands.filter((command) => command.includes(dir));
}

describe('ways to fetch', { concurrency: 2, timeout: 30_000 }, () => {
  test('goes on only where the server says that it has the same file still', async (t) => {
    const server = await serve(t, {
      '/same': inTurn(
        (request, response) => {
          response.setHeader('etag', '"one"');
          cutAt(IMAGE, HALF)(request, response);
        },
        versioned(IMAGE, '"one"'),
      ),
      '/other': inTurn(
        (request, response) => {
          response.setHeader('etag', '"old"');
          cutAt(OTHER, HALF)(request, response);
        },
        versioned(IMAGE, '"new"'),
      ),
    });
    const files = ['same', 'other'].map((name) => file(IMAGE, name, [`${server.url}/${name}`]));
    const { code, stderr, dir } = await run(DASH_AND_CURL, files);
    assert.equal(code, 0, stderr);
    const asked = server.asked.map((request) => request.replace(/\d+-$/, 'N-'));
    assert.deepEqual(asked, ['/same', '/same bytes=N-', '/other', '/other bytes=N-', '/other']);
    assert.match(stderr, /the server has another file now, or cannot continue a download; starting again/);
    assert.deepEqual(await listing(dir), ['other', 'same']);
  });

  test('what was begun of another file is not gone on with', async (t) => {
    const server = await serve(t, { '/a': ranged(IMAGE) });
    const note = JSON.stringify({ url: `${server.url}/a`, validator: '"x"', digest: digest(OTHER) });
    const dir = await folder({ 'a.part': OTHER.subarray(0, HALF), 'a.part.json': note });
    const { code, stderr } = await run(DASH_AND_CURL, [file(IMAGE, 'a', [`${server.url}/a`])], { dir });
    assert.equal(code, 0, stderr);
    assert.deepEqual(server.asked, ['/a']);
    assert.deepEqual(await readdir(dir).then((names) => names.toSorted()), ['.osdex', 'a']);
  });

  test('a hostile note beside a partial file is not sent to the server', async (t) => {
    const headers: unknown[] = [];
    const server = await serve(t, {
      '/a': (request, response) => {
        headers.push(request.headers['if-range'], request.headers['x-evil']);
        ranged(IMAGE)(request, response);
      },
    });
    const url = `${server.url}/a`;
    for (const validator of ['"a\\r\\nX-Evil: 1"', '$(id)', 'W/"weak"', '"a"b"']) {
      const note = `{"url":"${url}","validator":"${validator}","digest":"${digest(IMAGE)}"}\n`;
      const dir = await folder({ 'a.part': IMAGE.subarray(0, HALF), 'a.part.json': note });
      assert.equal((await run(DASH_AND_CURL, [file(IMAGE, 'a', [url])], { dir })).code, 0);
    }
    assert.deepEqual(new Set(headers), new Set([undefined]));
  });

  test('--with chooses the tool, and says when it is not there', async (t) => {
    const server = await serve(t, { '/a': whole(IMAGE) });
    const both = setting('', ['dash'], ['curl', 'wget']);
    if (both.missing !== undefined) {
      t.skip(both.missing);
      return;
    }
    const files = [file(IMAGE, 'a', [`${server.url}/a`])];
    const { code } = await run(both, files, { args: ['--with', 'wget'] });
    assert.equal(code, 0);
    const none = await run(both, files, { args: ['--with=aria2c'] });
    assert.equal(none.code, 1);
    assert.match(none.stderr, /--with aria2c: it is not installed here/);
  });

  for (const [tool, option] of [
    ['curl', /^--limit-rate\n150000$/m],
    ['wget', /^--limit-rate=150000$/m],
    ['aria2c', /^--max-overall-download-limit=150000$/m],
  ] as const) {
    test(`--limit-rate is shared by the jobs and handed to ${tool}`, async (t) => {
      const real = which(tool);
      const here = setting('', ['dash'], [], [], [...HELPERS, ...SUMS]);
      if (real === undefined || here.missing !== undefined) {
        t.skip(here.missing ?? `${tool} is not installed`);
        return;
      }
      const log = join(here.path, 'arguments');
      const wrapper = `#!/bin/sh\nprintf '%s\\n' "$@" >>${log}\nexec ${real} "$@"\n`;
      await writeFile(join(here.path, tool), wrapper, { mode: 0o755 });
      const server = await serve(t, { '/a': whole(IMAGE) });
      const args = ['--limit-rate', '300000', '--jobs', '2'];
      const { code, stderr } = await run(here, [file(IMAGE, 'a', [`${server.url}/a`])], { args });
      assert.equal(code, 0, stderr);
      assert.match(await readFile(log, 'utf8'), option);
    });
  }
});

describe(
  'mirror.sh with aria2',
  { skip: DASH_AND_ARIA2.missing ?? false, concurrency: 4, timeout: 30_000 },
  () => {
    const here = DASH_AND_ARIA2;

    test('fetches, proves, and leaves nothing of its own beside the file', async (t) => {
      const server = await serve(t, { '/a': ranged(IMAGE), '/b': ranged(OTHER) });
      const files = [
        file(IMAGE, 'x/a', [`${server.url}/a`]),
        file(OTHER, 'b', [`${server.url}/b`], { sizeBytes: undefined, algorithm: 'sha512' }),
      ];
      const { code, stderr, dir } = await run(here, files);
      assert.equal(code, 0, stderr);
      assert.deepEqual(await readdir(dir, { recursive: true }).then((names) => names.toSorted()), [
        '.osdex',
        '.osdex/records.jsonl',
        'b',
        'x',
        'x/a',
      ]);
    });

    test('takes the next url after wrong bytes, a missing file and a server in trouble', async (t) => {
      const server = await serve(t, {
        '/wrong': whole(OTHER),
        '/busy': status(503),
        '/good': whole(IMAGE),
      });
      const urls = ['wrong', 'gone', 'busy', 'good'].map((name) => `${server.url}/${name}`);
      const { code, stderr, dir } = await run(here, [file(IMAGE, 'a', urls)], {
        env: { OSDEX_MIRROR_RETRIES: '1' },
      });
      assert.equal(code, 0, stderr);
      assert.match(stderr, /expected .*sha256:.*now trying .*\/gone/);
      assert.match(stderr, /not found \(HTTP 404\); now trying .*\/busy/);
      assert.deepEqual(await listing(dir), ['a']);
    });

    test('goes on where a cut connection stopped, and never ends with a mixture', async (t) => {
      const server = await serve(t, { '/a': inTurn(cutAt(IMAGE, HALF), ranged(IMAGE)), '/b': whole(IMAGE) });
      const dir = await folder({ 'b.part': OTHER.subarray(0, HALF) });
      const files = ['a', 'b'].map((name) => file(IMAGE, name, [`${server.url}/${name}`]));
      const { code, stderr } = await run(here, files, { dir });
      assert.equal(code, 0, stderr);
      // aria2 looks at the answer to the whole first, and then asks for what its control file says is missing.
      assert.ok(
        server.asked.some((request) => /^\/a bytes=[1-9]\d*-/.test(request)),
        String(server.asked),
      );
      assert.equal(digest(await readFile(join(dir, 'b'))), digest(IMAGE));
    });

    test('what aria2 left in part is begun anew by another tool, since it may have holes', async (t) => {
      const server = await serve(t, { '/a': ranged(IMAGE) });
      const dir = await folder({ 'a.part': Buffer.alloc(IMAGE.length - 1), 'a.part.aria2': 'pieces' });
      const { code, stderr } = await run(DASH_AND_CURL, [file(IMAGE, 'a', [`${server.url}/a`])], { dir });
      assert.equal(code, 0, stderr);
      assert.deepEqual(server.asked, ['/a']);
      assert.deepEqual(await listing(dir), ['a']);
    });

    test('a signal ends it, and the next run goes on', async (t) => {
      const server = await serve(t, { '/a': inTurn(stallAt(IMAGE, HALF), ranged(IMAGE)) });
      const files = [file(IMAGE, 'a', [`${server.url}/a`])];
      const dir = await folder({});
      const running = start(here, scriptOf(files), { dir });
      await Promise.race([untilFilled(join(dir, 'a.part')), running.result]);
      running.child.kill('SIGTERM');
      assert.equal((await running.result).code, 143);
      await writeFile(join(dir, 'kept'), '');
      const { code, stderr } = await run(here, files, { dir });
      assert.equal(code, 0, stderr);
    });
  },
);
