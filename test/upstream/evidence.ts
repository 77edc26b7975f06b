import { STRANGER } from './stand-ins.ts';
import type { SignatureForm } from './signing-key.ts';
import type { StandIns } from './stand-ins.ts';
import { GARBAGE, withOtherDigests } from './tampering.ts';
import type { Tamper } from './tampering.ts';

/** How a sums file is proven; `signature` is the name of the file beside it, `key` that of a stand-in. */
export type Proof =
  | { shape: 'none' }
  | { shape: 'detached'; signature: string; key: string; form?: SignatureForm | undefined }
  | { shape: 'clearsigned'; key: string };

/** A sums file and its signature as they are served; no signature where there is none beside it. */
export interface Evidence {
  sums(): Promise<string>;
  signature?: () => Promise<string | Uint8Array>;
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
  return { sums, signature: async () => (await key()).detachedAs(proof.form, signed(), signedAt) };
}

/** The signature over an image, honest or by somebody else, of another time, or no signature at all. */
export async function signImage(
  bytes: () => Uint8Array,
  at: Date,
  { key, form }: { key: string; form?: SignatureForm | undefined },
  how: Tamper | undefined,
  keys: StandIns,
): Promise<string | Uint8Array> {
  if (how === 'garbage' || how === 'empty') return how === 'garbage' ? GARBAGE : '';
  const signedAt = how === 'older' ? new Date(at.getTime() - YEAR_MS) : at;
  const signer = await keys(how === 'other-key' ? STRANGER : key);
  const isOther = how === 'other-file' || how === 'sums' || how === 'outside';
  return signer.detachedAs(form, isOther ? ANOTHER_FILE : bytes(), signedAt);
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
  // signify's signature stands above what it covers.
  if (start < 0) return how === 'sums' ? withOtherDigests(message) : message.replace(text, ANOTHER_FILE);
  if (how === 'sums') return withOtherDigests(message.slice(0, start)) + message.slice(start);
  const heading = message.slice(0, message.indexOf('\n\n') + 2);
  return `${heading}${text}${message.slice(start)}`;
}
