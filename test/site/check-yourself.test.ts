import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { checkSteps, osdexCheck } from '../../site/proof/commands.ts';
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

const CLI = fileURLToPath(new URL('../../scripts/osdex.ts', import.meta.url));

/** What osdex is run over: the same files, and the key in a folder of its own. */
function fetchesOf(image: SignedImage): string[] {
  const fetches = commandsOf(image).filter((command) => command.startsWith('curl -fLo'));
  return image.keyFile === undefined
    ? fetches
    : [...fetches, `mkdir keys && curl -sfLo keys/${image.keyFile.name} https://images.example/key`];
}

function osdexOf({ build, keyFile }: SignedImage): string {
  const command = osdexCheck(build)?.replace('npx osdex', `'${process.execPath}' '${CLI}'`);
  return `${command}${keyFile === undefined ? '' : ' --keys keys'}`;
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

    test(`of osdex say the same: ${way}`, async (t) => {
      const image = await signImage(way);
      const { exit, err } = await run(t, image, [...fetchesOf(image), osdexOf(image)]);
      assert.equal(exit, 0, err);
      const { verification } = image.build;
      assert.ok(verification.level === 'signed');
      const files = { ...image.files, [verification.sums]: 'something else' };
      assert.equal((await run(t, { ...image, files }, [...fetchesOf(image), osdexOf(image)])).exit, 1);
    });
  }
});
