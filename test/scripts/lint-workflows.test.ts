import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { lintWorkflow } from '../../scripts/lint-workflows.ts';

const FOLDER = join(import.meta.dirname, '../../.github/workflows');
const SHA = '0123456789abcdef0123456789abcdef01234567';

const GOOD = `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@${SHA} # v7.0.1
      - env:
          TITLE: \${{ github.ref }}
        run: |
          echo "$TITLE"
`;

async function problemsWith(wrong: string, right: string): Promise<string[]> {
  assert.ok(GOOD.includes(right), right);
  return lintWorkflow(GOOD.replace(right, wrong), 'w.yml');
}

test('the workflows of this repository have no problem', async () => {
  const names = await readdir(FOLDER);
  assert.ok(names.includes('crawl.yml') && names.includes('ci.yml'));
  for (const name of names) {
    assert.deepEqual(await lintWorkflow(await readFile(join(FOLDER, name), 'utf8'), name), []);
  }
});

test('a workflow without a mistake has no problem', async () => {
  assert.deepEqual(await lintWorkflow(GOOD, 'w.yml'), []);
});

test("GitHub's own mistakes are found: keys, values, expressions and contexts", async () => {
  assert.deepEqual(await problemsWith('timeout-minuts: 5', 'timeout-minutes: 5'), [
    "w.yml:6: Unexpected value 'timeout-minuts'",
    'w.yml:1: expected timeout-minutes for job "build", found none',
  ]);
  assert.deepEqual(await problemsWith('${{ github.rev }}', '${{ github.ref }}'), [
    'w.yml:10: Context access might be invalid: rev',
  ]);
  assert.deepEqual(await problemsWith('${{ upper(github.ref) }}', '${{ github.ref }}'), [
    "w.yml:10: Unrecognized function: 'upper'",
  ]);
  assert.deepEqual(await problemsWith('permissions: { contents: all }', 'permissions: {}'), [
    "w.yml:2: Unexpected value 'all'",
  ]);
});

test('an action that is not pinned by commit, or does not say which version that is, is found', async () => {
  for (const action of [
    'actions/checkout@v7',
    `actions/checkout@${SHA}`,
    `actions/checkout@${SHA.slice(0, 12)} # v7`,
  ]) {
    assert.deepEqual(await problemsWith(action, `actions/checkout@${SHA} # v7.0.1`), [
      `w.yml:8: expected an action pinned as owner/name@<40 hex digits> # vX.Y.Z, found ${action}`,
    ]);
  }
});

test('an expression within a script is found', async () => {
  assert.deepEqual(await problemsWith('echo "${{ github.ref }}"', 'echo "$TITLE"'), [
    'w.yml:12: expected no expression in a script; hand it over as an environment variable',
  ]);
});

test('a token whose permissions are not written down is found', async () => {
  assert.deepEqual(await problemsWith('', 'permissions: {}\n'), [
    'w.yml:1: expected permissions for the whole workflow, found none',
  ]);
});
