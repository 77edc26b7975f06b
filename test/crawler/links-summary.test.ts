import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LinksReport } from '../../crawler/links-report.ts';
import { linksSummary } from '../../crawler/links-summary.ts';

const NOTHING: LinksReport = {
  counts: { there: 12, moved: 0, withdrawn: 0, goneBefore: 0, unknown: 0, faulty: 0 },
  selected: 400,
  foldersLeft: 0,
  asked: 60,
  changes: [],
  errors: [],
  unknown: [],
  files: [],
};

test('a check without news is one sentence', () => {
  assert.equal(
    linksSummary(NOTHING),
    '## Recorded addresses\n\n12 there, 0 moved, 0 withdrawn, 0 unknown: 12 of 400 builds.\n',
  );
});

test('what changed, what to look at and what is unknown have a part each, and no text of others is Markdown', () => {
  const place = { product: 'debian', release: '13', stream: 'netinst', serial: '13.6.0' };
  const summary = linksSummary({
    ...NOTHING,
    counts: { there: 0, moved: 1, withdrawn: 0, goneBefore: 2, unknown: 1, faulty: 1 },
    foldersLeft: 3,
    changes: [{ kind: 'build-moved', ...place, to: 'https://old.example/13.6.0/' }],
    errors: [{ ...place, code: 'file-missing', message: 'expected <b>a</b> | file' }],
    unknown: [{ product: 'ubuntu', code: 'timeout', message: 'expected an answer in time' }],
  });
  assert.equal(
    summary,
    `## Recorded addresses

0 there, 1 moved, 0 withdrawn, 1 unknown, 2 withdrawn before, 1 at fault: 5 of 400 builds. 3 folders over the limit: the next run begins there.

### Changes

- debian 13 netinst 13.6.0: moved by its publisher to https://old.example/13.6.0/

### To look at

| product | build | code | what |
|---|---|---|---|
| debian | 13 netinst 13.6.0 | \`file-missing\` | expected \\<b\\>a\\</b\\> \\| file |

### Unknown

| product | build | code | what |
|---|---|---|---|
| ubuntu |  | \`timeout\` | expected an answer in time |
`,
  );
});
