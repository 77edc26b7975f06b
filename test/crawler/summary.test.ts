import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markdownSummary } from '../../crawler/summary.ts';

const REPORT = { changes: [], errors: [], files: [], feeds: 2, builds: 0 };

test('a crawl without news says so in one line', () => {
  assert.equal(
    markdownSummary(REPORT),
    '## Crawl\n\n2 feeds asked, 0 new builds proven. All sources are well.\n',
  );
});

test('an error of several feeds is one row that names them, and publishers’ words are no markup', () => {
  const feeds = [
    { feed: 'a', release: '1' },
    { feed: 'b', release: '1' },
  ];
  const error = { source: 'shelf', feeds, code: 'http-status', message: 'expected <b>200</b> | found 404' };
  assert.match(
    markdownSummary({ ...REPORT, errors: [error] }),
    /\n\| shelf \| a 1, b 1 \| `http-status` \| expected \\<b\\>200\\<\/b\\> \\\| found 404 \|\n/,
  );
});
