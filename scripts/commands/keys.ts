import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { OsdexError } from '../../core/error.ts';
import type { Fetcher } from '../../core/fetcher.ts';
import { keyFile, openKeyStore, parseKey } from '../../core/keyring.ts';
import { isoTime } from '../../core/names.ts';
import type { TrustedKey } from '../../core/product.ts';
import { loadSources } from '../../core/source-files.ts';
import { writeFileAtomic } from '../../core/write-file.ts';
import { keysFolder, openFetcher, withCommonOptions, withNetworkOptions } from '../context.ts';
import type { CommonOptions, NetworkOptions } from '../context.ts';
import { printJson } from '../print-json.ts';

type PinnedKey = TrustedKey & { product: string };

/** `osdex keys list` and `osdex keys update`. */
export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description("the publishers' keys that the sources pin");

  withCommonOptions(
    keys
      .command('list')
      .description('list the pinned keys: who owns them, when they expire, where they came from'),
  ).action(listKeys);

  withNetworkOptions(
    withCommonOptions(
      keys.command('update').description('fetch pinned keys from the addresses their sources name'),
    ),
  )
    .option('--missing', 'only those that are not here yet')
    .action(updateKeys);
}

async function pinnedKeys(options: CommonOptions): Promise<PinnedKey[]> {
  const { sources, errors } = await loadSources(options.sources);
  if (errors[0] !== undefined) throw errors[0].error;
  return sources.flatMap(({ product, keys }) => keys.map((key) => ({ ...key, product })));
}

async function listKeys(options: CommonOptions): Promise<void> {
  const store = openKeyStore(keysFolder(options));
  const rows = [];
  for (const key of await pinnedKeys(options)) {
    const state = await stateOf(key, store);
    rows.push({ ...key, ...state });
    if (!state.here) process.exitCode = 1;
  }
  if (options.json) {
    printJson(rows);
    return;
  }
  for (const { product, fingerprint, owner, here, expires, problem, provenance } of rows) {
    process.stdout.write(`${product.padEnd(12)} ${fingerprint}  ${owner}\n`);
    process.stdout.write(
      `${' '.repeat(13)}${here ? `expires ${expires}; ${provenance}` : `NOT HERE: ${problem}`}\n`,
    );
  }
}

async function stateOf({ fingerprint }: PinnedKey, store: ReturnType<typeof openKeyStore>) {
  try {
    const key = (await store([fingerprint])).get(fingerprint);
    const expires = await key?.getExpirationTime();
    return { here: true, expires: expires instanceof Date ? isoTime(expires) : 'never' };
  } catch (error) {
    if (!(error instanceof OsdexError)) throw error;
    return { here: false, problem: error.message };
  }
}

async function updateKeys(options: CommonOptions & NetworkOptions & { missing?: boolean }): Promise<void> {
  const folder = keysFolder(options);
  const fetcher = await openFetcher(options);
  const results = [];
  try {
    for (const key of await pinnedKeys(options)) {
      if (
        key.url === undefined ||
        (options.missing && (await isHere(join(folder, keyFile(key.fingerprint)))))
      )
        continue;
      results.push(await updateKey(key, key.url, folder, fetcher));
    }
  } finally {
    await fetcher.close();
  }
  if (options.json) printJson(results);
  else
    process.stdout.write(
      results.map(({ product, fingerprint, result }) => `${product} ${fingerprint}: ${result}\n`).join('') ||
        'No key to fetch.\n',
    );
  if (results.some(({ good }) => !good)) process.exitCode = 1;
}

/** A key enters only under the fingerprint that a person has pinned; the address it came from proves nothing. */
async function updateKey({ product, fingerprint }: PinnedKey, url: string, folder: string, fetcher: Fetcher) {
  try {
    const { bytes } = await fetcher.get(url);
    const key = await parseKey(new TextDecoder().decode(bytes), fingerprint, url);
    const changed = await writeFileAtomic(join(folder, keyFile(fingerprint)), key.armor());
    return { product, fingerprint, good: true, result: changed ? `written, from ${url}` : 'unchanged' };
  } catch (error) {
    if (!(error instanceof OsdexError)) throw error;
    return { product, fingerprint, good: false, result: `${error.code}: ${error.message}` };
  }
}

async function isHere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
