import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { config, createMessage, readCleartextMessage, readSignature, SignaturePacket, verify } from 'openpgp';
import type { AnyKeyPacket, Config, Key } from 'openpgp';
import { literalData } from '../test-key.ts';

/*
 * Small clients that do the usual thing, as install guides, mirror scripts and crawlers do it. Each of them works well
 * with an honest publisher.
 */

/** So that the files of old publishers verify too. */
const LENIENT: Config = {
  ...config,
  rejectHashAlgorithms: new Set(),
  rejectMessageHashAlgorithms: new Set(),
  rejectPublicKeyAlgorithms: new Set(),
  minRSABits: 1024,
};
/** With this as the time, nothing is of the future. */
const LATE = new Date('2100-01-01T00:00:00Z');

/** Asks the library, and whether any signature is wrong. */
export async function noSignatureIsWrong(
  file: Uint8Array,
  signature: Uint8Array | string,
  ...verificationKeys: readonly Key[]
): Promise<boolean> {
  const { signatures } = await verify({
    message: await createMessage({ binary: file }),
    signature: await (typeof signature === 'string'
      ? readSignature({ armoredSignature: signature })
      : readSignature({ binarySignature: signature })),
    verificationKeys: [...verificationKeys],
    config: LENIENT,
  });
  const good = await Promise.all(signatures.map(({ verified }) => verified.catch(() => false)));
  return good.every((one) => one);
}

/** The same for a file that has its signature in it. */
export async function clearsignedIsGood(file: string, ...verificationKeys: readonly Key[]): Promise<boolean> {
  const message = await readCleartextMessage({ cleartextMessage: file });
  const { signatures } = await verify({ message, verificationKeys: [...verificationKeys], config: LENIENT });
  const good = await Promise.all(signatures.map(({ verified }) => verified.catch(() => false)));
  return good.every((one) => one);
}

/** The same by hand: the text begins after the first empty line, whatever stands before that. */
export async function clearsignedIsGoodByHand(file: string, ...keys: readonly Key[]): Promise<boolean> {
  const begin = file.indexOf('\n\n') + 2;
  const end = file.indexOf('\n-----BEGIN PGP SIGNATURE-----');
  return noSignatureIsWrong(Buffer.from(file.slice(begin, end)), file.slice(end + 1), ...keys);
}

/**
 * Whether a key of the key file made the signature, as gpgv asks: it notes that a key has expired or is revoked, and
 * exits with 0.
 */
export async function numbersFit(file: Uint8Array, signature: Uint8Array, key: Key): Promise<boolean> {
  const { packets } = await readSignature({ binarySignature: signature });
  const signers: AnyKeyPacket[] = [key.keyPacket, ...key.subkeys.map(({ keyPacket }) => keyPacket)];
  const data = await literalData(file);
  for (const packet of packets) {
    if (!(packet instanceof SignaturePacket) || packet.signatureType === null) continue;
    for (const signer of signers) {
      const { signatureType } = packet;
      const fits = packet.verify(signer, signatureType, data, LATE, true, LENIENT).then(
        () => true,
        () => false,
      );
      if (await fits) return true;
    }
  }
  return false;
}

/** The key that a signature names: it says so itself. */
export async function signerOf(signature: Uint8Array): Promise<string | undefined> {
  const { packets } = await readSignature({ binarySignature: signature });
  const [packet] = packets;
  return packet instanceof SignaturePacket ? packet.issuerKeyID.toHex() : undefined;
}

/** Every line of `<hex>  <name>`, the later ones over the earlier ones. */
export function digestsByName(text: string): Map<string, string> {
  return new Map(linesOf(text).map(({ hex, name }) => [name, hex]));
}

export function linesOf(text: string): { hex: string; name: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, hex = '', name = ''] = /^\\?([0-9a-f]{32,128})[ \t][ *]?([^]*)$/.exec(line) ?? [];
    return hex === '' ? [] : [{ hex, name: name.replaceAll(String.raw`\n`, '\n') }];
  });
}

/** `sha256sum --check --ignore-missing`: whatever is there and listed must be right. */
export async function checkWhatIsThere(text: string, folder: string): Promise<boolean> {
  const verdicts: boolean[] = [];
  for (const { hex, name } of linesOf(text)) {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    if (bytes !== undefined) verdicts.push(sha256(bytes) === hex);
  }
  return verdicts.length > 0 && verdicts.every((one) => one);
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What a page links, as one regular expression finds it. */
export function linksOf(page: string): string[] {
  return [...page.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => decodeURIComponent(href));
}

/** Writes a file under the name that its publisher gave it. */
export async function save(folder: string, name: string, content = 'evil'): Promise<void> {
  await writeFile(join(folder, name), content);
}

/** A line of a script, with a name put into it. */
export async function runLine(line: string, folder: string): Promise<void> {
  await promisify(execFile)('sh', ['-c', line], { cwd: folder, env: { ...process.env, LC_ALL: 'C' } });
}

/** Gets a file without asking how long it is. */
export async function download(url: string): Promise<Buffer> {
  return Buffer.from(await (await fetch(url)).arrayBuffer());
}

/** Gets a file, and takes whatever headers come with it. */
export function headersOf(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { maxHeaderSize: 64 * 1024 * 1024 }, (response) => {
      readText(response).then(() => resolve(response.rawHeaders.join('\n')), reject);
    }).on('error', reject);
  });
}

/** The conditions of a query, by facet and value. */
export function filterBy(query: string): Record<string, Record<string, boolean>> {
  const filter: Record<string, Record<string, boolean>> = {};
  for (const [facet, value] of new URLSearchParams(query)) {
    const values = (filter[facet] ??= {});
    values[value] = true;
  }
  return filter;
}
