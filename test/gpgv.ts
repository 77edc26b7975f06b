import { spawn, spawnSync } from 'node:child_process';

/** What GnuPG's verifier says of a signature. */
export interface GpgvVerdict {
  /** Whether it exits with 0. */
  good: boolean;
  /** Of each signature that holds, whatever it thinks of the key. */
  valid: { signer: string; part: string; signedAt: string; hash: number }[];
  /** What it reads as the text, where the signature is inside the file. */
  text: string;
}

/** Why tests against GnuPG are skipped; false where it is installed. */
export const withoutGpgv =
  spawnSync('gpgv', ['--version']).error === undefined ? false : 'gpgv is not installed';

/**
 * Asks gpgv.
 *
 * @param files the signature and what it covers, or one file that has both in it.
 */
export function askGpgv(keyring: string, files: readonly string[]): Promise<GpgvVerdict> {
  const output = files.length === 1 ? ['--output', '-'] : [];
  const child = spawn('gpgv', ['--keyring', keyring, '--status-fd', '3', ...output, ...files], {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  const chunks: Buffer[] = [];
  let status = '';
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdio[3]?.on('data', (chunk: Buffer) => (status += chunk.toString('latin1')));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const valid = status.split('\n').flatMap(readValid);
      resolve({ good: code === 0, valid, text: Buffer.concat(chunks).toString() });
    });
  });
}

/** `VALIDSIG fingerprint date seconds expiry version reserved algorithm hash class primary`. */
function readValid(line: string): GpgvVerdict['valid'] {
  const [, word, part = '', , seconds, , , , , hash, , signer = ''] = line.split(' ');
  if (word !== 'VALIDSIG') return [];
  const signedAt = `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z`;
  return [{ signer, part, signedAt, hash: Number(hash) }];
}
