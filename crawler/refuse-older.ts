import { DAY_MS } from '../core/day.ts';
import { OsdexError } from '../core/error.ts';
import type { Build } from '../core/release.ts';
import type { Verification } from '../core/verification.ts';
import { dayOfSerial } from './serial-day.ts';

/**
 * Refuses a sums file signed before one that was read from the same address: an old state is served again. Two that
 * were signed in the same second have no order, so the one on record stays.
 *
 * @param recorded the evidence on record from that address, none of it of the very same bytes.
 * @param signedAt of the signature over the bytes found.
 * @throws OsdexError `signature-older`.
 */
export function refuseOlderSignature(
  recorded: readonly Verification[],
  signedAt: string | undefined,
  url: string,
): void {
  const newest = recorded
    .flatMap((one) => (one.level === 'signed' ? (one.signedAt ?? []) : []))
    .toSorted()
    .at(-1);
  // Signatures of some kinds tell no time.
  if (newest === undefined || signedAt === undefined || signedAt > newest) return;
  const found = signedAt === newest ? 'one over other bytes of the same second' : signedAt;
  const sentence = `expected a signature newer than the recorded one (${newest}), found ${found}, ${url}`;
  throw new OsdexError('signature-older', sentence, { url });
}

/**
 * Refuses a build that was signed before the day its serial tells: the list is of an earlier build, put under the name
 * of a later one. A day is left for clocks and time zones.
 *
 * @throws OsdexError `signature-older`.
 */
export function refuseEarlySignature({ stream, serial, verification }: Build, url: string): void {
  const day = dayOfSerial(serial);
  const signedAt = verification.level === 'signed' ? verification.signedAt : undefined;
  if (day === undefined || signedAt === undefined || Date.parse(signedAt) >= Date.parse(day) - DAY_MS) return;
  const sentence = `expected ${stream} ${serial} to be signed on ${day} or later, found ${signedAt}: the list is of an earlier build, ${url}`;
  throw new OsdexError('signature-older', sentence, { url });
}
