import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { serveSite } from '../../scripts/site-server.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** The whole answer to a request for a path exactly as written, which fetch would tidy first. */
async function answerTo(url: string, path: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
  await once(socket, 'close');
  return answer;
}

test('a built site is served as a static host would, and nothing outside of it', async (t) => {
  const folder = await temporaryFolder(t, {
    'secret.txt': 'not for anybody',
    'site/index.html': 'home',
    'site/404.html': 'nothing here',
    'site/ubuntu/index.html': 'ubuntu',
    'site/mirror/ubuntu.sh': '#!/bin/sh\n',
  });
  const server = await serveSite(`${folder}/site`);
  t.after(server.close);
  const paths = { '/': '200', '/ubuntu/': '200', '/ubuntu/?arch=arm64': '200', '/mirror/ubuntu.sh': '200' };
  for (const [path, status] of Object.entries(paths))
    assert.match(await answerTo(server.url, path), new RegExp(`^HTTP/1.1 ${status} `), path);
  for (const path of [
    '/nowhere',
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/%00',
    '/%zz',
    '//',
    '//example.org/',
    '/mirror/',
  ]) {
    const answer = await answerTo(server.url, path);
    assert.match(
      answer,
      path === '//' ? /^HTTP\/1\.1 200 [^]*home/ : /^HTTP\/1\.1 404 [^]*nothing here/,
      path,
    );
    assert.doesNotMatch(answer, /not for anybody/, path);
  }
});

test('text is sent compressed as the reader takes it, anything else as it is', async (t) => {
  const page = '<p>text</p>'.repeat(1000);
  const folder = await temporaryFolder(t, { 'index.html': page, 'disk.img': 'bytes'.repeat(1000) });
  const server = await serveSite(folder);
  t.after(server.close);
  const ask = async (path: string, taken: string) => {
    const response = await fetch(new URL(path, server.url), { headers: { 'accept-encoding': taken } });
    return { encoding: response.headers.get('content-encoding'), body: await response.text() };
  };
  assert.deepEqual(await ask('', 'gzip, deflate, br, zstd'), { encoding: 'br', body: page });
  assert.deepEqual(await ask('', 'gzip'), { encoding: 'gzip', body: page });
  assert.deepEqual(await ask('', 'identity'), { encoding: null, body: page });
  assert.equal((await ask('disk.img', 'br')).encoding, null);
});

test('a site built for a path is below it, and nowhere else', async (t) => {
  const folder = await temporaryFolder(t, { 'index.html': 'home', 'x/index.html': 'x' });
  const server = await serveSite(folder, { base: '/os/' });
  t.after(server.close);
  assert.match(server.url, /\/os\/$/);
  assert.equal(await (await fetch(new URL('x/', server.url))).text(), 'x');
  assert.deepEqual(
    await Promise.all(
      ['/', '/x/', '/os'].map(async (path) => (await fetch(new URL(path, server.url))).status),
    ),
    [404, 404, 404],
  );
});

test('the headers that the site asks for are sent with the paths that they are for', async (t) => {
  const folder = await temporaryFolder(t, {
    'index.html': 'home',
    'api/a.json': '{}',
    _headers: '/*\n  x-frame: none\n\n/api/*\n  access-control-allow-origin: *\n  x-frame: some\n',
  });
  const server = await serveSite(folder);
  t.after(server.close);
  const home = await fetch(server.url);
  assert.equal(home.headers.get('x-frame'), 'none');
  assert.equal(home.headers.get('access-control-allow-origin'), null);
  const file = await fetch(new URL('api/a.json', server.url));
  assert.equal(file.headers.get('x-frame'), 'some');
  assert.equal(file.headers.get('access-control-allow-origin'), '*');
});
