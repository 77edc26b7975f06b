import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { cacheStores } from 'undici';
import { temporaryFolder } from '../../temporary-folder.ts';
import { openFetcher, textOf, URL_A } from '../../test-fetcher.ts';
import { startTestServer } from '../../test-server.ts';
import type { Answer, TestServer } from '../../test-server.ts';

/** Where the store of undici keeps its answers. */
const TABLE = 'cacheInterceptorV5';
const EVIL = "CAST('evil' AS BLOB)";

/** Serves one text with its ETag, and 304 to who has it. */

function versioned(text: () => string, headers: Record<string, string> = {}): Answer {
  return (request, response) => {
    const etag = `"${text()}"`;
    const same = request.headers['if-none-match'] === etag;
    response.writeHead(same ? 304 : 200, { etag, ...headers }).end(same ? undefined : text());
  };
}

interface Run {
  text: string;
  /** What was asked with: the ETag that was remembered. */
  etag: string | undefined;
  warnings: string[];
}

/** What a whole run reads of the address. */
async function runOnce(server: TestServer, cacheDirectory: string, remember = true): Promise<Run> {
  const warnings: string[] = [];
  const fetcher = openFetcher(server, { cacheDirectory, onWarning: (warning) => warnings.push(warning) });
  try {
    const text = await textOf(fetcher, URL_A, remember);
    return { text, etag: server.requests.at(-1)?.headers['if-none-match'], warnings };
  } finally {
    await fetcher.close();
  }
}

/** A run that went as it should, and what it read. */
function asked(text: string, etag?: string): Run {
  return { text, etag, warnings: [] };
}

/** A publisher of one text, with a folder in which a run has remembered it. */
async function remembered(t: TestContext, text = 'one') {
  const server = await startTestServer(
    t,
    versioned(() => text),
  );
  const cacheDirectory = await temporaryFolder(t);
  const path = join(cacheDirectory, 'http.sqlite');
  assert.deepEqual(await runOnce(server, cacheDirectory), asked(text));
  return { server, cacheDirectory, path };
}

/** Runs SQL on what is remembered, as something else than osdex might. */
async function inDatabase<T>(path: string, work: (database: DatabaseSync) => T | Promise<T>): Promise<T> {
  const database = new DatabaseSync(path);
  try {
    return await work(database);
  } finally {
    database.close();
  }
}

test('what is remembered is asked for by its ETag in the next run', async (t) => {
  let text = 'one';
  const server = await startTestServer(
    t,
    versioned(() => text),
  );
  const cacheDirectory = join(await temporaryFolder(t), 'not/there/yet');
  assert.deepEqual(await runOnce(server, cacheDirectory), asked('one'));
  assert.deepEqual(await runOnce(server, cacheDirectory), asked('one', '"one"'));
  text = 'two';
  assert.deepEqual(await runOnce(server, cacheDirectory), asked('two', '"one"'));
  assert.deepEqual(await runOnce(server, cacheDirectory), asked('two', '"two"'));
  assert.equal(server.requests.length, 4);
});

test('what the server calls fresh is asked for all the same', async (t) => {
  const headers = { 'cache-control': 'max-age=86400', expires: 'Fri, 01 Jan 2100 00:00:00 GMT' };
  const server = await startTestServer(
    t,
    versioned(() => 'one', headers),
  );
  const cacheDirectory = await temporaryFolder(t);
  assert.deepEqual(await runOnce(server, cacheDirectory), asked('one'));
  assert.deepEqual(await runOnce(server, cacheDirectory), asked('one', '"one"'));
  assert.equal(server.requests.length, 2);
});

test('what is not to be remembered is asked for anew', async (t) => {
  const server = await startTestServer(
    t,
    versioned(() => 'one'),
  );
  const cacheDirectory = await temporaryFolder(t);
  assert.deepEqual(await runOnce(server, cacheDirectory, false), asked('one'));
  assert.deepEqual(await runOnce(server, cacheDirectory, false), asked('one'));
});

test('what the publisher calls fresh for a second is remembered for weeks', async (t) => {
  const server = await startTestServer(
    t,
    versioned(() => 'one', { 'cache-control': 'max-age=1' }),
  );
  const cacheDirectory = await temporaryFolder(t);
  await runOnce(server, cacheDirectory);
  const days = await inDatabase(join(cacheDirectory, 'http.sqlite'), (database) =>
    database.prepare(`SELECT (deleteAt - cachedAt) / 86400000 AS days FROM ${TABLE}`).all(),
  );
  assert.deepEqual(
    days.map((row) => row['days']),
    [60],
  );
});

