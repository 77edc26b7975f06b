import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../scripts/program.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const OPENSSL = await runProgram('openssl', ['version']).then(
  () => true,
  () => false,
);
const SKIP = OPENSSL ? false : 'openssl is not installed, so no certificate can be made';

/** Two runs in a process that trusts the certificate: the second one asks by ETag. */
const ASK = `
  import { createHttpFetcher } from ${JSON.stringify(fileURLToPath(new URL('../../core/http-fetcher.ts', import.meta.url)))};
  const [url, cacheDirectory] = process.argv.slice(1);
  for (let run = 0; run < 2; run++) {
    const fetcher = createHttpFetcher({ userAgent: 'osdex-test', cacheDirectory });
    const pages = await Promise.all(['a/', 'b/', 'c/'].map((page) => fetcher.get(url + page, { remember: true })));
    const size = await fetcher.sizeOf(url + 'image');
    console.log(JSON.stringify({ pages: pages.map(({ bytes }) => new TextDecoder().decode(bytes)), size }));
    await fetcher.close();
  }
`;

test(
  'a publisher who offers HTTP/2 is asked over one connection, and by ETag the second time',
  { skip: SKIP },
  async (t) => {
    const folder = await temporaryFolder(t);
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made = await runProgram('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
    ]);
    assert.equal(made.exit, 0, made.err);

    const seen: { version: string; status: number }[] = [];
    let connections = 0;
    const server = createSecureServer(
      { key: await readFile(key), cert: await readFile(cert) },
      (request, response) => {
        const etag = `"${request.url}"`;
        const status = request.headers['if-none-match'] === etag ? 304 : 200;
        seen.push({ version: request.httpVersion, status });
        response.writeHead(status, { etag, 'content-length': status === 304 ? 0 : 8 });
        response.end(request.method === 'HEAD' || status === 304 ? '' : 'contents');
      },
    );
    server.on('session', () => (connections += 1));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    t.after(() => server.close());
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;

    const { exit, out, err } = await runProgram(
      process.execPath,
      ['--input-type=module', '--eval', ASK, url, join(folder, 'cache')],
      { ...process.env, NODE_EXTRA_CA_CERTS: cert },
    );
    assert.equal(exit, 0, err);
    const expected = { pages: ['contents', 'contents', 'contents'], size: 8 };
    assert.deepEqual(
      out
        .trim()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
      [expected, expected],
    );
    assert.deepEqual([...new Set(seen.map(({ version }) => version))], ['2.0']);
    assert.deepEqual(
      seen.map(({ status }) => status),
      [200, 200, 200, 200, 304, 304, 304, 200],
    );
    assert.equal(connections, 2, 'one connection a run');
  },
);
