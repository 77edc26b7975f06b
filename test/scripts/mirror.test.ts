import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync } from 'node:fs';
import { lstat, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { writeMirrorScript } from '../../core/formats/mirror-script.ts';
import {
  ABOUT,
  cutAt,
  DASH_AND_CURL,
  DASH_AND_WGET,
  digest,
  endlessly,
  file,
  folder,
  HALF,
  HELPERS,
  hostileLines,
  IMAGE,
  inTurn,
  lineOf,
  listing,
  makeCertificate,
  OTHER,
  PROGRAM,
  ranged,
  redirect,
  run,
  runProgram,
  SCRATCH,
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
  withLines,
} from './mirror-place.ts';
import type { Reply } from './mirror-place.ts';

for (const here of SETTINGS) {
  describe(
    `mirror.sh with ${here.name}`,
    { skip: here.missing ?? false, concurrency: 4, timeout: 30_000 },
    () => {
      test('fetches what is missing and asks for nothing when all is there and good', async (t) => {
        const server = await serve(t, { '/a.img': whole(IMAGE), '/b.iso': whole(OTHER) });
        const files = [
          file(IMAGE, 'ubuntu/24.04/a.img', [`${server.url}/a.img`]),
          file(OTHER, 'b.iso', [`${server.url}/b.iso`], { sizeBytes: undefined, algorithm: 'sha512' }),
        ];
        const first = await run(here, files);
        assert.deepEqual(first.lines.slice(1), [
          '[1/2] ok    ubuntu/24.04/a.img',
          '[2/2] ok    b.iso',
          'total: 2 files, 2 ok, 0 already there, 0 not good',
        ]);
        assert.equal(first.code, 0);
        assert.equal(digest(await readFile(join(first.dir, 'ubuntu/24.04/a.img'))), digest(IMAGE));
        assert.deepEqual(await listing(first.dir), ['b.iso', 'ubuntu', 'ubuntu/24.04', 'ubuntu/24.04/a.img']);

        server.asked.length = 0;
        const second = await run(here, files, { dir: first.dir });
        assert.deepEqual(second.lines.slice(1), [
          '[1/2] have  ubuntu/24.04/a.img',
          '[2/2] have  b.iso',
          'total: 2 files, 0 ok, 2 already there, 0 not good',
        ]);
        assert.deepEqual([second.code, server.asked], [0, []]);
      });

      test('runs when it arrives on standard input', async (t) => {
        const server = await serve(t, { '/a.img': whole(IMAGE), '/b.img': whole(OTHER) });
        const files = [
          file(IMAGE, 'a.img', [`${server.url}/a.img`]),
          file(OTHER, 'b.img', [`${server.url}/b.img`]),
        ];
        const result = await run(here, files, { onStdin: true });
        assert.equal(result.code, 0, result.stderr);
        assert.deepEqual(await listing(result.dir), ['a.img', 'b.img']);
      });

      test('goes on where a cut connection stopped', async (t) => {
        const server = await serve(t, { '/a.img': inTurn(cutAt(IMAGE, HALF), ranged(IMAGE)) });
        const result = await run(here, [file(IMAGE, 'a.img', [`${server.url}/a.img`])]);
        assert.equal(result.code, 0, result.stderr);
        assert.equal(digest(await readFile(join(result.dir, 'a.img'))), digest(IMAGE));
        const [first, second] = server.asked;
        assert.deepEqual([first, server.asked.length], ['/a.img', 2]);
        assert.match(second ?? '', /^\/a\.img bytes=[1-9]\d*-$/);
      });

      test('keeps the partial file when a url stays down, and the next run goes on from it', async (t) => {
        const server = await serve(t, {
          '/a.img': inTurn(cutAt(IMAGE, HALF), cutAt(IMAGE, 0), ranged(IMAGE)),
        });
        const files = [file(IMAGE, 'a.img', [`${server.url}/a.img`])];
        const first = await run(here, files, { env: { OSDEX_MIRROR_RETRIES: '2' } });
        assert.equal(first.code, 1);
        assert.match(first.stderr, /\[1\/1\] FAIL {2}a\.img: .*cut .*Run the same command again/);
        assert.deepEqual(await listing(first.dir), ['a.img.part']);
        const second = await run(here, files, { dir: first.dir });
        assert.equal(second.code, 0, second.stderr);
        assert.match(server.asked.at(-1) ?? '', /bytes=[1-9]\d*-$/);
        assert.equal(digest(await readFile(join(first.dir, 'a.img'))), digest(IMAGE));
      });

      test('never ends with a mixture when the server ignores the range that was asked for', async (t) => {
        const server = await serve(t, { '/a.img': whole(IMAGE) });
        const dir = await folder({ 'a.img.part': OTHER.subarray(0, HALF) });
        const result = await run(here, [file(IMAGE, 'a.img', [`${server.url}/a.img`])], { dir });
        assert.equal(result.code, 0, result.stderr);
        assert.equal(digest(await readFile(join(dir, 'a.img'))), digest(IMAGE));
        assert.equal(server.asked[0], `/a.img bytes=${HALF}-`);
        assert.ok(server.asked.length <= 2);
      });

      test('starts again from zero, once, when a continued download has the wrong digest', async (t) => {
        const server = await serve(t, { '/a.img': ranged(IMAGE) });
        const dir = await folder({ 'a.img.part': OTHER.subarray(0, HALF) });
        const result = await run(here, [file(IMAGE, 'a.img', [`${server.url}/a.img`])], { dir });
        assert.equal(result.code, 0, result.stderr);
        assert.equal(digest(await readFile(join(dir, 'a.img'))), digest(IMAGE));
        assert.deepEqual(server.asked, [`/a.img bytes=${HALF}-`, '/a.img']);
      });

      test('takes the next url when the first serves other bytes, fails, or is missing', async (t) => {
        const server = await serve(t, {
          '/other.img': whole(OTHER),
          '/short.img': whole(IMAGE.subarray(0, HALF)),
          '/denied.img': status(403),
          '/good.img': whole(IMAGE),
        });
        const urls = ['other', 'short', 'gone', 'denied', 'good'].map((name) => `${server.url}/${name}.img`);
        const result = await run(here, [file(IMAGE, 'a.img', urls)]);
        assert.equal(result.code, 0, result.stderr);
        assert.deepEqual(server.asked, ['/other.img', '/short.img', '/gone.img', '/denied.img', '/good.img']);
        assert.equal(digest(await readFile(join(result.dir, 'a.img'))), digest(IMAGE));
        assert.match(result.stderr, new RegExp(`expected ${digest(IMAGE)}, found ${digest(OTHER)}`));
        assert.match(result.stderr, /expected 200000 bytes, found 100000/);
        assert.match(result.stderr, /not found \(HTTP 404\)/);
        assert.match(result.stderr, /refuses \(HTTP 403\)/);
      });

      test('says expected, found and where when no url has the file, and leaves nothing behind', async (t) => {
        const server = await serve(t, { '/a.img': whole(OTHER) });
        const files = [
          file(IMAGE, 'a.img', [`${server.url}/a.img`, `${server.url}/gone`]),
          file(OTHER, 'b.img', [`${server.url}/a.img`]),
        ];
        const result = await run(here, files);
        assert.equal(result.code, 1);
        assert.match(
          result.stderr,
          new RegExp(
            `\\[1/2\\] FAIL {2}a\\.img: ${server.url}/a\\.img: expected ${digest(IMAGE)}, found ${digest(OTHER)}; ` +
              `${server.url}/gone: not found \\(HTTP 404\\)\\. The list may be old`,
          ),
        );
        assert.equal(result.lines.at(-1), 'total: 2 files, 1 ok, 0 already there, 1 not good');
        assert.deepEqual(await listing(result.dir), ['b.img']);
      });

      test('tries again after a server in trouble', async (t) => {
        const server = await serve(t, { '/a.img': inTurn(status(503), status(429), whole(IMAGE)) });
        const result = await run(here, [file(IMAGE, 'a.img', [`${server.url}/a.img`])]);
        assert.equal(result.code, 0, result.stderr);
        assert.equal(server.asked.length, 3);
        assert.match(result.stderr, /in trouble \(HTTP 503\); try 2 of 3/);
      });

      test('stops an endless body soon after the size that was promised', async (t) => {
        const endless = endlessly();
        const server = await serve(t, { '/endless.img': endless.reply, '/good.img': whole(IMAGE) });
        const urls = [`${server.url}/endless.img`, `${server.url}/good.img`];
        const result = await run(here, [file(IMAGE, 'a.img', urls)]);
        assert.equal(result.code, 0, result.stderr);
        assert.equal(digest(await readFile(join(result.dir, 'a.img'))), digest(IMAGE));
        assert.match(result.stderr, /^note: a\.img: expected 200000 bytes, found more, and stopped there;/m);
        assert.doesNotMatch(result.stderr, /^(?!note: )./m, 'the shell reports the signal');
        assert.ok(endless.sentBytes() < 20_000_000, `${endless.sentBytes()} bytes were sent`);
      });

      test('replaces a wrong file only when the good one is proven', async (t) => {
        const server = await serve(t, { '/bad.img': whole(OTHER), '/good.img': whole(IMAGE) });
        const dir = await folder({ 'a.img': 'old' });
        const failed = await run(here, [file(IMAGE, 'a.img', [`${server.url}/bad.img`])], { dir });
        assert.equal(failed.code, 1);
        assert.match(failed.stderr, /a\.img is there but wrong \(expected 200000 bytes, found 3\); it stays/);
        assert.equal(await readFile(join(dir, 'a.img'), 'utf8'), 'old');
        const replaced = await run(here, [file(IMAGE, 'a.img', [`${server.url}/good.img`])], { dir });
        assert.equal(replaced.code, 0, replaced.stderr);
        assert.equal(digest(await readFile(join(dir, 'a.img'))), digest(IMAGE));
      });

      test('a file of the right size and the wrong digest counts as wrong', async (t) => {
        const server = await serve(t, { '/a.img': whole(IMAGE) });
        const dir = await folder({ 'a.img': OTHER });
        const result = await run(here, [file(IMAGE, 'a.img', [`${server.url}/a.img`])], { dir });
        assert.equal(result.code, 0, result.stderr);
        assert.equal(digest(await readFile(join(dir, 'a.img'))), digest(IMAGE));
      });

      test('a complete partial file is proven and takes its place without a request', async (t) => {
        const server = await serve(t, {});
        const dir = await folder({ 'a.img.part': IMAGE, 'b.img.part': OTHER });
        const files = [
          file(IMAGE, 'a.img', [`${server.url}/a.img`]),
          file(OTHER, 'b.img', [`${server.url}/b.img`], { sizeBytes: undefined }),
        ];
        const result = await run(here, files, { dir });
        assert.deepEqual([result.code, server.asked], [0, []], result.stderr);
        assert.deepEqual(await listing(dir), ['a.img', 'b.img']);
      });

      test('follows no symlink out of its folder', async (t) => {
        const server = await serve(t, { '/a.img': whole(IMAGE) });
        const outside = await folder({ 'kept.img': 'kept', 'kept.part': 'kept' });
        const dir = await folder({});
        await symlink(outside, join(dir, 'folder'));
        await symlink(join(outside, 'kept.img'), join(dir, 'file.img'));
        await symlink(join(outside, 'kept.part'), join(dir, 'partial.img.part'));
        await mkdir(join(dir, 'taken.img'));
        const paths = ['folder/a.img', 'file.img', 'partial.img', 'taken.img', 'good.img'];
        const result = await run(
          here,
          paths.map((path) => file(IMAGE, path, [`${server.url}/a.img`])),
          { dir },
        );
        assert.equal(result.code, 1);
        assert.match(
          result.stderr,
          /\[1\/5\] FAIL {2}folder\/a\.img: expected a folder, found .*symlink.* move it away/,
        );
        assert.match(
          result.stderr,
          /\[2\/5\] FAIL {2}file\.img: expected a plain file, .* at .*\/file\.img; move/,
        );
        assert.match(
          result.stderr,
          /\[3\/5\] FAIL {2}partial\.img: expected a plain file, .* at .*partial\.img\.part;/,
        );
        assert.match(result.stderr, /\[4\/5\] FAIL {2}taken\.img: expected a plain file/);
        assert.deepEqual(await listing(outside), ['kept.img', 'kept.part']);
        assert.equal(await readFile(join(outside, 'kept.img'), 'utf8'), 'kept');
        assert.equal(await readFile(join(outside, 'kept.part'), 'utf8'), 'kept');
        assert.ok((await lstat(join(dir, 'file.img'))).isSymbolicLink());
        assert.deepEqual(server.asked, ['/a.img']);
      });

      test('refuses a whole list for one line that is not plain, before any request', async (t) => {
        const server = await serve(t, { '/a.img': whole(IMAGE) });
        const good = lineOf(file(IMAGE, 'good.img', [`${server.url}/a.img`]));
        const lines = hostileLines(server.url);
        const results = await Promise.all(
          lines.map((line) => runProgram(here, withLines([good, line, good.replace('good', 'last')]))),
        );
        for (const [index, result] of results.entries()) {
          const name = JSON.stringify(lines[index]);
          assert.equal(result.code, 2, `${name}: ${result.stdout}${result.stderr}`);
          assert.match(result.stderr, /^osdex mirror: line 3 of the list is not plain: [ -~]*\n$/, name);
          assert.deepEqual(await listing(result.dir), [], name);
        }
        assert.deepEqual(server.asked, []);
      });

      test('an interrupted run says so, keeps the partial file, and the next run goes on from it', async (t) => {
        const server = await serve(t, { '/a.img': inTurn(stallAt(IMAGE, HALF), ranged(IMAGE)) });
        const files = [file(IMAGE, 'a.img', [`${server.url}/a.img`])];
        const dir = await folder({});
        const running = start(here, scriptOf(files), { dir });
        await Promise.race([untilFilled(join(dir, 'a.img.part')), running.result]);
        running.child.kill('SIGINT');
        const stopped = await running.result;
        assert.equal(stopped.code, 130);
        assert.doesNotMatch(stopped.stderr, /terminated/i);
        assert.match(
          stopped.stderr,
          /stopped; partial downloads stay as \*\.part\. Run the same command again/,
        );
        assert.deepEqual(await listing(dir), ['a.img.part']);
        const { size } = await stat(join(dir, 'a.img.part'));
        const resumed = await run(here, files, { dir });
        assert.equal(resumed.code, 0, resumed.stderr);
        assert.deepEqual(server.asked, ['/a.img', `/a.img bytes=${size}-`]);
        assert.equal(digest(await readFile(join(dir, 'a.img'))), digest(IMAGE));
      });

      test('a second copy on the same folder says so and does nothing', async (t) => {
        const server = await serve(t, { '/a.img': stallAt(IMAGE, HALF), '/b.img': whole(OTHER) });
        const dir = await folder({});
        const running = start(here, scriptOf([file(IMAGE, 'a.img', [`${server.url}/a.img`])]), { dir });
        await Promise.race([untilFilled(join(dir, 'a.img.part')), running.result]);
        const second = await run(here, [file(OTHER, 'b.img', [`${server.url}/b.img`])], { dir });
        assert.equal(second.code, 1);
        assert.match(
          second.stderr,
          new RegExp(`another copy is at work in .* \\(process ${running.child.pid} on`),
        );
        running.child.kill('SIGTERM');
        assert.equal((await running.result).code, 143);
        assert.deepEqual(server.asked, ['/a.img']);
        assert.deepEqual(await listing(dir), ['a.img.part']);
      });

      test('takes over the lock of a dead process, and of nobody else', async (t) => {
        const server = await serve(t, { '/a.img': whole(IMAGE) });
        const files = [file(IMAGE, 'a.img', [`${server.url}/a.img`])];
        const dead = spawn('true');
        await once(dead, 'close');
        const lockedBy = (pid: string) => folder({ '.osdex-mirror.lock/pid': pid });
        const stale = await run(here, files, { dir: await lockedBy(`${dead.pid} ${hostname()}\n`) });
        assert.equal(stale.code, 0, stale.stderr);
        assert.match(stale.stderr, new RegExp(`process ${dead.pid} left its lock behind; taking over`));
        assert.deepEqual(await listing(stale.dir), ['a.img']);
        for (const held of [`${process.pid} ${hostname()}\n`, `${dead.pid} another-machine\n`, '', 'x\n']) {
          const result = await run(here, files, { dir: await lockedBy(held) });
          assert.equal(result.code, 1, held);
          assert.match(
            result.stderr,
            /another copy is at work in .* if there is none, remove .*\.osdex-mirror\.lock/,
          );
          assert.equal(await readFile(join(result.dir, '.osdex-mirror.lock/pid'), 'utf8'), held);
        }
        const unsigned = await run(here, files, { dir: await folder({ '.osdex-mirror.lock/empty': '' }) });
        assert.equal(unsigned.code, 1);
        assert.match(
          unsigned.stderr,
          /^(note: .*\n)?osdex mirror: another copy is at work in .*process unknown.*\n$/,
        );
      });

      test('--check asks for nothing and fails for what is missing or wrong', async (t) => {
        const server = await serve(t, { '/a.img': whole(IMAGE) });
        const dir = await folder({ 'good.img': IMAGE, 'wrong.img': OTHER, 'short.img': 'short' });
        const paths = ['good.img', 'wrong.img', 'short.img', 'missing.img'];
        const files = paths.map((path) => file(IMAGE, path, [`${server.url}/a.img`]));
        const result = await run(here, files, { dir, args: ['--check'] });
        assert.equal(result.code, 1);
        assert.deepEqual(result.lines, [
          '[1/4] ok    good.img',
          'total: 4 files, 1 ok, 0 already there, 3 not good',
        ]);
        assert.match(
          result.stderr,
          new RegExp(`FAIL {2}wrong\\.img: expected ${digest(IMAGE)}, found ${digest(OTHER)}`),
        );
        assert.match(result.stderr, /FAIL {2}short\.img: expected 200000 bytes, found 5\./);
        assert.match(result.stderr, /FAIL {2}missing\.img: missing/);
        const good = await run(here, files.slice(0, 1), { dir, args: ['--check'] });
        assert.equal(good.code, 0);
        assert.deepEqual(server.asked, []);
        assert.deepEqual(await listing(dir), ['good.img', 'short.img', 'wrong.img']);
      });
    },
  );
}

describe('mirror.sh', { skip: DASH_AND_CURL.missing ?? false, concurrency: 4, timeout: 30_000 }, () => {
  const here = DASH_AND_CURL;

  test('a server that announces more bytes than promised is not listened to', async (t) => {
    const server = await serve(t, { '/a.img': whole(Buffer.concat([IMAGE, OTHER])) });
    const result = await run(here, [file(IMAGE, 'a.img', [`${server.url}/a.img`])]);
    assert.equal(result.code, 1);
    assert.match(result.stderr, /expected 200000 bytes, the server announces more/);
    assert.deepEqual(await listing(result.dir), []);
  });

  test('a size that the list has wrong is never good', async (t) => {
    const server = await serve(t, { '/a.img': whole(IMAGE) });
    const files = [IMAGE.length - 1, IMAGE.length + 1].map((sizeBytes) =>
      file(IMAGE, `${sizeBytes}.img`, [`${server.url}/a.img`], { sizeBytes }),
    );
    const result = await run(here, files);
    assert.equal(result.code, 1);
    assert.equal(result.lines.at(-1), 'total: 2 files, 0 ok, 0 already there, 2 not good');
    assert.deepEqual(await listing(result.dir), []);
  });

  test('a url is asked from zero only once, however its continued bytes are wrong', async (t) => {
    const server = await serve(t, { '/a.img': ranged(OTHER) });
    const dir = await folder({ 'a.img.part': IMAGE.subarray(0, HALF) });
    const result = await run(here, [file(IMAGE, 'a.img', [`${server.url}/a.img`])], { dir });
    assert.equal(result.code, 1);
    assert.deepEqual(server.asked, [`/a.img bytes=${HALF}-`, '/a.img']);
    assert.deepEqual(await listing(dir), []);
  });

  test('a url that cuts every answer and cannot continue one is left after one fresh start', async (t) => {
    const server = await serve(t, { '/a.img': cutAt(IMAGE, HALF) });
    const files = [file(IMAGE, 'a.img', [`${server.url}/a.img`])];
    const result = await run(here, files, { env: { OSDEX_MIRROR_RETRIES: '9' } });
    assert.equal(result.code, 1);
    const asked = server.asked.map((request) => request.replace(/\d+-$/, 'N-'));
    assert.deepEqual(asked, ['/a.img', '/a.img bytes=N-', '/a.img', '/a.img bytes=N-']);
  });

  test('an empty file is fetched and proven like any other', async (t) => {
    const server = await serve(t, { '/empty': whole(Buffer.alloc(0)) });
    const result = await run(here, [file(Buffer.alloc(0), 'empty', [`${server.url}/empty`])]);
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(await listing(result.dir), ['empty']);
  });

  test('--list prints sizes, paths and urls, and touches nothing', async (t) => {
    const server = await serve(t, { '/a.img': whole(IMAGE) });
    const files = [
      file(IMAGE, 'a.img', [`${server.url}/a.img`, `${server.url}/b.img`]),
      file(IMAGE, 'b.img', [`${server.url}/b.img`], { sizeBytes: undefined }),
    ];
    const dir = join(SCRATCH, 'never-made');
    const result = await run(here, files, { dir, args: ['--list'] });
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(result.lines, [
      `         200000  a.img  ${server.url}/a.img`,
      `              -  b.img  ${server.url}/b.img`,
      'total: 2 files, 200000 bytes, 1 of unknown size',
    ]);
    assert.deepEqual([server.asked, existsSync(dir)], [[], false]);
  });

  test('--only takes the paths that match any of its patterns', async (t) => {
    const server = await serve(t, { '/a': whole(IMAGE) });
    const files = ['x/a.img', 'x/b.iso', 'y/c.raw'].map((path) => file(IMAGE, path, [`${server.url}/a`]));
    const result = await run(here, files, { args: ['--only', '*.iso', '--only=y/*'] });
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(await listing(result.dir), ['x', 'x/b.iso', 'y', 'y/c.raw']);
    const none = await run(here, files, { args: ['--only', '*.qcow2'] });
    assert.equal(none.code, 2);
    assert.match(none.stderr, /--only and --not leave nothing of the list/);
  });

  test('--mirror tries the rewritten url first and the list after it', async (t) => {
    const near = await serve(t, { '/copy/a.img': whole(IMAGE), '/copy/b.img': whole(OTHER) });
    const far = await serve(t, {
      '/a.img': whole(IMAGE),
      '/b.img': whole(IMAGE),
      '/pub/c.img': whole(IMAGE),
    });
    const files = ['a.img', 'b.img', 'pub/c.img'].map((path) => file(IMAGE, path, [`${far.url}/${path}`]));
    const args = ['--mirror', `${far.url}/=${near.url}/copy/`];
    const result = await run(here, files, { args });
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(near.asked, ['/copy/a.img', '/copy/b.img', '/copy/pub/c.img']);
    assert.deepEqual(far.asked, ['/b.img', '/pub/c.img']);
  });

  test('--quiet prints what is not good and nothing else', async (t) => {
    const server = await serve(t, { '/a.img': whole(IMAGE) });
    const good = file(IMAGE, 'a.img', [`${server.url}/gone`, `${server.url}/a.img`]);
    const result = await run(here, [good, file(IMAGE, 'b.img', [`${server.url}/gone`])], {
      args: ['--quiet'],
    });
    assert.equal(result.code, 1);
    assert.equal(result.stdout, '');
    assert.match(result.stderr, /^\[2\/2\] FAIL {2}b\.img: .*\n$/);
  });

  test('wrong use is answered with exit code 2 and a sentence', async () => {
    const script = scriptOf([file(IMAGE, 'a.img', ['https://example.org/a.img'])]);
    const wrong: Record<string, [args: string[], env?: Record<string, string>]> = {
      'an unknown option': [['--fast']],
      'a word that is no option': [['a.img']],
      'no folder': [['--to']],
      'an empty folder': [['--to=']],
      'a pattern with a space': [['--only', 'a b']],
      'a value where none belongs': [['--quiet=yes']],
      'both --list and --check': [['--list', '--check']],
      'a mirror without =': [['--mirror', 'https://a.org/']],
      'a mirror without slashes': [['--mirror', 'https://a.org=https://b.org']],
      'a mirror that is not plain': [['--mirror', "https://a.org/'/=https://b.org/"]],
      'a mirror over plain http': [['--mirror', 'https://a.org/=http://b.org/']],
      'no tries': [[], { OSDEX_MIRROR_RETRIES: '0' }],
      'tries in words': [[], { OSDEX_MIRROR_RETRIES: 'three' }],
    };
    for (const [name, [args, env = {}]] of Object.entries(wrong)) {
      const result = await runProgram(here, script, { args, env });
      assert.equal(result.code, 2, name);
      assert.match(result.stderr, /^osdex mirror: [^\n]{10,}\n$/, name);
      assert.equal(result.stdout, '', name);
    }
  });

  test('--help and --version answer and do nothing', async () => {
    const script = scriptOf([file(IMAGE, 'a.img', ['https://example.org/a.img'])]);
    const help = await runProgram(here, script, { args: ['--help'] });
    assert.equal(help.code, 0);
    for (const word of [
      '--to',
      '--list',
      '--check',
      '--mirror',
      '--only',
      '--quiet',
      'OSDEX_MIRROR_RETRIES',
    ]) {
      assert.ok(help.stdout.includes(word), word);
    }
    const version = await runProgram(here, script, { args: ['--version'] });
    assert.deepEqual(
      [version.code, version.stdout],
      [0, 'osdex mirror 2: Test images (noble), revision 0123abc\n'],
    );
  });

  test('the program of the repository has no list and says so', async () => {
    const result = await runProgram(here, PROGRAM);
    assert.equal(result.code, 2);
    assert.match(result.stderr, /the list is empty/);
  });

  test('a path that is listed twice is refused', async (t) => {
    const server = await serve(t, { '/a.img': whole(IMAGE) });
    const line = lineOf(file(IMAGE, 'a.img', [`${server.url}/a.img`]));
    const result = await runProgram(here, withLines([line, line]));
    assert.deepEqual([result.code, server.asked], [2, []]);
    assert.match(result.stderr, /the list names a\.img twice/);
  });

  test('a copy that was cut off on its way does nothing', async (t) => {
    const server = await serve(t, { '/a.img': whole(IMAGE) });
    const script = scriptOf([file(IMAGE, 'a.img', [`${server.url}/a.img`])]);
    const lineEnds = [...script.matchAll(/\n/g)]
      .map((match) => match.index)
      .filter((_, index) => index % 16 === 0);
    const lastLine = script.trimEnd().lastIndexOf('\n') + 1;
    const cuts = [
      ...lineEnds,
      ...Array.from({ length: script.length - 2 - lastLine }, (_, index) => lastLine + index),
    ];
    const results = await Promise.all(
      cuts.map((cut) => runProgram(here, script.slice(0, cut), { onStdin: true })),
    );
    for (const [index, result] of results.entries()) {
      assert.deepEqual([result.stdout, await listing(result.dir)], ['', []], `cut at ${cuts[index]}`);
    }
    assert.deepEqual(server.asked, []);
  });

  test('an update of the list replaces the old one in the same program text', () => {
    const first = scriptOf([file(IMAGE, 'a.img', ['https://example.org/a.img'])]);
    const files = [file(OTHER, 'b.img', ['https://example.org/b.img'])];
    assert.equal(writeMirrorScript(first, files, ABOUT), scriptOf(files));
  });

  for (const [tool, algorithms] of [
    ['shasum', ['sha256', 'sha384', 'sha512']],
    ['openssl', ['sha256', 'sha384', 'sha512']],
  ] as const) {
    test(`proves with ${tool} where there is no sha256sum`, async (t) => {
      const without = setting('', ['dash'], ['curl', tool], [], HELPERS);
      if (without.missing !== undefined) {
        t.skip(without.missing);
        return;
      }
      const server = await serve(t, { '/a': whole(IMAGE), '/b': whole(OTHER) });
      const files = algorithms.map((algorithm) =>
        file(IMAGE, `${algorithm}.img`, [`${server.url}/a`], { algorithm }),
      );
      const result = await run(without, [...files, file(IMAGE, 'wrong.img', [`${server.url}/b`])]);
      assert.equal(result.lines.at(-1), 'total: 4 files, 3 ok, 0 already there, 1 not good', result.stderr);
    });
  }

  test('says what to install when nothing can download, or nothing can prove', async () => {
    const files = [file(IMAGE, 'a.img', ['https://example.org/a.img'])];
    const mute = await run(setting('', ['dash'], [], [], [...HELPERS, ...SUMS]), files);
    assert.equal(mute.code, 1);
    assert.match(mute.stderr, /found neither curl nor wget nor aria2c; install one of them/);
    const blind = await run(setting('', ['dash'], ['curl'], [], HELPERS), files);
    assert.equal(blind.code, 1);
    assert.match(blind.stderr, /nothing here computes SHA-256; install sha256sum, shasum or openssl/);
  });

  test('a file that the disk has no room for is not begun', async (t) => {
    const server = await serve(t, { '/a.img': whole(IMAGE) });
    const files = [file(IMAGE, 'a.img', [`${server.url}/a.img`], { sizeBytes: 900_000_000_000_000 })];
    const result = await run(here, files);
    assert.deepEqual([result.code, server.asked], [1, []]);
    assert.match(result.stderr, /expected 878906250000 KiB of free space in .*, found \d+\. Make room/);
    assert.deepEqual(await listing(result.dir), []);
  });

  test('a disk that fills up stops the file, not the run, and keeps no other url busy', async () => {
    const full = setting('', ['dash'], [], [], [...HELPERS, ...SUMS]);
    const failing = '#!/bin/sh\necho "curl: (23) Failure writing output" >&2\nexit 23\n';
    await writeFile(join(full.path, 'curl'), failing, { mode: 0o755 });
    const urls = ['https://one.example/a.img', 'https://two.example/a.img'];
    const result = await run(full, [file(IMAGE, 'a.img', urls), file(IMAGE, 'b.img', urls)]);
    assert.equal(result.code, 1);
    assert.match(
      result.stderr,
      /FAIL {2}a\.img: https:\/\/one\.example\/a\.img: cannot write .*is the disk full\?/,
    );
    assert.match(result.stderr, /\[2\/2\] FAIL {2}b\.img/);
    assert.doesNotMatch(result.stderr, /two\.example/);
  });

  test('a folder that cannot be written is named in the answer', async () => {
    const files = [file(IMAGE, 'a.img', ['https://example.org/a.img'])];
    const taken = join(await folder({ taken: 'a file' }), 'taken');
    for (const dir of [taken, join(taken, 'below')]) {
      const result = await run(here, files, { dir });
      assert.equal(result.code, 1);
      assert.match(result.stderr, new RegExp(`cannot write in ${dir}: check its name, owner`));
    }
  });

  test('a folder below that cannot be written fails its own file only', async (t) => {
    const server = await serve(t, { '/a.img': whole(IMAGE) });
    const dir = await folder({ 'locked/keep': '', 'a.img': IMAGE });
    chmodSync(join(dir, 'locked'), 0o555);
    chmodSync(dir, 0o777);
    const files = [
      file(IMAGE, 'locked/a.img', [`${server.url}/a.img`]),
      file(IMAGE, 'a.img', [`${server.url}/a.img`]),
    ];
    // Root may write everywhere, so then the script runs as somebody else.
    const result = await run(here, files, { dir, ...(process.getuid?.() === 0 ? { uid: 65534 } : {}) });
    assert.equal(result.code, 1);
    assert.match(
      result.stderr,
      /\[1\/2\] FAIL {2}locked\/a\.img: cannot write .*check the owner and the permissions/,
    );
    assert.equal(result.lines.at(-1), 'total: 2 files, 0 ok, 1 already there, 1 not good');
  });

  for (const secure of [DASH_AND_CURL, DASH_AND_WGET]) {
    test(`https stays https and trusted (${secure.name})`, async (t) => {
      if (secure.missing !== undefined) {
        t.skip(secure.missing);
        return;
      }
      const identity = makeCertificate();
      if (identity === undefined) {
        t.skip('openssl, which makes the certificate, is not installed');
        return;
      }
      const plain = await serve(t, { '/a.img': whole(IMAGE) });
      const routes: Record<string, Reply> = { '/a.img': whole(IMAGE) };
      const server = await serve(t, routes, identity);
      routes['/inside.img'] = redirect(`${server.url}/a.img`);
      routes['/outside.img'] = redirect(`${plain.url}/a.img`);
      const files = ['a.img', 'inside.img', 'outside.img'].map((name) =>
        file(IMAGE, name, [`${server.url}/${name}`]),
      );
      const trusting = { SSL_CERT_FILE: identity.path, WGETRC: identity.wgetrc, OSDEX_MIRROR_RETRIES: '1' };
      const result = await run(secure, files, { env: trusting });
      assert.equal(result.lines.at(-1), 'total: 3 files, 2 ok, 0 already there, 1 not good', result.stderr);
      assert.match(result.stderr, /FAIL {2}outside\.img/);
      assert.deepEqual(plain.asked, []);
      const stranger = await run(secure, files.slice(0, 1));
      assert.equal(stranger.code, 1);
      assert.match(stranger.stderr, /no trusted connection: TLS or its certificate failed/);
    });
  }

  test('shellcheck finds nothing, with every optional check but those named here', (t) => {
    const shellcheck = which('shellcheck');
    if (shellcheck === undefined) {
      t.skip('shellcheck is not installed');
      return;
    }
    // 2250: braces around every variable; 2249: a default in every case; 2312: a masked exit code in "$(…)".
    const args = ['--shell=sh', '--enable=all', '--exclude=SC2250,SC2249,SC2312', '--format=gcc', '-'];
    const script = scriptOf([file(IMAGE, 'a.img', ['https://example.org/a.img'])]);
    assert.equal(execFileSync(shellcheck, args, { input: script, encoding: 'utf8' }), '');
  });
});