test('what cannot be asked for again, or is no answer, is not remembered', async (t) => {
  const answers: Record<string, Answer> = {
    'without ETag and date': (_, response) => response.end('one'),
    'with a date that is none': (_, response) =>
      response.writeHead(200, { 'last-modified': 'yesterday' }).end('one'),
    'not to be stored': versioned(() => 'one', { 'cache-control': 'no-store' }),
  };
  for (const [what, answer] of Object.entries(answers)) {
    const server = await startTestServer(t, answer);
    const cacheDirectory = await temporaryFolder(t);
    await runOnce(server, cacheDirectory);
    assert.deepEqual(await runOnce(server, cacheDirectory), asked('one'), what);
    assert.equal(server.requests.at(-1)?.headers['if-modified-since'], undefined, what);
  }
});

test('an answer of earlier is not given where the publisher is in trouble or has nothing', async (t) => {
  let answer: Answer = versioned(() => 'one', { 'cache-control': 'max-age=9, stale-if-error=999999999' });
  const server = await startTestServer(t, (...all) => answer(...all));
  const cacheDirectory = await temporaryFolder(t);
  await runOnce(server, cacheDirectory);
  for (const status of [404, 410, 500, 503]) {
    const etag = '"one"';
    answer = (_, response) => response.writeHead(status, { etag, 'cache-control': 'max-age=9' }).end('sorry');
    await assert.rejects(runOnce(server, cacheDirectory), { code: 'http-status', found: String(status) });
  }
  answer = (request) => request.socket.destroy();
  await assert.rejects(runOnce(server, cacheDirectory), { code: 'network' });
  answer = versioned(() => 'one');
  assert.deepEqual(await runOnce(server, cacheDirectory), asked('one', '"one"'), 'it is still remembered');
});

test('a damaged memory is started anew, with a warning', async (t) => {
  const { server, cacheDirectory, path } = await remembered(t);
  const good = await readFile(path);
  const damaged = {
    text: Buffer.from('this is no database, and longer than the heading of one would be'.repeat(20)),
    empty: Buffer.alloc(0),
    short: good.subarray(0, 100),
    half: good.subarray(0, good.length / 2),
    overwritten: Buffer.concat([good.subarray(0, 100), Buffer.alloc(good.length - 100, 7)]),
  };
  for (const [what, bytes] of Object.entries(damaged)) {
    await writeFile(path, bytes);
    const { warnings, ...run } = await runOnce(server, cacheDirectory);
    assert.deepEqual(run, { text: 'one', etag: undefined }, what);
    const expected = `^expected the answers of earlier runs in ${path}, found: .+; they are gathered anew$`;
    if (bytes.length > 0) assert.match(warnings.join('\n'), new RegExp(expected), what);
    assert.deepEqual(await runOnce(server, cacheDirectory), asked('one', '"one"'), what);
  }
});

test('a memory whose damage shows only when it is read is started anew', async (t) => {
  const page = 'one '.repeat(50_000);
  const server = await startTestServer(t, (_, response) => response.setHeader('etag', '"one"').end(page));
  const cacheDirectory = await temporaryFolder(t);
  await runOnce(server, cacheDirectory);
  const path = join(cacheDirectory, 'http.sqlite');
  const bytes = await readFile(path);
  await writeFile(path, bytes.fill(7, bytes.indexOf('one one')));
  const { warnings, ...run } = await runOnce(server, cacheDirectory);
  assert.deepEqual(run, { text: page, etag: undefined });
  assert.match(warnings.join('\n'), /malformed; they are gathered anew$/);
  assert.deepEqual(await runOnce(server, cacheDirectory), asked(page, '"one"'));
});

test('tables of another shape are started anew', async (t) => {
  const { server, cacheDirectory, path } = await remembered(t);
  await inDatabase(path, (database) =>
    database.exec(`DROP TABLE ${TABLE}; CREATE TABLE ${TABLE} (url TEXT, method TEXT, deleteAt INTEGER)`),
  );
  const { warnings, ...run } = await runOnce(server, cacheDirectory);
  assert.deepEqual(run, { text: 'one', etag: undefined });
  assert.equal(warnings.length, 1);
  assert.deepEqual(await runOnce(server, cacheDirectory), asked('one', '"one"'));
});

