import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OsdexError } from '../../core/error.ts';
import { gatherAnswers } from '../../crawler/links-answers.ts';
import { fetcherOf } from '../test-fetcher.ts';
import { startTestServer } from '../test-server.ts';

test('a host that takes requests and never answers is asked a few times, and the others go on', async (t) => {
  const server = await startTestServer(t, (request, response) => {
    if (request.url?.startsWith('/there.example/')) response.end();
  });
  const answers = gatherAnswers(fetcherOf(t, server, { deadlineMs: 40 }));
  const urls = Array.from({ length: 40 }, (_, index) => `https://silent.example/${index}`);
  const silent = await Promise.all(urls.map((url) => answers.look(url)));
  assert.ok(silent.every((answer) => answer.state === 'unknown' && answer.error.code === 'timeout'));
  assert.ok(answers.asked() <= 5, `${answers.asked()} addresses were asked`);
  assert.equal((await answers.look('https://there.example/1')).state, 'there');
});

test('an address is asked once, whoever wants to know', async (t) => {
  const server = await startTestServer(t, (_, response) => response.writeHead(410).end());
  const answers = gatherAnswers(fetcherOf(t, server));
  const twice = [answers.look('https://a.example/x'), answers.look('https://a.example/x')];
  assert.deepEqual(await Promise.all(twice), [{ state: 'gone' }, { state: 'gone' }]);
  assert.equal(server.requests.length, 1);
});

test('a defect is not taken for an answer', async (t) => {
  const server = await startTestServer(t, (_, response) => response.end());
  const fetcher = { ...fetcherOf(t, server), look: () => Promise.reject(new TypeError('a defect')) };
  await assert.rejects(gatherAnswers(fetcher).look('https://a.example/x'), TypeError);
  const refused = { ...fetcher, look: () => Promise.reject(new OsdexError('url-refused', 'refused')) };
  assert.equal((await gatherAnswers(refused).look('https://a.example/x')).state, 'unknown');
});
