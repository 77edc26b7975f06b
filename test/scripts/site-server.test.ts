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
