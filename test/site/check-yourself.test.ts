import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { checkSteps } from '../../site/proof/commands.ts';
import { signImage, WAYS } from '../signed-image.ts';
import type { SignedImage } from '../signed-image.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startTestServer } from '../test-server.ts';

const missing = ['curl', 'gpg', 'gpgv', 'minisign', 'signify-openbsd', 'sha256sum'].filter(
  (program) => spawnSync(program, ['--version']).error !== undefined,
);
const skip = missing.length === 0 ? false : `${missing.join(', ')} not installed`;

/** Runs commands of the site as a reader would, with this publisher at another address. */
async function run(t: TestContext, { files }: SignedImage, commands: readonly string[]): Promise<Finished> {
  const { origin } = await startTestServer(t, ({ url = '' }, response) => {
    const content = files[url.slice(1)];
    if (content === undefined) response.writeHead(404).end();
    else response.end(content);
  });
  const folder = await temporaryFolder(t);
  const script = commands.join('\n').replaceAll('https://images.example', origin);
  return runProgram('sh', ['-e', '-c', `cd '${folder}'\n${script}`], { ...process.env, GNUPGHOME: folder });
}

function commandsOf({ build, product }: SignedImage): string[] {
  const [artifact] = build.artifacts;
  assert.ok(artifact);
  return checkSteps(build, product, artifact).map(({ command }) => command);
}

describe('the commands of a build page', { skip, concurrency: 2 }, () => {
  for (const way of WAYS) {
    test(`prove what its publisher signed: ${way}`, async (t) => {
      const image = await signImage(way);
      const { exit, out, err } = await run(t, image, commandsOf(image));
      assert.equal(exit, 0, err);
      const { artifacts } = image.build;
      const last = way.endsWith('image') ? `${artifacts[0]?.file}: OK` : artifacts[0]?.digest.slice(7);
      assert.ok(last && out.trimEnd().split('\n').at(-1)?.startsWith(last), out);
    });

    test(`fail where other bytes are signed: ${way}`, async (t) => {
      const image = await signImage(way);
      const { verification } = image.build;
      assert.ok(verification.level === 'signed');
      const whole = Buffer.from(image.files[verification.sums] ?? '').toString('latin1');
      const files = { ...image.files, [verification.sums]: whole.replace(/an image|os-1/, 'XX') };
      assert.notEqual((await run(t, { ...image, files }, commandsOf(image))).exit, 0);
    });
  }
});
