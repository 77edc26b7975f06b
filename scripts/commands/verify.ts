import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { readCatalog } from '../../core/catalog.ts';
import { parseChecksumManifest } from '../../core/checksum-manifest.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { parseFingerprint } from '../../core/fingerprint.ts';
import type { Fingerprint } from '../../core/fingerprint.ts';
import { selectImages } from '../../core/image.ts';
import type { Image } from '../../core/image.ts';
import { openKeyStore } from '../../core/keyring.ts';
import { verifyClearsigned, verifyDetached } from '../../core/signed-text.ts';
import { loadSources } from '../../core/source-files.ts';
import { keysFolder, withCommonOptions } from '../context.ts';
import type { CommonOptions } from '../context.ts';
import { printJson } from '../print-json.ts';

interface VerifyFlags extends CommonOptions {
  sums?: string;
  signature?: string;
  key?: string[];
  keys?: string;
}

/** `osdex verify`. */
export function addVerifyCommand(program: Command): void {
  withCommonOptions(
    program
      .command('verify')
      .description('prove a signed sums file offline, or say what downloaded files are'),
  )
    .argument('[file...]', 'downloaded images, looked up in the catalog by digest')
    .option('--sums <file>', 'a sums file: clearsigned, or with --signature')
    .option('--signature <file>', 'its detached signature')
    .option('--key <fingerprint...>', 'full fingerprints of the keys that may have signed it')
    .option('--keys <dir>', 'folder of <FINGERPRINT>.asc files (default: the keys of the sources)')
    .action(async (files: string[], flags: VerifyFlags) => {
      if (flags.sums !== undefined) await verifySums(flags, flags.sums);
      else if (files.length > 0) await verifyFiles(files, flags);
      else
        throw new OsdexError(
          'usage',
          'expected files to look up, or --sums FILE --key FINGERPRINT, found neither',
        );
    });
}

async function verifySums(flags: VerifyFlags, path: string): Promise<void> {
  const fingerprints = (flags.key ?? []).map(requireFingerprint);
  if (fingerprints.length === 0)
    throw new OsdexError('usage', 'expected --key with the full fingerprint of the signer, found none');
  try {
    const keyring = await openKeyStore(flags.keys ?? keysFolder(flags))(fingerprints);
    const accept = (await loadSources(flags.sources)).sources
      .filter((source) => source.keys.some(({ fingerprint }) => fingerprints.includes(fingerprint)))
      .flatMap((source) => source.accept);
    const options = { keyring, accept, now: new Date(), name: path };
    const bytes = await read(path);
    const signed =
      flags.signature === undefined
        ? await verifyClearsigned(bytes, options)
        : await verifyDetached(bytes, await read(flags.signature), options);
    const files = parseChecksumManifest(signed, path).size;
    print(
      flags,
      { good: true, files, ...signed.evidence },
      `good: ${path} signed by ${signed.evidence.signer} at ${signed.evidence.signedAt}, ${files} files`,
    );
  } catch (error) {
    if (!(error instanceof OsdexError) || error.code === 'usage') throw error;
    print(
      flags,
      { good: false, code: error.code, message: error.message },
      `${error.code}: ${error.message}`,
    );
    process.exitCode = 1;
  }
}

async function verifyFiles(paths: readonly string[], flags: VerifyFlags): Promise<void> {
  const images = selectImages(await readCatalog(flags.catalog), { facets: {} }, '');
  const byDigest = Map.groupBy(images, ({ artifact }) => artifact.digest as string);
  const results = [];
  for (const path of paths) {
    const digests = await digestsOfFile(path);
    const found = digests.flatMap((digest) => byDigest.get(digest) ?? []);
    results.push({
      path,
      digests,
      images: found.map(({ id, build }) => ({ id, level: build.verification.level })),
    });
    if (!flags.json) process.stdout.write(describeFile(path, found));
    if (found.length === 0) process.exitCode = 1;
  }
  if (flags.json) printJson(results);
}

function describeFile(path: string, images: readonly Image[]): string {
  if (images.length === 0) return `unknown: ${path} is no file of the catalog, or not the same bytes\n`;
  return images
    .map(
      ({ id, build }) =>
        `${build.verification.level}: ${path} is ${id}${build.withdrawn === undefined ? '' : `, withdrawn ${build.withdrawn}`}\n`,
    )
    .join('');
}

async function digestsOfFile(path: string): Promise<string[]> {
  const hashes = ['sha256', 'sha512'].map((algorithm) => ({ algorithm, hash: createHash(algorithm) }));
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
      for (const { hash } of hashes) hash.update(chunk as Uint8Array);
    }
  } catch (cause) {
    throw unreadable(path, cause);
  }
  return hashes.map(({ algorithm, hash }) => `${algorithm}:${hash.digest('hex')}`);
}

async function read(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
}

function unreadable(path: string, cause: unknown): OsdexError {
  const reason = reasonOf(cause);
  return new OsdexError('not-found', `expected a readable file at ${path}, found: ${reason}`, {
    path,
    cause,
  });
}

function requireFingerprint(text: string): Fingerprint {
  const fingerprint = parseFingerprint(text);
  if (fingerprint !== undefined) return fingerprint;
  throw new OsdexError('usage', `expected a full fingerprint of 40 hex digits, found "${text}"`);
}

function print(flags: VerifyFlags, document: object, line: string): void {
  if (flags.json) printJson(document);
  else process.stdout.write(`${line}\n`);
}
