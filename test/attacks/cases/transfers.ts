import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import type { TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parseChecksumManifest } from '../../../core/sums/checksum-manifest.ts';
import { MAX_BYTES } from '../../../core/http/fetcher.ts';
import type { HttpOptions } from '../../../core/http/http-fetcher.ts';
import { acceptUnsigned } from '../../../core/trust/unsigned-text.ts';
import { flood } from '../../flood.ts';
import { upstream } from '../../test-fetcher.ts';
import { startTestServer } from '../../test-server.ts';
import type { Answer } from '../../test-server.ts';
import { refusalOf } from '../attack.ts';
import type { Attack, Outcome } from '../attack.ts';
import { download, headersOf } from '../naive.ts';

const MEBIBYTE = 1024 * 1024;
const SUMS = 'https://images.example/SUMS';
const LINES = 10_000_000;

/** More than any list has, in small pieces. */
const sendMuch: Answer = (_, response) => {
  for (let sent = 0; sent <= MAX_BYTES; sent += MEBIBYTE) response.write(Buffer.alloc(MEBIBYTE, '\n'));
  response.end();
};

/** A few kilobytes that unpack to more than any list has. */
function bomb(): Buffer {
  return gzipSync(Buffer.alloc(MAX_BYTES + MEBIBYTE));
}

/** A thousand headers of two kilobytes. */
function sendHeaders(response: ServerResponse): void {
  for (let number = 0; number < 1000; number++) response.setHeader(`x-${number}`, 'x'.repeat(2048));
  response.end('list');
}

/** Sends a byte in each turn of the event loop, as long as it goes on. */
function drip(response: ServerResponse, goesOn: () => boolean): void {
  response.write('x');
  if (response.destroyed || !goesOn()) response.end();
  else setImmediate(drip, response, goesOn);
}

async function refuseAnswer(
  t: TestContext,
  answer: Answer,
  options: Partial<HttpOptions> = {},
): Promise<Outcome> {
  const { fetcher } = await upstream(t, answer, options);
  return refusalOf(() => fetcher.get(SUMS));
}

/** Answers that take more from whoever asked than they are worth. */
export const transfers: readonly Attack[] = [
  {
    id: 'endless-body',
    attack: 'Answers with a list that does not end.',
    harm: 'All of it is taken, until the memory or the disk is full.',
    async showHarm(t) {
      const { origin } = await startTestServer(t, sendMuch);
      assert.ok((await download(origin)).length > MAX_BYTES);
    },
    refuse: async (t) => refuseAnswer(t, (_, response) => flood(response)),
  },
  {
    id: 'slow-body',
    attack: 'Sends a list one byte at a time, and keeps the connection busy for days.',
    harm: 'There is always something coming, so the tool waits, and all that it should crawl after that waits too.',
    async showHarm(t) {
      let sent = 0;
      const { origin } = await startTestServer(t, (_, response) => drip(response, () => ++sent < 200));
      assert.equal((await download(origin)).length, 200);
      assert.equal(sent, 200, 'it came back when the server had enough, and not before');
    },
    refuse: async (t) => refuseAnswer(t, (_, response) => drip(response, () => true), { deadlineMs: 50 }),
  },
  {
    id: 'compression-bomb',
    attack:
      'Answers, unasked, in gzip: a few kilobytes on the way, as many gigabytes as it likes once unpacked.',
    harm: 'What came was small, so it is unpacked, and the memory is full.',
    async showHarm(t) {
      const body = bomb();
      const { origin } = await startTestServer(t, (_, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(body),
      );
      assert.ok(body.length < MAX_BYTES / 500);
      assert.ok((await download(origin)).length > MAX_BYTES);
    },
    refuse: async (t) =>
      refuseAnswer(t, (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb())),
  },
  {
    id: 'header-flood',
    attack: 'Sends headers without an end before the list, which no limit on the length of the body counts.',
    harm: 'All of them are kept, and the list never begins.',
    async showHarm(t) {
      const { origin } = await startTestServer(t, (_, response) => sendHeaders(response));
      assert.ok((await headersOf(origin)).length > MEBIBYTE);
    },
    refuse: async (t) => refuseAnswer(t, (_, response) => sendHeaders(response)),
  },
  {
    id: 'ten-million-lines',
    attack: 'Serves a list of ten million lines that is no longer than a list may be.',
    harm: 'Each line becomes an entry of its own, and the program stands still over them.',
    async showHarm() {
      assert.equal('\n'.repeat(LINES).split('\n').length, LINES + 1);
    },
    async refuse() {
      const bytes = Buffer.alloc(LINES, '\n');
      assert.ok(bytes.length < MAX_BYTES);
      return refusalOf(() => parseChecksumManifest(acceptUnsigned(bytes, 'sums-only'), SUMS));
    },
  },
];
