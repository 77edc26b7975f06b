import type { CatalogChange } from '../core/change.ts';
import type { Build } from '../core/release.ts';
import { compareVersions } from '../core/version-order.ts';
import type { ReleaseName } from './found.ts';
import { predecessorOf } from './predecessor.ts';

/**
 * Where new builds are signed by another key, or another subkey, than the newest build that was on record: usual when a
 * publisher rolls a key, and then people should hear of it all the same.
 *
 * @param added in any order; of several with the same new key the oldest tells.
 */
export function findSignerChanges(
  { product, release }: ReleaseName,
  recorded: readonly Build[],
  added: readonly Build[],
): CatalogChange[] {
  const changes = new Map<string, CatalogChange>();
  const seen = [...recorded];
  for (const build of added.toSorted((a, b) => compareVersions(a.serial, b.serial))) {
    const before = predecessorOf(build, seen);
    const { stream, serial } = build;
    // What comes late from before the newest build may well have an earlier key.
    if (before === undefined || compareVersions(serial, before.serial) < 0) continue;
    seen.push(build);
    const [from, to] = [signingKeyOf(before), signingKeyOf(build)];
    if (from === undefined || to === undefined || from === to || isAlsoSignedBy(before, build)) continue;
    changes.set(`${stream} ${serial} ${from} ${to}`, {
      kind: 'signer-changed',
      product,
      release,
      stream,
      serial,
      from,
      to,
    });
  }
  return [...changes.values()];
}

/** While a publisher rolls a key, both may sign the same file. */
function isAlsoSignedBy(before: Build, build: Build): boolean {
  if (before.verification.level !== 'signed' || build.verification.level !== 'signed') return false;
  const keys: string[] = [before.verification.signer, before.verification.subkey ?? ''];
  return (build.verification.others ?? []).some(
    ({ key, verdict }) => verdict === 'good' && keys.includes(key),
  );
}

function signingKeyOf({ verification }: Build): string | undefined {
  return verification.level === 'signed' ? (verification.subkey ?? verification.signer) : undefined;
}
