/** Writes files together: `write-together-once.ts FOLDER CHANGES`, where CHANGES is JSON; without a text a file goes. */
import { writeTogether } from '../../core/files/write-together.ts';
import type { FileChange } from '../../core/files/write-together.ts';

const [folder = '', changes = ''] = process.argv.slice(2);
await writeTogether(
  folder,
  (JSON.parse(changes) as Partial<FileChange>[]).map(({ file = '', text }) => ({ file, text })),
);
