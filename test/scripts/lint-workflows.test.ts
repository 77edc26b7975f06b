import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { lintWorkflow, workflowFiles } from '../../scripts/lint-workflows.ts';

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

const GOOD_ACTION = `name: Crawl
description: Crawls
inputs:
  select:
    description: Which
    default: ''
outputs:
  commit:
    description: Hash
    value: \${{ steps.crawl.outputs.commit }}
runs:
  using: composite
  steps:
    - uses: actions/setup-node@${SHA} # v7.0.0
    - id: crawl
      shell: bash
      env:
        SELECT: \${{ inputs.select }}
      run: echo "$SELECT"
`;

async function problemsWith(wrong: string, right: string): Promise<string[]> {
  assert.ok(GOOD.includes(right), right);
  return lintWorkflow(GOOD.replace(right, wrong), 'w.yml');
}

async function problemsOfActionWith(wrong: string, right: string): Promise<string[]> {
  assert.ok(GOOD_ACTION.includes(right), right);
  return lintWorkflow(GOOD_ACTION.replace(right, wrong), 'action.yml');
}

test('the workflows and the action of this repository have no problem', async () => {
  const paths = await workflowFiles();
  for (const path of ['.github/workflows/crawl.yml', '.github/workflows/ci.yml', 'action.yml'])
    assert.ok(paths.includes(path), path);
  for (const path of paths) assert.deepEqual(await lintWorkflow(await readFile(path, 'utf8'), path), []);
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

test('an action without a mistake has no problem, and needs neither permissions nor time limits', async () => {
  assert.deepEqual(await lintWorkflow(GOOD_ACTION, 'action.yml'), []);
});

test('the mistakes of an action are found as those of a workflow are', async () => {
  assert.deepEqual(
    await problemsOfActionWith('actions/setup-node@v7', `actions/setup-node@${SHA} # v7.0.0`),
    [
      'action.yml:14: expected an action pinned as owner/name@<40 hex digits> # vX.Y.Z, found actions/setup-node@v7',
    ],
  );
  assert.deepEqual(await problemsOfActionWith('echo ${{ inputs.select }}', 'echo "$SELECT"'), [
    'action.yml:19: expected no expression in a script; hand it over as an environment variable',
  ]);
  assert.deepEqual(await problemsOfActionWith('${{ inputs.selekt }}', '${{ inputs.select }}'), [
    'action.yml:18: expected an input or step that is there, found inputs.selekt',
  ]);
  assert.deepEqual(await problemsOfActionWith('id: crawler', 'id: crawl'), [
    'action.yml:10: expected an input or step that is there, found steps.crawl',
  ]);
  assert.deepEqual(await problemsOfActionWith('', '      shell: bash\n'), [
    'action.yml:15: Required property is missing: shell',
  ]);
});
