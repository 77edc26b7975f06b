import { join } from 'node:path';
import { OsdexError } from '../../core/error.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import type { RegisteredKey } from '../../core/keys/key-registry.ts';
import { keyFile } from '../../core/trust/keyring.ts';
import { armorKey } from '../../core/trust/public-key-file.ts';
import { writeFileAtomic } from '../../core/files/write-file.ts';
import { keysFolder, openFetcher } from '../context.ts';
import type { CommonOptions, NetworkOptions } from '../context.ts';
import { printJson } from '../print-json.ts';
import { comparePublished } from './published-copy.ts';
import { loadAllSources, registryOf } from './registry.ts';
import { printable } from './text.ts';

/** What came of one key, and in words what changed in it. */
type Outcome =
  | { result: 'unchanged' | 'written' | 'updated'; changes: string[] }
  | { result: 'refused'; code: string; message: string };

/** `osdex keys update`. */
export async function updateKeys(
  options: CommonOptions & NetworkOptions & { missing?: boolean },
): Promise<void> {
  const now = new Date();
  const { keys } = await registryOf(await loadAllSources(options), options, now);
  const wanted = keys.filter(
    ({ kind, file, url }) =>
      kind === 'openpgp' && url !== undefined && (!options.missing || file === 'missing'),
  );
  const fetcher = await openFetcher(options);
  const results = [];
  try {
    for (const key of wanted) {
      const outcome = await updateKey(key, keysFolder(options), fetcher);
      results.push({
        fingerprint: key.fingerprint,
        products: key.products.map(({ product }) => product),
        ...outcome,
      });
      if (options.json) continue;
      process.stdout.write(describe(key, outcome, now));
    }
  } finally {
    await fetcher.close();
  }
  if (options.json) printJson({ schema: 'osdex/key-update/1', results });
  else if (results.length === 0) process.stdout.write('No key to fetch.\n');
  if (results.some(({ result }) => result === 'refused')) process.exitCode = 1;
}

/** A key enters only under the fingerprint that a person has pinned; the address it came from proves nothing. */
async function updateKey(
  { fingerprint, url = '' }: RegisteredKey,
  folder: string,
  fetcher: Fetcher,
): Promise<Outcome> {
  try {
    const { ours, merged, isNews, changes } = await comparePublished(fingerprint, url, folder, fetcher);
    if (!isNews) return { result: 'unchanged', changes };
    await writeFileAtomic(join(folder, keyFile(fingerprint)), armorKey(merged));
    return { result: ours === undefined ? 'written' : 'updated', changes };
  } catch (error) {
    if (!(error instanceof OsdexError)) throw error;
    return { result: 'refused', code: error.code, message: error.message };
  }
}

function describe(key: RegisteredKey, outcome: Outcome, now: Date): string {
  const name = `${key.products.map(({ product }) => product).join(', ')} ${key.fingerprint}`;
  switch (outcome.result) {
    case 'refused':
      return `${name}: ${outcome.code}: ${outcome.message}\n`;
    case 'unchanged':
      return `${name}: nothing new\n`;
    case 'written': {
      const hint =
        key.obtained === undefined
          ? `; state with its pin: obtained: "${now.toISOString().slice(0, 10)}"`
          : '';
      return `${name}: written, from ${key.url}${hint}\n`;
    }
    case 'updated': {
      const changes =
        outcome.changes.length > 0 ? outcome.changes : ['signatures that change nothing for a verifier'];
      return `${name}: updated from ${key.url}\n${changes.map((change) => `  ${printable(change)}\n`).join('')}`;
    }
  }
}
