import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { parseChecksumManifest } from '../../../core/sums/checksum-manifest.ts';
import { parseDigest } from '../../../core/digest-text.ts';
import { isPlainPath } from '../../../core/plain-path.ts';
import type { SignedText } from '../../../core/trust/signed-text.ts';

const RECORDED = process.env['OSDEX_RECORDED'] ?? join(import.meta.dirname, '../../../../shared/upstream');
const skip = existsSync(join(RECORDED, 'MANIFEST.tsv'))
  ? false
  : `no recorded files at ${RECORDED}; OSDEX_RECORDED names their folder`;

const SUMS_FILE = /(?:SUMS|CHECKSUM|DIGESTS|sha256sum\.txt|\.sha256)(?:-[^/]*)?(?:\.asc)?$|CHECKSUM\.SHA256-/;

/** What a verifier would hand over: the text within the armour, or the whole of what has none. */
function signedPart(text: string): string | undefined {
  if (text.startsWith('-----BEGIN PGP SIGNATURE')) return undefined;
  const signed = /^-----BEGIN PGP SIGNED MESSAGE-----\n(?:[^\n]+\n)*\n(.*?)\n-----BEGIN PGP SIGNATURE-----/s;
  return signed.exec(text)?.[1] ?? text;
}

/** Every name beside 64 or 128 digits, by an expression that knows nothing of forms. */
function namesIn(text: string): Set<string> {
  const lines = text.split('\n').filter((line) => /[0-9a-f]{64}/.test(line));
  return new Set(
    lines.map((line) => line.replace(/^SHA\d+ \(|\) = [0-9a-f]+\r?$|^[0-9a-f]+ [ *]|\r$/g, '').trim()),
  );
}

describe('what publishers really serve as checksums', { skip }, () => {
  test('is read whole, every file with a digest of the right length', async () => {
    const paths = (await readdir(RECORDED, { recursive: true })).filter((path) => SUMS_FILE.test(path));
    let read = 0;
    for (const path of paths) {
      const text = signedPart(await readFile(join(RECORDED, path), 'utf8'));
      if (text === undefined) continue;
      const manifest = parseChecksumManifest({ text } as SignedText, `https://${path}`);
      assert.deepEqual(new Set(manifest.keys()), namesIn(text), path);
      const sized = (text.match(/^# \S+: \d+ bytes$/gm) ?? []).length;
      const entries = [...manifest];
      assert.equal(entries.filter(([, { sizeBytes }]) => sizeBytes !== undefined).length, sized, path);
      const algorithm = basename(path).startsWith('SHA512SUMS') ? 'sha512' : 'sha256';
      for (const [name, { digest }] of entries) {
        assert.equal(parseDigest(digest)?.algorithm, algorithm, `${name} in ${path}`);
        assert.ok(isPlainPath(name), `${name} in ${path}`);
      }
      read += 1;
    }
    assert.ok(read >= 30, `${read} sums files of ${paths.length}`);
  });
});
