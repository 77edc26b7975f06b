import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { findKeys } from '../../../core/trust/key-files.ts';
import { OsdexError } from '../../../core/error.ts';
import { parseFingerprint } from '../../../core/trust/fingerprint.ts';
import { openKeyStore } from '../../../core/trust/keyring.ts';
import type { PolicyException } from '../../../core/trust/signature-policy.ts';
import { verifyClearsigned, verifyDetached } from '../../../core/trust/signed-text.ts';
import { askGpgv, withoutGpgv } from '../../gpgv.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const withoutGpg =
  withoutGpgv ||
  (['gpg', 'gpg-agent'].every((program) => spawnSync(program, ['--version']).error === undefined)
    ? false
    : 'gpg or gpg-agent is not installed');

/** Texts whose line ends, blanks and dashes are what signatures stumble over. */
const TEXTS = {
  plain: 'a  b\nc  d\n',
  'without a last line end': 'a  b\nc  d',
  'with CR LF': 'a  b\r\nc  d\r\n',
  'with both kinds of line ends': 'a  b\r\nc  d\ne\r\n',
  'with lone returns': 'a\rb\r\r\nc\r',
  'with blanks at line ends': 'a  b  \nc\t\n \n  d \t \n',
  'with dashes': '- a\n-b\n--\n-----BEGIN PGP SIGNED MESSAGE-----\n-----BEGIN PGP SIGNATURE-----\n- - c\n',
  'with empty lines': '\n\na\n\n\n',
  'in other letters': 'ünï → 名前\n',
  'of one long line': `${'a'.repeat(15_000)}\n`,
  empty: '',
};

const NAMES = ['one', 'two'] as const;

/** Two keys of gpg in a folder of their own, and what asks for signatures by them. */
async function makeSigners(t: TestContext, kinds: readonly [string, string] = ['ed25519', 'rsa2048']) {
  const folder = await temporaryFolder(t);
  const home = join(folder, 'home');
  await mkdir(home, { mode: 0o700 });
  const gpg = (...args: readonly string[]): void => {
    const options = ['--homedir', home, '--batch', '--yes', '--quiet', '--passphrase', ''];
    execFileSync('gpg', [...options, ...args], { cwd: folder, stdio: 'ignore' });
  };
  // The agent that gpg starts would outlive the test.
  t.after(() => spawnSync('gpgconf', ['--homedir', home, '--kill', 'all']));
  for (const [index, name] of NAMES.entries())
    gpg('--quick-gen-key', `<${name}@x.example>`, kinds[index] ?? '', 'sign', 'never');
  gpg('--output', 'ring.gpg', '--export');
  const ring = join(folder, 'ring.gpg');
  const fingerprints = [...(await findKeys(ring)).keys()].flatMap((one) => parseFingerprint(one) ?? []);
  const keyring = await openKeyStore(ring)(fingerprints);
  assert.equal(keyring.size, 2);

  /** Signs a text and gives the bytes of the signature, or of the file that has it in it. */
  async function signText(text: string, ...how: readonly string[]): Promise<Buffer> {
    await writeFile(join(folder, 'text'), text);
    gpg('--output', 'signed', ...how, 'text');
    return readFile(join(folder, 'signed'));
  }

  /** What gpgv and osdex say of a file. */
  async function ask(
    file: string | Uint8Array,
    signature?: Uint8Array,
    accept: readonly PolicyException[] = [],
  ) {
    await writeFile(join(folder, 'file'), file);
    await writeFile(join(folder, 'signature'), signature ?? '');
    const names = signature === undefined ? ['file'] : ['signature', 'file'];
    const theirs = await askGpgv(
      ring,
      names.map((name) => join(folder, name)),
    );
    const options = { keyring, now: new Date(), name: 'text', accept };
    const bytes = Buffer.from(file);
    const ours = await (
      signature === undefined ? verifyClearsigned(bytes, options) : verifyDetached(bytes, signature, options)
    ).catch((error: unknown) => {
      if (error instanceof OsdexError) return undefined;
      throw error;
    });
    return { theirs, ours };
  }

  return { signText, ask };
}

const ONE = ['--local-user', 'one@x.example'];
const TWO = ['--local-user', 'two@x.example'];

