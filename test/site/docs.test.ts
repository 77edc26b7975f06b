import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { Artifact, Build, Release } from '../../core/release.ts';
import { Verification } from '../../core/verification.ts';
import { runProgram } from '../../scripts/program.ts';
import { serveSite } from '../../scripts/site-server.ts';
import { apiExamples } from '../../site/docs/api-examples.ts';
import {
  ARTIFACT_FIELDS,
  BUILD_FIELDS,
  RELEASE_FIELDS,
  VERIFICATION_FIELDS,
} from '../../site/docs/catalog-fields.ts';
import { BASE, builtSample } from './built-site.ts';
import { digest, SIGNER } from './sample.ts';

test('every field of the catalog is explained, and nothing that is none', () => {
  const named = (fields: readonly { field: string }[]): string[] => fields.map(({ field }) => field);
  assert.deepEqual(named(RELEASE_FIELDS), Object.keys(Release.shape));
  assert.deepEqual(named(BUILD_FIELDS), Object.keys(Build.shape));
  assert.deepEqual(named(ARTIFACT_FIELDS), Object.keys(Artifact.shape));
  const evidence = Verification.options.flatMap((option) => Object.keys(option.shape));
  assert.deepEqual(named(VERIFICATION_FIELDS), [...new Set(evidence)]);
});

const IMAGE = {
  ...{ product: 'ubuntu', release: '24.04', stream: 'server-cloud', arch: 'arm64', format: 'qcow2' },
  digest: digest('20260725arm64'),
};

/** What each example prints of the sample catalog. */
const PRINTED: readonly [program: string, pattern: RegExp][] = [
  [
    'jq',
    new RegExp(
      `^${IMAGE.digest} https://cloud-images\\.ubuntu\\.com/releases/noble/release-20260725/ubuntu-24\\.04-server-cloudimg-arm64\\.img\n$`,
    ),
  ],
  ['python3', /^ubuntu \d+ of \d+$/m],
  ['node', new RegExp(`^ubuntu/24\\.04/server-cloud/20260725/\\S+ signed ${SIGNER}\n$`)],
];

for (const [index, [program, pattern]] of PRINTED.entries()) {
  const missing =
    spawnSync(program, ['--version']).error === undefined ? false : `${program} is not installed`;
  test(`the example of the API for ${program} prints what it says`, { skip: missing }, async (t) => {
    const { out: site } = await builtSample();
    const server = await serveSite(site, { base: BASE });
    t.after(server.close);
    const example = apiExamples(server.url, IMAGE)[index];
    const { exit, out, err } = await runProgram('sh', ['-c', example?.command ?? '']);
    assert.equal(exit, 0, err);
    assert.match(out, pattern);
  });
}
