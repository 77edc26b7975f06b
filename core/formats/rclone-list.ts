import type { MirrorFile } from './mirror-file.ts';

/**
 * Writes the list of `rclone copyurl --urls`: an address and a path on each line. Both are plain, so that nothing in
 * them has to be quoted but the comma that an address may have.
 *
 * @see https://rclone.org/commands/rclone_copyurl/
 */
export function writeRcloneList(files: readonly MirrorFile[]): string {
  return files.map(({ path, urls: [url = ''] }) => `${csvField(url)},${csvField(path)}\n`).join('');
}

function csvField(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