describe('what gpg signs', { skip: withoutGpg }, () => {
  test('is accepted in every shape, whatever the text', async (t) => {
    const { signText, ask } = await makeSigners(t);
    for (const [what, text] of Object.entries(TEXTS)) {
      for (const shape of [[], ['--armor'], ['--textmode'], ['--digest-algo', 'SHA384']]) {
        for (const who of [ONE, TWO]) {
          const signature = await signText(text, ...who, ...shape, '--detach-sign');
          const { theirs, ours } = await ask(text, signature);
          assert.deepEqual([theirs.good, ours?.text], [true, text], `${what} ${shape.join(' ')}`);
        }
      }
      const { theirs, ours } = await ask(await signText(text, ...ONE, '--clearsign'));
      const lines = text.replace(/\r?\n$/, '').split('\n');
      const expected = lines.map((line) => line.replace(/[ \t\r]+$/, '')).join('\n');
      assert.deepEqual([theirs.good, ours?.text], [true, expected], `${what} clearsigned`);
    }
  });

  test('with a DSA key is good where the source accepts that, and covers nothing else', async (t) => {
    const { signText, ask } = await makeSigners(t, ['dsa1024', 'dsa3072']);
    const until = '9999-12-31';
    const accept: PolicyException[] = [
      { dsaBits: 1024, until },
      { hash: 'sha1', until },
    ];
    const notes = new Set<string | undefined>();
    for (const [what, text] of Object.entries(TEXTS)) {
      for (const who of [ONE, TWO]) {
        const signature = await signText(text, ...who, '--detach-sign');
        const { theirs, ours } = await ask(text, signature, accept);
        assert.deepEqual([theirs.good, ours?.text], [true, text], what);
        notes.add(ours?.evidence.note);
        assert.equal((await ask(`${text}.`, signature, accept)).ours, undefined, what);
        assert.equal((await ask(text, signature)).ours, undefined, what);
      }
    }
    assert.deepEqual(
      [...notes],
      ['sha1 and a dsa1024 key', 'a dsa3072 key'].map(
        (needed) => `signed with ${needed}, which this source accepts for its early builds`,
      ),
    );
  });

  test('over text holds for other line ends just as far as gpgv says', async (t) => {
    const { signText, ask } = await makeSigners(t);
    const verdicts = new Set<string>();
    for (const text of Object.values(TEXTS)) {
      const signature = await signText(text, ...ONE, '--textmode', '--detach-sign');
      const others = [
        text.replaceAll(/\r*\n/g, '\r\n'),
        text.replaceAll(/\r*\n/g, '\n'),
        text.replaceAll('\n', '\r\r\n'),
        `${text}\r`,
        `${text}\n`,
        `${text} `,
        text.replace('  ', ' '),
        text.replace('\n', ' \n'),
        text.replace('\n', '\r'),
      ];
      for (const other of others) {
        const { theirs, ours } = await ask(other, signature);
        assert.equal(ours !== undefined, theirs.good, JSON.stringify(other.slice(0, 60)));
        verdicts.add(`${other === text ? 'the same' : 'another'}: ${theirs.good}`);
      }
    }
    assert.deepEqual([...verdicts].toSorted(), ['another: false', 'another: true', 'the same: true']);
  });

  test('clearsigned holds for other line ends and blanks just as far as gpgv says', async (t) => {
    const { signText, ask } = await makeSigners(t);
    const message = String(await signText(TEXTS['with blanks at line ends'], ...ONE, '--clearsign'));
    const verdicts = new Set<boolean>();
    const others = [
      message.replaceAll('\n', '\r\n'),
      message.replaceAll(/[ \t]+$/gm, ''),
      message.replace('a  b  \n', 'a  b \t \n'),
      message.replace('a  b', 'a b'),
      message.replace('a  b', '- a  b'),
      message.replace('c\t\n', 'c\n\n'),
      message.replace('c\t\n', 'c\f\n'),
      `text before\n${message}`,
      `${message}text after\n`,
    ];
    for (const other of others) {
      const { theirs, ours } = await ask(other);
      assert.equal(ours !== undefined, theirs.good, other);
      verdicts.add(theirs.good);
    }
    assert.deepEqual(verdicts, new Set([true, false]));
  });

  test('with several keys is accepted by either, and tells of the other', async (t) => {
    const { signText, ask } = await makeSigners(t);
    for (const shape of [['--detach-sign'], ['--armor', '--detach-sign'], ['--clearsign']]) {
      const signed = await signText(TEXTS.plain, ...ONE, ...TWO, ...shape);
      const { theirs, ours } =
        shape[0] === '--clearsign' ? await ask(signed) : await ask(TEXTS.plain, signed);
      assert.deepEqual(
        theirs.valid.map(({ signer }) => ({ key: signer, verdict: 'good' })),
        [{ key: ours?.evidence.signer, verdict: 'good' }, ...(ours?.evidence.others ?? [])],
      );
    }
  });

  test('in one armored block after another counts each', async (t) => {
    const { signText, ask } = await makeSigners(t);
    const one = await signText(TEXTS.plain, ...ONE, '--armor', '--detach-sign');
    const two = await signText(TEXTS.plain, ...TWO, '--armor', '--detach-sign');
    const { theirs, ours } = await ask(TEXTS.plain, Buffer.concat([one, two]));
    assert.equal(theirs.good, true);
    assert.equal(ours?.evidence.others?.length, 1);
  });
});
