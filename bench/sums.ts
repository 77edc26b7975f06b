/**
 * How long a sums file of a million lines takes to parse and how much memory the process then has, the text included.
 * Prints both beside their bounds, and beside the plain way of doing it: split into lines, match each line.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { runProgram } from '../scripts/program.ts';

const CHILD = fileURLToPath(new URL('./sums-process.ts', import.meta.url));
const LINES = 1_000_000;
const RUNS = 3;
const BOUND_MS = 1500;
const BOUND_MB = 300;

const Measured = z.object({ files: z.literal(LINES), milliseconds: z.number(), peakMb: z.number() });
type Measured = z.infer<typeof Measured>;

const folder = await mkdtemp(join(tmpdir(), 'osdex-bench-'));
try {
  const path = join(folder, 'CHECKSUM');
  const bytes = await writeSums(path);
  console.log(`${LINES} lines, GNU and BSD, SHA-256 and SHA-512, ${megabytes(bytes)} (best of ${RUNS} runs)`);
  report('osdex', await measure('osdex', path), true);
  report('split and match', await measure('peer', path), false);
} finally {
  await rm(folder, { recursive: true });
}

/** Writes names as long as publishers' are; returns the size in bytes. */
async function writeSums(path: string): Promise<number> {
  const file = await open(path, 'w');
  try {
    for (let first = 0; first < LINES; first += 10_000) {
      await file.write(Array.from({ length: 10_000 }, (_, index) => lineOf(first + index)).join(''));
    }
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

function lineOf(index: number): string {
  const algorithm = index % 4 < 2 ? 'sha256' : 'sha512';
  const hex = createHash(algorithm).update(String(index)).digest('hex');
  const name = `distribution-24.04-server-cloudimg-${index}-amd64.img`;
  return index % 2 === 0 ? `${hex} *${name}\n` : `${algorithm.toUpperCase()} (${name}) = ${hex}\n`;
}

/** The best time and the worst memory of some runs, each in a process of its own. */
async function measure(parser: string, path: string): Promise<Measured> {
  const runs: Measured[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { exit, out, err } = await runProgram(process.execPath, ['--expose-gc', CHILD, parser, path]);
    if (exit !== 0) throw new Error(`expected the parser to exit 0, found ${exit}: ${err}`);
    runs.push(Measured.parse(JSON.parse(out)));
  }
  return {
    files: LINES,
    milliseconds: Math.min(...runs.map(({ milliseconds }) => milliseconds)),
    peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)),
  };
}

function report(name: string, { milliseconds, peakMb }: Measured, isBound: boolean): void {
  const verdict = (value: number, bound: number, unit: string): string =>
    isBound ? ` (bound ${bound} ${unit})${value <= bound ? '' : ' MISSED'}` : '';
  console.log(
    [
      `  ${name.padEnd(16)}${milliseconds.toFixed(0).padStart(5)} ms${verdict(milliseconds, BOUND_MS, 'ms')}`,
      `${Math.round((LINES / milliseconds) * 1000)} lines/s`,
      `peak ${peakMb.toFixed(0)} MB${verdict(peakMb, BOUND_MB, 'MB')}`,
    ].join('  '),
  );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}
