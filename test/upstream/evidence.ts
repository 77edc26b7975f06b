import { STRANGER } from './stand-ins.ts';
import type { StandIns } from './stand-ins.ts';
import { GARBAGE, withOtherDigests } from './tampering.ts';
import type { Tamper } from './tampering.ts';

/** How a sums file is proven; `signature` is the name of the file beside it, `key` that of a stand-in. */
export type Proof =
  | { shape: 'none' }
  | { shape: 'detached'; signature: string; key: string }
  | { shape: 'clearsigned'; key: string };

/** A sums file and its signature as they are served; no signature where there is none beside it. */
export interface Evidence {
  sums(): Promise<string>;
  signature?: () => Promise<string>;
}

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const ANOTHER_FILE = `${'a'.repeat(64)}  another-file.img\n`;

/** Writes the evidence of one sums file, honest or tampered with. */
export function makeEvidence(
  text: () => string,
  at: Date,
  proof: Proof,
  how: Tamper | undefined,
  keys: StandIns,
): Evidence {
  const signedAt = how === 'older' ? new Date(at.getTime() - YEAR_MS) : at;
  if (how === 'garbage' || how === 'empty') {
    const instead = how === 'garbage' ? GARBAGE : '';
    const honest = makeEvidence(text, at, proof, undefined, keys);
    return { ...honest, sums: async () => instead };
  }
  if (proof.shape === 'none') return { sums: async () => alter(text(), how) };
  const key = async () => keys(how === 'other-key' ? STRANGER : proof.key);
  const signed = () => (how === 'other-file' ? ANOTHER_FILE : text());
  if (proof.shape === 'clearsigned') {
    if (how === 'unsigned') return { sums: async () => text() };
    const message = async () => (await key()).clearsigned(signed(), signedAt);
    return { sums: async () => alterClearsigned(await message(), text(), how) };
  }
  const sums = async () => alter(text(), how);
  if (how === 'unsigned') return { sums };
  return { sums, signature: async () => (await key()).detached(signed(), signedAt) };
}

function alter(text: string, how: Tamper | undefined): string {
  if (how === 'sums') return withOtherDigests(text);
  return how === 'outside' ? text + withOtherDigests(text) : text;
}

const BEGIN_SIGNATURE = '-----BEGIN PGP SIGNATURE-----';

function alterClearsigned(message: string, text: string, how: Tamper | undefined): string {
  if (how === 'outside') return withOtherDigests(text) + message;
  if (how !== 'sums' && how !== 'other-file') return message;
  const start = message.indexOf(BEGIN_SIGNATURE);
  if (how === 'sums') return withOtherDigests(message.slice(0, start)) + message.slice(start);
  const heading = message.slice(0, message.indexOf('\n\n') + 2);
  return `${heading}${text}${message.slice(start)}`;
}
