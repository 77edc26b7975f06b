import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { serveSite } from '../../scripts/site-server.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** The status of a request for a path exactly as written, which fetch would tidy first. */
async function statusOf(url: string, path: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString().split(' ')[1] ?? '';
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
    assert.equal(await statusOf(server.url, path), status, path);
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
    assert.match(await statusOf(server.url, path), /404|200/, path);
    assert.doesNotMatch(await (await fetch(server.url)).text(), /not for anybody/);
  }
  assert.equal(await statusOf(server.url, '/../secret.txt'), '404');
  assert.equal(await (await fetch(`${server.url}nowhere`)).text(), 'nothing here');
});