test('what was turned over on the disk is never taken for what came, but asked for anew', async (t) => {
  const turned = [
    `body = ${EVIL}`,
    "body = 'evil'",
    'body = NULL',
    "body = 1, compressed = 'zstd'",
    'statusCode = 404',
    `headers = '{"location":"https://evil.example/"}'`,
    'headers = NULL',
    "headers = '{'",
    `etag = '"two"'`,
    'cacheControlDirectives = NULL, staleAt = 9e15',
    "vary = 'x'",
  ];
  for (const change of turned) {
    const { server, cacheDirectory, path } = await remembered(t);
    await inDatabase(path, (database) => database.exec(`UPDATE ${TABLE} SET ${change}`));
    assert.deepEqual(await runOnce(server, cacheDirectory), asked('one'), change);
    assert.deepEqual(await runOnce(server, cacheDirectory), asked('one', '"one"'), change);
  }
});

test('without its digest an entry that was turned over would be believed', async (t) => {
  const { server, path } = await remembered(t);
  await inDatabase(path, (database) => database.exec(`UPDATE ${TABLE} SET body = ${EVIL}`));
  const store = new cacheStores.SqliteCacheStore({ location: path });
  t.after(() => store.close());
  const found = await store.get({ origin: server.origin, method: 'GET', path: '/a.example/SHA256SUMS' });
  assert.deepEqual(found?.body, Buffer.from('evil'));
});

test('an answer that was moved to another address is not believed', async (t) => {
  const { server, cacheDirectory, path } = await remembered(t);
  await inDatabase(path, (database) =>
    database.exec(`UPDATE ${TABLE} SET url = replace(url, 'SHA256SUMS', 'other')`),
  );
  const fetcher = openFetcher(server, { cacheDirectory });
  t.after(() => fetcher.close());
  await textOf(fetcher, 'https://a.example/other', true);
  assert.equal(server.requests.at(-1)?.headers['if-none-match'], undefined);
});

/** What makes a memory unusable without its being damaged, and what is left of it. */
const UNUSABLE: Readonly<Record<string, (folder: string) => Promise<string>>> = {
  'a file where its folder should be': async (folder) => {
    await writeFile(join(folder, 'file'), 'mine');
    return join(folder, 'file');
  },
  'a folder where its file should be': async (folder) => {
    await mkdir(join(folder, 'http.sqlite/mine'), { recursive: true });
    return folder;
  },
  'a folder where its log should be': async (folder) => {
    await mkdir(join(folder, 'http.sqlite-wal/mine'), { recursive: true });
    return folder;
  },
};

for (const [what, prepare] of Object.entries(UNUSABLE)) {
  test(`${what} only costs the memory`, async (t) => {
    const folder = await temporaryFolder(t);
    const cacheDirectory = await prepare(folder);
    const before = await readdir(folder, { recursive: true });
    const server = await startTestServer(
      t,
      versioned(() => 'one'),
    );
    for (let run = 0; run < 2; run++) {
      const { warnings, ...read } = await runOnce(server, cacheDirectory);
      assert.deepEqual(read, { text: 'one', etag: undefined });
      assert.match(
        warnings.join('\n'),
        /^expected the answers .+, found: .+; this run goes on without them$/,
      );
    }
    const after = new Set(await readdir(folder, { recursive: true }));
    assert.deepEqual(
      before.filter((name) => !after.has(name)),
      [],
      'nothing is deleted',
    );
  });
}

test('a memory that another program holds is left to it', async (t) => {
  for (const hold of ['BEGIN IMMEDIATE', 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE']) {
    const { server, cacheDirectory, path } = await remembered(t);
    const { warnings, ...run } = await inDatabase(path, (database) => {
      database.exec(hold);
      return runOnce(server, cacheDirectory).finally(() => database.exec('ROLLBACK'));
    });
    assert.deepEqual(run, { text: 'one', etag: undefined });
    assert.match(warnings.join('\n'), /database is locked; this run goes on without them$/);
    assert.deepEqual(await runOnce(server, cacheDirectory), asked('one', '"one"'));
  }
});

test('a memory that cannot be written to, as on a full disk, only costs what would be written', async (t) => {
  const { server, cacheDirectory, path } = await remembered(t);
  await inDatabase(path, (database) =>
    database.exec(
      `DELETE FROM ${TABLE}; CREATE TRIGGER full BEFORE INSERT ON ${TABLE} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`,
    ),
  );
  for (let run = 0; run < 2; run++) {
    const { warnings, ...read } = await runOnce(server, cacheDirectory);
    assert.deepEqual(read, { text: 'one', etag: undefined });
    assert.match(warnings.join('\n'), /database or disk is full; this run goes on without them$/);
  }
});
