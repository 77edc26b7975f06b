import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { parseFingerprint } from '../../core/trust/fingerprint.ts';
import { checkSteps, osdexCheck } from '../../site/proof/commands.ts';
import { keyCheckSteps, osdexKeyCheck } from '../../site/proof/key-commands.ts';
import { makeSignifyKey, SIGNIFY_FILE, SIGNIFY_KEY } from '../signify-key.ts';
import { signImage, WAYS } from '../signed-image.ts';
import type { SignedImage } from '../signed-image.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startTestServer } from '../test-server.ts';

const missing = ['curl', 'gpg', 'gpgv', 'minisign', 'signify-openbsd', 'sha256sum'].filter(
  (program) => spawnSync(program, ['--version']).error !== undefined,
);
const skip = missing.length === 0 ? false : `${missing.join(', ')} not installed`;

/** Runs commands of the site as a reader would, with this publisher at another address. */
async function run(
  t: TestContext,
  { files }: Pick<SignedImage, 'files'>,
  commands: readonly string[],
): Promise<Finished> {
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

describe('the commands of the page of a key', { skip }, () => {
  const url = 'https://images.example/key';
  const osdex = (command: string): string => command.replace('npx osdex', `'${process.execPath}' '${CLI}'`);

  test('show a key of OpenPGP, and fail where another lies at its address', async (t) => {
    const [{ keyFile }, other] = await Promise.all([signImage('detached'), signImage('detached')]);
    const fingerprint = parseFingerprint(keyFile?.name.split('.')[0] ?? '');
    assert.ok(fingerprint && keyFile);
    const key = { fingerprint, kind: 'openpgp', url } as const;
    const commands = keyCheckSteps(key).map(({ command }) => command);
    const files = { key: keyFile.bytes };
    const { exit, out, err } = await run(t, { files }, [...commands, osdex(osdexKeyCheck(key))]);
    assert.equal(exit, 0, err);
    assert.match(
      out.replaceAll(/\s/g, ''),
      new RegExp(`^pub.*${fingerprint}.*${fingerprint}:fingerprint${fingerprint}`),
    );
    const theirs = { files: { key: other.keyFile?.bytes ?? '' } };
    assert.equal((await run(t, theirs, commands)).exit, 1);
    assert.equal((await run(t, theirs, [commands[0] ?? '', osdex(osdexKeyCheck(key))])).exit, 1);
  });

  test('find a key of minisign in its file, and fail where another is in it', async (t) => {
    const key = { fingerprint: SIGNIFY_KEY, kind: 'signify', url } as const;
    const commands = keyCheckSteps(key).map(({ command }) => command);
    const { exit, out, err } = await run(t, { files: { key: SIGNIFY_FILE } }, [
      ...commands,
      osdex(osdexKeyCheck(key)),
    ]);
    assert.equal(exit, 0, err);
    assert.ok(out.startsWith(`${SIGNIFY_KEY}\nfingerprint  ${SIGNIFY_KEY}\n`), out);
    const theirs = { files: { key: SIGNIFY_FILE.replace(SIGNIFY_KEY, makeSignifyKey().fingerprint) } };
    assert.equal((await run(t, theirs, commands)).exit, 1);
    assert.equal((await run(t, theirs, [commands[0] ?? '', osdex(osdexKeyCheck(key))])).exit, 1);
  });

  test('hold a key of signify that is served nowhere against the copy of the reader', async (t) => {
    const key = { fingerprint: SIGNIFY_KEY, kind: 'signify' } as const;
    const commands = keyCheckSteps(key).map(({ command }) => command);
    const write = (line: string): string => `printf 'x\\n%s\\n' '${line}' > COPY.pub`;
    const { exit, out, err } = await run(t, { files: {} }, [
      write(SIGNIFY_KEY),
      ...commands,
      'cat signify.pub',
    ]);
    assert.equal(exit, 0, err);
    assert.equal(out, `${SIGNIFY_KEY}\nuntrusted comment: key\n${SIGNIFY_KEY}\n`);
    assert.equal((await run(t, { files: {} }, [write(makeSignifyKey().fingerprint), ...commands])).exit, 1);
  });

  test('ask the publisher where it serves the key, and a key server where it does not', () => {
    const fingerprint = parseFingerprint('A'.repeat(40));
    assert.ok(fingerprint);
    const asked = (more: { url?: string }) => {
      const [{ why, command } = { why: undefined, command: '' }] = keyCheckSteps({
        fingerprint,
        kind: 'openpgp',
        ...more,
      });
      return [why?.id, command.split(' ').at(-1)];
    };
    const server = `https://keyserver.ubuntu.com/pks/lookup?op=get&options=mr&search=0x${fingerprint}`;
    assert.deepEqual(asked({ url }), ['check.fetch-key', url]);
    assert.deepEqual(asked({}), ['check.ask-key-server', `'${server}'`]);
    assert.deepEqual(asked({ url: server }), ['check.ask-key-server', `'${server}'`]);
    const byFingerprint = `https://keys.openpgp.org/vks/v1/by-fingerprint/${fingerprint}`;
    assert.deepEqual(asked({ url: byFingerprint }), ['check.ask-key-server', byFingerprint]);
  });
});
