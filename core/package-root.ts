import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where this osdex lies: the checkout, or the installed package, in which this file is below `dist/`. */
export function packageRoot(): string {
  return nearestManifest(dirname(fileURLToPath(import.meta.url)));
}

function nearestManifest(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : nearestManifest(dirname(from));
}
