import { DAY_MS, isoDay } from '../day.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { KeyAlarm } from './key-alarm.ts';
import type { KeyRegistry } from './key-registry.ts';
import type { Build } from '../release.ts';
import { KEY_ALGORITHMS } from '../trust/signature-policy.ts';
import type { AcceptedException, Source } from '../source/source.ts';

/** A publisher who changed for the better is not asked about it at once: builds of before may still turn up. */
const LONG_PAST_DAYS = 365;

/**
 * Finds exceptions from the signature policy that have done their work: their day is long past, and neither a build on
 * record nor one that the source still asks for by its serial needs them. A product without any record tells nothing.
 */
export function auditExceptions(
  sources: readonly Source[],
  catalog: Catalog,
  registry: KeyRegistry,
  now: Date,
): KeyAlarm[] {
  const before = isoDay(new Date(now.getTime() - LONG_PAST_DAYS * DAY_MS));
  return sources.flatMap((source) => {
    const recorded = catalog.products.find(({ product }) => product.product === source.product);
    const builds = recorded?.releases.flatMap((release) => release.builds) ?? [];
    if (builds.length === 0) return [];
    return source.accept
      .filter(({ until }) => until < before)
      .filter((exception) => !builds.some((build) => needs(build, exception, registry)))
      .filter(({ until }) => !asksForBuildOf(source, new Set(builds.map(({ serial }) => serial)), until))
      .map((exception) => ({
        code: 'exception-unused',
        level: 'information',
        message: `${source.name}: no recorded build needs any more that ${wordsOf(exception)} is accepted until ${exception.until}`,
        advice: `take the exception out of accept: in the source ${source.product}, so that nothing can hide behind it`,
        product: source.product,
      }));
  });
}

function needs(
  { verification, withdrawn }: Build,
  exception: AcceptedException,
  registry: KeyRegistry,
): boolean {
  if (verification.level !== 'signed' || withdrawn !== undefined) return false;
  if ('hash' in exception) return verification.hash === exception.hash;
  const key = registry.keys.find(({ fingerprint }) => fingerprint === verification.signer);
  const part = key?.subkeys?.find(({ fingerprint }) => fingerprint === verification.subkey) ?? key;
  const [, family, digits] = /^(rsa|dsa)(\d+)$/.exec(part?.algorithm ?? '') ?? [];
  const bits = Number(digits);
  if ('dsaBits' in exception) return family === 'dsa' && bits >= exception.dsaBits;
  return family === 'rsa' && bits < leastBits() && bits >= exception.rsaBits;
}

/** What the policy asks of everyone. */
function leastBits(): number {
  return Math.max(...KEY_ALGORITHMS.map((one) => one.leastBits ?? 0));
}

/** Whether a serial that the source states, and that is not on record, may be of before that day. */
function asksForBuildOf({ feeds }: Source, recorded: ReadonlySet<string>, until: string): boolean {
  const stated = feeds.flatMap((feed) => ('serials' in feed ? Object.values(feed.serials ?? {}).flat() : []));
  return stated.some((serial) => {
    const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})/.exec(serial) ?? [];
    const isLater = day !== undefined && `${year}-${month}-${day}` > until;
    return !recorded.has(serial) && !isLater;
  });
}

function wordsOf(exception: AcceptedException): string {
  if ('hash' in exception) return `${exception.hash} in signatures`;
  if ('dsaBits' in exception) return `a DSA key of ${exception.dsaBits} bits`;
  return `an RSA key of ${exception.rsaBits} bits`;
}
