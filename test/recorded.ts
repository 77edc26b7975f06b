import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where recorded files of real publishers lie, if they do. */
export const RECORDED = process.env.OSDEX_RECORDED ?? join(import.meta.dirname, '../../shared/upstream');
const MANIFEST = join(RECORDED, 'MANIFEST.tsv');

/** Why tests on recorded files are skipped; false where they are there. */
export const withoutRecording = existsSync(MANIFEST)
  ? false
  : `no recorded files at ${RECORDED}; OSDEX_RECORDED names their folder`;

/** A recorded sums file, and its signature where that is a file of its own. */
export interface Signed {
  sums: string;
  signature: string | undefined;
}

/** Every recorded sums file that was signed, as its publisher signed it. */
export async function readSigned(): Promise<Signed[]> {
  const rows = (await readFile(MANIFEST, 'utf8')).trimEnd().split('\n').slice(1);
  const good = rows
    .map((row) => row.split('\t'))
    .filter(([, kind, , verdict]) => kind === 'real' && verdict === 'good')
    .map(([path = '']) => path);
  const signatures = new Map(
    good.flatMap((path) => {
      const sums = path.replace(/\.(?:gpg|sign|asc)$/, '');
      return sums !== path && good.includes(sums) ? [[sums, path] as const] : [];
    }),
  );
  const detached = new Set(signatures.values());
  return good
    .filter((path) => !detached.has(path))
    .map((sums) => ({ sums, signature: signatures.get(sums) }));
}
