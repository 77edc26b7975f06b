/** Writes files together: `write-together-once.ts FOLDER FILES`, where FILES is JSON; null removes a file. */
import { writeTogether } from '../../core/write-together.ts';

const [folder = '', files = ''] = process.argv.slice(2);
const texts = Object.entries(JSON.parse(files) as Record<string, string | null>);
await writeTogether(folder, new Map(texts.map(([file, text]) => [file, text ?? undefined])));
