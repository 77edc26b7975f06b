import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { constants, createSecureServer } from 'node:http2';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { runProgram } from '../../../scripts/program.ts';
import { flood } from '../../flood.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const OPENSSL = await runProgram('openssl', ['version']).then(
  () => true,
  () => false,
);
const SKIP = OPENSSL ? false : 'openssl is not installed, so no certificate can be made';

const FETCHER = fileURLToPath(new URL('../../../core/http/http-fetcher.ts', import.meta.url));

/** A publisher who speaks HTTP/2, and a way to run code in a process that trusts his certificate. */
async function startHttp2(
  t: TestContext,
  answer: (request: Http2ServerRequest, response: Http2ServerResponse) => void,
) {
  const folder = await temporaryFolder(t);
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = await runProgram('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
  ]);
  assert.equal(made.exit, 0, made.err);
  const server = createSecureServer(
    { key: await readFile(key), cert: await readFile(cert), maxSendHeaderBlockLength: 1_000_000 },
    answer,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  return {
    server,
    /** Runs a module that may use `createHttpFetcher`, `url` and `folder`, and gives what it prints, line by line. */
    async run(code: string): Promise<unknown[]> {
      const { exit, out, err } = await runProgram(
        process.execPath,
        [
          ...['--input-type=module', '--eval'],
          `import { createHttpFetcher } from ${JSON.stringify(FETCHER)};
          const [url, folder] = process.argv.slice(1);
          ${code}`,
          ...[url, folder],
        ],
        { ...process.env, NODE_EXTRA_CA_CERTS: cert },
      );
      assert.equal(exit, 0, err);

      return out
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line));
    },
  };
}

test(
  'a publisher who offers HTTP/2 is asked over one connection, and by ETag the second time',
  { skip: SKIP },
  async (t) => {
    const seen: { version: string; status: number }[] = [];
    const { server, run } = await startHttp2(t, (request, response) => {
      const etag = `"${request.url}"`;
      const status = request.headers['if-none-match'] === etag ? 304 : 200;
      seen.push({ version: request.httpVersion, status });
      response.writeHead(status, { etag, 'content-length': status === 304 ? 0 : 8 });
      response.end(request.method === 'HEAD' || status === 304 ? '' : 'contents');
    });
    let connections = 0;
    server.on('session', () => (connections += 1));

    const lines = await run(`
      const options = { userAgent: 'osdex-test', cacheDirectory: folder, allowPrivateAddresses: true };
      for (let run = 0; run < 2; run++) {
        const fetcher = createHttpFetcher(options);
        const pages = await Promise.all(['a/', 'b/', 'c/'].map((page) => fetcher.get(url + page, { remember: true })));
        const size = await fetcher.sizeOf(url + 'image');
        console.log(JSON.stringify({ pages: pages.map(({ bytes }) => new TextDecoder().decode(bytes)), size }));
        await fetcher.close();
      }`);
    const expected = { pages: ['contents', 'contents', 'contents'], size: 8 };
    assert.deepEqual(lines, [expected, expected]);
    assert.deepEqual([...new Set(seen.map(({ version }) => version))], ['2.0']);
    assert.deepEqual(
      seen.map(({ status }) => status),
      [200, 200, 200, 200, 304, 304, 304, 200],
    );
    assert.equal(connections, 2, 'one connection a run');
  },
);

/** What a hostile publisher does over HTTP/2, by path; `count` is how often it was done before. */
const HOSTILE: Readonly<Record<string, (response: Http2ServerResponse, count: number) => void>> = {
  interim({ stream }) {
    for (let count = 0; count < 20; count++) stream.additionalHeaders({ ':status': 103 });
    stream.respond({ ':status': 200 }, { endStream: true });
  },
  headers(response) {
    for (let count = 0; count < 200; count++) response.setHeader(`a${count}`, 'b'.repeat(1024));
    response.end();
  },
  endless: (response) => flood(response),
  longer(response) {
    response.stream.respond({ ':status': 200, 'content-length': 4 });
    response.stream.end('sums and more');
  },
  cut(response, count) {
    if (count > 0) return void response.end('whole');
    response.stream.respond({ ':status': 200, 'content-length': 8 });
    response.stream.write('sums', () => response.stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  },
  bomb(response) {
    response.setHeader('content-encoding', 'gzip');
    response.end(gzipSync(Buffer.alloc(4_000_000)));
  },
  hang: () => undefined,
};

test(
  'over HTTP/2 a hostile publisher is refused as over HTTP/1, and this machine is not reached by a name',
  { skip: SKIP },
  async (t) => {
    const asked = new Map<string, number>();
    const { run } = await startHttp2(t, ({ url }, response) => {
      const count = asked.get(url) ?? 0;
      asked.set(url, count + 1);
      response.on('error', () => undefined);
      HOSTILE[url.slice(1)]?.(response, count);
    });
    const [found] = await run(`
      const codeOf = async (path, options) => {
        const fetcher = createHttpFetcher({ userAgent: 'osdex-test', maxBytes: 100000, retryDelayMs: 1, ...options });
        const code = await fetcher.get(url + path).then(() => 'taken', ({ code }) => code);
        await fetcher.close();
        return code;
      };
      const found = { localhost: await codeOf('', {}) };
      for (const path of ${JSON.stringify(Object.keys(HOSTILE))}) {
        found[path] = await codeOf(path, { allowPrivateAddresses: true, deadlineMs: path === 'hang' ? 50 : 5000 });
      }
      console.log(JSON.stringify(found));`);
    assert.deepEqual(found, {
      localhost: 'address-refused',
      hang: 'timeout',
      interim: 'network',
      headers: 'network',
      endless: 'too-large',
      longer: 'network',
      cut: 'taken',
      bomb: 'too-large',
    });
  },
);
