import type { Catalog } from '../catalog/catalog.ts';
import type { SourceError } from '../health.ts';
import type { KeyAlarm } from './key-alarm.ts';
import type { SignedBuilds } from './key-audit.ts';
import type { Build, Release } from '../release.ts';
import type { SignedVerification } from '../verification.ts';

/** How many recorded builds each key has signed; those of a subkey count for the subkey and for its primary. */
export function countSigned({ products }: Catalog): SignedBuilds {
  const counts = new Map<string, number>();
  for (const { verification } of products.flatMap(({ releases }) =>
    releases.flatMap(({ builds }) => builds),
  )) {
    if (verification.level !== 'signed') continue;
    const { signer, subkey } = verification;
    for (const one of subkey === undefined ? [signer] : [signer, subkey])
      counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  return counts;
}

/** Who signs by now in a stream, and who signed before. */
interface SignerChange {
  release: string;
  stream: string;
  serial: string;
  from: string;
  to: SignedVerification;
}

/**
 * Tells where a source has begun to sign with another key than before, and where it signs with one that is not pinned.
 */
export function auditSigners(catalog: Catalog, today: string): KeyAlarm[] {
  return [
    ...catalog.products.flatMap(({ product, releases }) => {
      const pinned = new Set<string>(product.keys.map(({ fingerprint }) => fingerprint));
      const changes = releases.flatMap((release) => signerChanges(release));
      const isEnded = new Set(releases.filter((one) => isOver(one, today)).map(({ release }) => release));
      const shown = changes.filter(({ release, to }) => !isEnded.has(release) || !pinned.has(to.signer));
      const alike = Map.groupBy(shown, ({ from, to }) => `${from} ${signerOf(to)}`);
      return [...alike.values()].flatMap((same) =>
        describeChange(product.product, product.name, pinned, same),
      );
    }),
    ...catalog.health.sources.flatMap(({ source, errors = [] }) => unknownSigners(source, errors)),
  ];
}

function isOver({ endOfLife }: Release, today: string): boolean {
  return endOfLife !== undefined && endOfLife < today;
}

/** Of each stream the newest build against the one before; builds come newest first, as the catalog is read. */
function signerChanges({ release, builds }: Release): SignerChange[] {
  const streams = Map.groupBy(
    builds.filter(({ withdrawn }) => withdrawn === undefined),
    ({ stream }) => stream,
  );
  return [...streams].flatMap(([stream, entries]) => {
    const [newest = [], before = []] = Map.groupBy(entries, ({ serial }) => serial).values();
    const known = signersOf(before);
    const [from] = known;
    if (from === undefined) return [];
    const other = newest.flatMap(({ verification, serial }): SignerChange[] =>
      verification.level === 'signed' && !known.has(signerOf(verification))
        ? [{ release, stream, serial, from, to: verification }]
        : [],
    );
    return other.slice(0, 1);
  });
}

function signersOf(builds: readonly Build[]): Set<string> {
  return new Set(
    builds.flatMap(({ verification }) => (verification.level === 'signed' ? signerOf(verification) : [])),
  );
}

function signerOf({ signer, subkey }: SignedVerification): string {
  return subkey ?? signer;
}

function describeChange(
  product: string,
  name: string,
  pinned: ReadonlySet<string>,
  changes: readonly SignerChange[],
): KeyAlarm[] {
  const [first] = changes;
  if (first === undefined) return [];
  const { from, to } = first;
  const isPinned = pinned.has(to.signer);
  const where = changes.map(({ release, stream, serial }) => `${release} ${stream} ${serial}`).join(', ');
  const what = to.subkey === undefined ? to.signer : `the subkey ${to.subkey} of ${to.signer}`;
  return [
    {
      code: 'signer-changed',
      level: isPinned ? 'information' : 'alarm',
      message: `${name}: ${where} is signed by ${what}, the build before by ${from}${isPinned ? '' : '; the new signer is not pinned'}`,
      advice: isPinned
        ? 'nothing needs to be done; the publisher usually announces a change of keys'
        : 'find out why the key is pinned no longer, and whether its builds should stay on record',
      fingerprint: signerOf(to),
      product,
    },
  ];
}

/** What the crawler says of a signature by a key that is not pinned. */
const FOUND = /found one by (?:key|the signify key number) ([0-9A-F]{16,64})\b/;

function unknownSigners(source: string, errors: readonly SourceError[]): KeyAlarm[] {
  const unknown = errors.filter(({ code }) => code === 'signature-unknown-key');
  const byKey = Map.groupBy(unknown, ({ message }) => FOUND.exec(message)?.[1]);
  return [...byKey].map(([key, alike]) => {
    const places = alike.flatMap(({ feed, release, feeds = [] }) => [{ feed, release }, ...feeds]);
    const releases = [...new Set(places.flatMap(({ release }) => release ?? []))];
    const where = [...new Set(places.map(({ feed = '', release = '' }) => `${feed} ${release}`.trim()))];
    const command = `osdex keys propose <file or URL of the key> --source ${source}${releases.length > 0 ? ` --releases ${releases.join(',')}` : ''}`;
    return {
      code: 'signer-unknown',
      level: 'alarm',
      message: `${source} ${where.filter((place) => place !== '').join(', ')}: signed by ${key === undefined ? 'a key' : `the key ${key}`} that is not pinned`,
      advice: `find the key where its publisher announces it, then see what this says of it: ${command}`,
      ...(key === undefined ? {} : { fingerprint: key }),
      product: source,
    };
  });
}
