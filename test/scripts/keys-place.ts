import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { keyFile } from '../../core/trust/keyring.ts';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { SOURCE_TEXT } from '../source-text.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { TestKey } from '../test-key.ts';
import { startTestServer } from '../test-server.ts';

const LAUNCH = fileURLToPath(new URL('../../scripts/launch.mjs', import.meta.url));
const ENTRIES = /^keys:\n(?: .*\n)*/m;

/** A folder with a source of its own, its keys and a catalog, and the internet that its commands see. */
export interface KeysPlace {
  folder: string;
  run(...args: string[]): Promise<Finished>;
  read(path: string): Promise<string>;
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** What `https://HOST/PATH` serves, by `HOST/PATH`. */
  served: Map<string, string | Uint8Array>;
}

/** Makes sources/example.yaml with these lines under keys:, and the files of these keys. */
export async function makeKeysPlace(t: TestContext, entries: string, ...keys: TestKey[]): Promise<KeysPlace> {
  const folder = await temporaryFolder(t, {
    'sources/example.yaml': SOURCE_TEXT.replace(ENTRIES, `keys:\n${entries}`).replaceAll(
      /^ +keys: .*\n/gm,
      '',
    ),
    ...Object.fromEntries(keys.map((key) => [`sources/keys/${keyFile(key.fingerprint)}`, publicText(key)])),
  });
  const served: KeysPlace['served'] = new Map();
  const { origin } = await startTestServer(t, (request, response) => {
    const body = served.get((request.url ?? '').slice(1));
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  const options = ['--sources', join(folder, 'sources'), '--catalog', join(folder, 'catalog')];
  const network = ['--replay', origin, '--cache', join(folder, 'cache')];
  return {
    folder,
    served,
    run: (...args) =>
      runProgram(
        process.execPath,
        [
          LAUNCH,
          ...args,
          ...options,
          ...(['keys list', 'sources check'].includes(args.slice(0, 2).join(' ')) ? [] : network),
        ],
        { ...process.env, OSDEX_REPLAY: '', GITHUB_STEP_SUMMARY: join(folder, 'summary.md') },
      ),
    read: (path) => readFile(join(folder, path), 'utf8'),
    async write(path, content) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    },
  };
}

export function publicText({ privateKey }: Pick<TestKey, 'privateKey'>): string {
  return privateKey.toPublic().armor();
}

/** The entry of a key under keys: of a source. */
export function entryOf({ fingerprint }: TestKey, ...lines: string[]): string {
  const all = [
    `  - fingerprint: ${fingerprint}`,
    'owner: Example <key@example.org>',
    'provenance: made by a test',
    ...lines,
  ];
  return `${all.join('\n    ')}\n`;
}
