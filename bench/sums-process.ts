/** Parses one sums file and tells what that took. Run with `--expose-gc`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { parseChecksumManifest } from '../core/sums/checksum-manifest.ts';
import { acceptUnsigned } from '../core/trust/unsigned-text.ts';

const [parser, path = ''] = process.argv.slice(2);

const content = acceptUnsigned(readFileSync(path), 'sums-only');
await forgetBytes();
const isReset = resetPeak();
const started = performance.now();
const parsed = parser === 'peer' ? splitAndMatch(content.text) : parseChecksumManifest(content, path);
const milliseconds = performance.now() - started;
console.log(JSON.stringify({ files: parsed.size, milliseconds, peakMb: peakMb(isReset) }));

/** The plain way: a list of lines, an expression for each form, a map of objects. */
function splitAndMatch(text: string): ReadonlyMap<string, { algorithm: string; hex: string }> {
  const found = new Map<string, { algorithm: string; hex: string }>();
  for (const line of text.split('\n')) {
    const [, digits, file] = /^([0-9a-f]+) [ *](.+)$/.exec(line) ?? [];
    if (digits !== undefined && file !== undefined) {
      found.set(file, { algorithm: digits.length === 64 ? 'sha256' : 'sha512', hex: digits });
      continue;
    }
    const [, word, name, hex] = /^(\w+) \((.+)\) = ([0-9a-f]+)$/.exec(line) ?? [];
    if (word !== undefined && name !== undefined && hex !== undefined) {
      found.set(name, { algorithm: word.toLowerCase(), hex });
    }
  }
  return found;
}

/** Waits until the memory of the file's bytes is given back, which happens some time after it is collected. */
async function forgetBytes(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    globalThis.gc?.();
    await setTimeout(20);
  }
}

/** Linux can begin anew to watch for the peak, so that the making of the text does not count. */
function resetPeak(): boolean {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

function peakMb(isReset: boolean): number {
  const sinceReset = isReset
    ? /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    : undefined;
  return (Number(sinceReset ?? process.resourceUsage().maxRSS) * 1024) / 1e6;
}
