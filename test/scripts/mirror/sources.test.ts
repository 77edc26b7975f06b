import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';
import { startTestServer } from '../../test-server.ts';
import { absent } from '../../program.ts';
import { ownCatalog } from '../own-catalog.ts';
import { runMirror } from './run-mirror.ts';

const OF = 'https://images.example.org/';
const SIZE = 20;

const PLAN = `schema: osdex/mirror-plan/1
name: test
repository: kept
layout: flat
signatures: catalog
items:
  - selector: example
`;

/** A repository beside a catalog with one build. */
async function place(t: TestContext, artifacts = [makeArtifact('os.img', { size: SIZE })]) {
  const build = makeBuild('20260725', { artifacts });
  const { folder } = await ownCatalog(t, makeProduct(), [makeRelease('1', [build])]);
  await mkdir(join(folder, 'kept/.osdex'), { recursive: true });
  const sources = (...args: string[]) =>
    runMirror(
      folder,
      'sources',
      ...args,
      '-r',
      'kept',
      ...(args[0] === 'test' ? ['--catalog', 'catalog'] : []),
    );
  return { folder, sources };
}

test('mirrors are listed, preferred and removed, in a file that people can read', async (t) => {
  const { folder, sources } = await place(t);
  assert.equal(
    (await sources('list')).out,
    'No mirrors are listed: everything is fetched from its publisher.\n',
  );
  const added = await sources(
    'add',
    'far',
    '--of',
    OF,
    '--at',
    'http://far.example.net/',
    '--priority',
    '-5',
  );
  assert.equal(added.exit, 0, added.err);
  await sources('add', 'near', '--of', OF, '--at', 'https://near.example.net/pub/');
  const { out } = await sources('prefer', 'far');
  assert.equal(
    out,
    `far                  2  http://far.example.net/
                        before ${OF}
near                 1  https://near.example.net/pub/
                        before ${OF}
`,
  );
  assert.equal(
    await readFile(join(folder, 'kept/.osdex/sources.yaml'), 'utf8'),
    `# Mirrors that this repository fetches from; see "osdex mirror sources --help".
schema: osdex/place-sources/1
sources:
  - name: far
    of: ${OF}
    at: http://far.example.net/
    priority: 2
  - name: near
    of: ${OF}
    at: https://near.example.net/pub/
    priority: 1
`,
  );
  const removed = await sources('remove', 'far', '--json');
  assert.deepEqual(JSON.parse(removed.out), {
    sources: [{ name: 'near', of: OF, at: 'https://near.example.net/pub/', priority: 1 }],
  });
});

