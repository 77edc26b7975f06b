import { join } from 'node:path';
import { isoDay } from '../../core/day.ts';
import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import type { RegisteredKey } from '../../core/keys/key-registry.ts';
import { keyFile } from '../../core/trust/keyring.ts';
import { armorKey } from '../../core/keys/public-key-file.ts';
import { writeFileAtomic } from '../../core/files/write-file.ts';
import { keyPlaces, keysFolder, openFetcher } from '../context.ts';
import type { CommonOptions, NetworkOptions } from '../context.ts';
import { printJson } from '../print-json.ts';
import { comparePublished } from './published-copy.ts';
import { loadAllSources, registryOf } from './registry.ts';
import { hang, printable, terminalWidth } from './text.ts';

/** What came of one key, and in words what changed in it. */
type Outcome =
  | { result: 'unchanged' | 'written' | 'updated'; changes: string[] }
  | { result: 'failed'; code: string; message: string };

/** What `--json` tells of a key. */
type UpdateResult = Outcome & { fingerprint: string; products: string[] };

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
  const results: UpdateResult[] = [];
  try {
    for (const key of wanted) {
      const outcome = await updateKey(key, options, fetcher);
      results.push({
        fingerprint: key.fingerprint,
        products: key.products.map(({ product }) => product),
        ...outcome,
      });
      if (options.json) continue;
      process.stdout.write(describe(key, outcome, now, terminalWidth()));
    }
  } finally {
    await fetcher.close();
  }
  if (options.json) printJson({ schema: 'osdex/key-update/1', results });
  else process.stdout.write(conclusion(results));
  if (results.some(({ result }) => result === 'failed')) process.exitCode = 1;
}

const KINDS: Readonly<Record<Outcome['result'], string>> = {
  written: 'written',
  updated: 'updated',
  unchanged: 'without news',
  failed: 'failed',
};

/** `6 keys: 1 updated, 4 without news, 1 failed.` */
function conclusion(outcomes: readonly Outcome[]): string {
  if (outcomes.length === 0) return 'No key to fetch.\n';
  const counts = Object.entries(KINDS).flatMap(([kind, words]) => {
    const alike = outcomes.filter(({ result }) => result === kind).length;
    return alike === 0 ? [] : [`${alike} ${words}`];
  });
  return `${counted(outcomes.length, 'key')}: ${counts.join(', ')}.\n`;
}

/** A key enters only under the fingerprint that a person has pinned; the address it came from proves nothing. */
async function updateKey(
  { fingerprint, url = '' }: RegisteredKey,
  options: CommonOptions,
  fetcher: Fetcher,
): Promise<Outcome> {
  try {
    const places = keyPlaces(options);
    const { ours, merged, isNews, changes } = await comparePublished(fingerprint, url, places, fetcher);
    if (!isNews) return { result: 'unchanged', changes };
    await writeFileAtomic(join(keysFolder(options), keyFile(fingerprint)), armorKey(merged));
    return { result: ours === undefined ? 'written' : 'updated', changes };
  } catch (error) {
    if (!(error instanceof OsdexError)) throw error;
    return { result: 'failed', code: error.code, message: error.message };
  }
}

function describe(
  { fingerprint, products, url, obtained }: RegisteredKey,
  outcome: Outcome,
  now: Date,
  width: number | undefined,
): string {
  const name = `${products.map(({ product }) => product).join(', ')} ${fingerprint}`;
  const [what, ...more] = wordsOf(outcome);
  const from = outcome.result === 'written' || outcome.result === 'updated' ? ` from ${url}` : '';
  const hint =
    outcome.result === 'written' && obtained === undefined
      ? [`state with its pin: obtained: "${isoDay(now)}"`]
      : [];
  return [
    hang('', `${name}: ${what}${from}`, width),
    ...[...more, ...hint].map((line) => hang('    ', line, width)),
  ].join('');
}

/** What was done, and then what there is to say of it. */
function wordsOf(outcome: Outcome): string[] {
  switch (outcome.result) {
    case 'failed':
      return [`${outcome.code}: ${printable(outcome.message)}`];
    case 'unchanged':
      return ['nothing new'];
    case 'written':
      return ['written'];
    case 'updated':
      return [
        'updated',
        ...(outcome.changes.length > 0
          ? outcome.changes.map(printable)
          : ['signatures that change nothing for a verifier']),
      ];
  }
}
