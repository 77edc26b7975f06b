import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createCleartextMessage, sign } from 'openpgp';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeTestKey } from '../../test-key.ts';
import { startTestServer } from '../../test-server.ts';

const TIMEOUT_MS = 20_000;

/** A place that virt-builder takes templates from: what is served there, and how its configuration names it. */
export interface VirtBuilderSource {
  files: ReadonlyMap<string, string>;
  /** Path of what the source's address names. */
  path: string;
  format: 'native' | 'simplestreams';
  /** Armored public key; without one nothing is checked. */
  key?: string | undefined;
}

/** What a program said, and whether it was content. */
export interface Answer {
  good: boolean;
  output: string;
  errors: string;
}

/** Asks virt-builder with this as its only source, from a home of its own. */
export async function askVirtBuilder(
  t: TestContext,
  { files, path, format, key }: VirtBuilderSource,
  ...args: string[]
): Promise<Answer> {
  const { origin } = await startTestServer(t, ({ url = '' }, response) => {
    const content = files.get(decodeURIComponent(url.slice(1)));
    response.statusCode = content === undefined ? 404 : 200;
    response.end(content);
  });
  const uri = `uri=${origin}/${path}\nformat=${format}\n`;
  const home = await temporaryFolder(t, key === undefined ? {} : { 'key.asc': key });
  const gpgkey = key === undefined ? '' : `gpgkey=file://${join(home, 'key.asc')}\n`;
  const config = await temporaryFolder(t, { 'virt-builder/repos.d/test.conf': `[test]\n${uri}${gpgkey}` });
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    TMPDIR: home,
    XDG_CONFIG_HOME: config,
    // Without it those that the system configures would be asked as well.
    VIRT_BUILDER_DIRS: join(home, 'none'),
  };
  return new Promise((resolve) => {
    execFile(
      'virt-builder',
      args,
      { cwd: home, env, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' },
      (error, output, errors) => resolve({ good: error === null, output, errors }),
    );
  });
}

/** Signs texts inside themselves with a key made for it. */
export async function clearsign(...texts: readonly string[]): Promise<{ key: string; signed: string[] }> {
  const { privateKey } = await makeTestKey();
  const signed = texts.map(async (text) => {
    const message = await createCleartextMessage({ text });
    // The package ends lines as the signature counts them, and virt-builder takes the other half for a character.
    return (await sign({ message, signingKeys: privateKey })).replaceAll('\r\n', '\n');
  });
  return { key: privateKey.toPublic().armor(), signed: await Promise.all(signed) };
}
