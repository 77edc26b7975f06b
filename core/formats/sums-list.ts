import { parseDigest } from '../digest-text.ts';
import type { DigestAlgorithm } from '../digest-text.ts';
import type { MirrorFile } from './mirror-file.ts';

/**
 * Writes sums files as `sha256sum -c` and `rclone checksum` read them, one for each algorithm: hex digits, two spaces,
 * path. An algorithm that no file has is not among them.
 */
export function writeSumsLists(files: readonly MirrorFile[]): Map<DigestAlgorithm, string> {
  const lists = new Map<DigestAlgorithm, string>();
  for (const { digest, path } of files) {
    const parsed = parseDigest(digest);
    if (parsed === undefined) continue;
    lists.set(parsed.algorithm, `${lists.get(parsed.algorithm) ?? ''}${parsed.hex}  ${path}\n`);
  }
  return lists;
}