test('what is no mirror is refused as wrong use, with what was expected', async (t) => {
  const { sources } = await place(t);
  for (const [args, told] of [
    [
      ['--of', OF, '--at', 'https://near.example.net/pub'],
      /at: expected the address of a folder.*found "https:/,
    ],
    [['--of', OF, '--at', 'file:///etc/'], /at: expected an http or https URL, found "file:/],
    [['--of', OF, '--at', 'https://me:secret@near.example.net/'], /at: expected a URL with a plain host/],
    [
      ['--of', OF, '--at', 'https://near.example.net/', '--priority', '1.5'],
      /expected a whole number from -1000/,
    ],
    [['--of', OF], /--at <url>/],
  ] as const) {
    const { exit, err } = await sources('add', 'near', ...args);
    assert.equal(exit, 2, err);
    assert.match(err, told);
  }
  assert.equal((await sources('test')).exit, 2);
});

test('test tells in a table how each mirror does, and fails for those that cannot be used', async (t) => {
  const { sources } = await place(t);
  const { origin } = await startTestServer(t, (request, response) => {
    if (request.url !== '/20260725/os.img') response.writeHead(404).end();
    else if (request.headers.range === undefined) response.writeHead(200, { 'content-length': SIZE }).end();
    else response.writeHead(206, { 'content-range': `bytes 0-0/${SIZE}` }).end('a');
  });
  await sources('add', 'near', '--of', OF, '--at', `${origin}/`);
  const good = await sources('test');
  assert.equal(good.exit, 0, good.err);
  assert.match(
    good.out,
    /^mirror +state +latency +ranges +TLS +build +modified\nnear +has the newest +\d+ ms +yes +- +20260725 +-\n$/,
  );

  await sources('add', 'empty', '--of', OF, '--at', `${origin}/nothing/`);
  const both = await sources('test');
  assert.equal(both.exit, 1);
  assert.match(both.out, /^empty +has none +\d+ ms +- +- +- +-$/m);
  assert.match(both.out, /^empty: expected a file at .*\/nothing\/20260725\/os\.img, found status 404$/m);
  assert.match(both.err, /1 mirror of 2 cannot be used as listed/);
  const { tests } = JSON.parse((await sources('test', 'near', '--json')).out) as { tests: unknown[] };
  assert.equal(tests.length, 1);
});

test(
  'test tells of a mirror’s TLS until when it holds, and does not take one that nobody vouches for',
  { skip: absent('openssl') },
  async (t) => {
    const { folder, sources } = await place(t);
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const args = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout ${key} -out ${cert}`;
    execFileSync('openssl', args.split(' '), { stdio: 'ignore' });
    const server = createServer({ key: await readFile(key), cert: await readFile(cert) }, (_, response) =>
      response.writeHead(200, { 'content-length': SIZE }).end(),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => {
      server.close();
      server.closeAllConnections();
    });
    const { port } = server.address() as AddressInfo;
    await sources('add', 'near', '--of', OF, '--at', `https://localhost:${port}/`);
    const refused = await sources('test');
    assert.equal(refused.exit, 1);
    assert.match(refused.out, /^near: expected an answer, found: .*self-signed certificate/m);

    process.env['NODE_EXTRA_CA_CERTS'] = cert;
    t.after(() => delete process.env['NODE_EXTRA_CA_CERTS']);
    const taken = await sources('test');
    assert.equal(taken.exit, 0, taken.out + taken.err);
    assert.match(taken.out, /^near +has the newest +\d+ ms +no +TLSv1\.3 to \d{4}-\d{2}-\d{2} +20260725/m);
  },
);

test('sync asks a preferred mirror first, and the publisher for what the mirror does not have', async (t) => {
  const bytes = { 'a.img': Buffer.from('the bytes of a'), 'b.img': Buffer.from('those of b') };
  const artifacts = Object.entries(bytes).map(([file, of]) => makeArtifact(file, { digest: digestOf(of) }));
  const { folder, sources } = await place(t, artifacts);
  await writeFile(join(folder, 'mirror.yaml'), PLAN);
  await sources('add', 'near', '--of', OF, '--at', 'https://near.example.net/pub/');
  const { origin, requests } = await startTestServer(t, ({ url = '' }, response) => {
    if (url === '/near.example.net/pub/20260725/a.img') response.end(bytes['a.img']);
    else if (url === '/images.example.org/20260725/b.img') response.end(bytes['b.img']);
    else response.writeHead(404).end();
  });
  const means = ['--catalog', 'catalog', '--replay', origin, '--cache', join(folder, 'cache')];
  const synced = await runMirror(folder, 'sync', 'mirror.yaml', ...means);
  assert.equal(synced.exit, 0, synced.err);
  assert.deepEqual(requests.map(({ path }) => path).toSorted(), [
    '/images.example.org/20260725/b.img',
    '/near.example.net/pub/20260725/a.img',
    '/near.example.net/pub/20260725/b.img',
  ]);
});

test('sync takes images from a mirror in one’s own network, since somebody listed it', async (t) => {
  const bytes = Buffer.from('the bytes of a');
  const { folder, sources } = await place(t, [makeArtifact('a.img', { digest: digestOf(bytes) })]);
  await writeFile(join(folder, 'mirror.yaml'), PLAN);
  const { origin } = await startTestServer(t, (_, response) => response.end(bytes));
  await sources('add', 'cellar', '--of', OF, '--at', `${origin}/`);
  const means = ['--catalog', 'catalog', '--cache', join(folder, 'cache')];
  const synced = await runMirror(folder, 'sync', 'mirror.yaml', ...means);
  assert.equal(synced.exit, 0, synced.err);
  assert.deepEqual(await readFile(join(folder, 'kept/a.img')), bytes);
});
