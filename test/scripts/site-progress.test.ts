import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showSiteBuild } from '../../scripts/site-progress.ts';
import type { Progress } from '../../scripts/progress.ts';

function recordProgress() {
  const told: string[] = [];
  const stayed: string[] = [];
  let ended = 0;
  const progress: Progress = {
    update: () => undefined,
    tell: (now) => void told.push(now),
    milestone: (line) => void stayed.push(line),
    end: () => void ended++,
  };
  return { progress, told, stayed, ends: () => ended };
}

test('of thousands of written files their number is told, also where a line comes in pieces', () => {
  const { progress, told, stayed, ends } = recordProgress();
  const shown = showSiteBuild(progress);
  shown.take('03:22:46 [build] Rearranging server assets...\n03:22:50   ├─ /404.html (+1ms) \n03:2');
  shown.take('2:51   ├─ /a/index.html (+5ms) \n03:22:51   └─ /index.html (+5ms) \n');
  shown.end();
  assert.equal(told.at(-1), 'Writing the site: 3 files');
  assert.deepEqual(
    stayed.map((line) => line.replace(/\d+ s$/, 'N s')),
    ['Reading the catalog and bundling the pages', 'Wrote 3 files in N s'],
  );
  assert.equal(ends(), 1);
});

test('a warning of the build stays on the screen', () => {
  const { progress, stayed } = recordProgress();
  const shown = showSiteBuild(progress);
  shown.take('03:22:46 [WARN] [router] two pages at one address\n');
  shown.end();
  assert.deepEqual(stayed.slice(1), ['03:22:46 [WARN] [router] two pages at one address']);
});
