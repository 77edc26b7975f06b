import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'node:test';
import { join } from 'node:path';
import { runProgram } from '../../scripts/program.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { Outcome } from './attack.ts';

const LAUNCH = fileURLToPath(new URL('../../scripts/launch.mjs', import.meta.url));

/** A person's folder: a list of SUMS, what was downloaded, and public keys in `keys/`. */
export interface Desk {
  folder: string;
  /**
   * Runs `osdex verify --sums SUMS` with more words, those with a dot being files of the folder, and asserts that it
   * refuses. What is told is the line with the reason: it comes after all that is well.
   */
  verify(...words: readonly string[]): Promise<Outcome>;
}

/** The desk is cleared when the test ends. */
export async function makeDesk(
  t: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Desk> {
  const folder = await temporaryFolder(t, files);
  return {
    folder,
    async verify(...words) {
      const at = (name: string): string => join(folder, name);
      const { exit, out, err } = await runProgram(process.execPath, [
        LAUNCH,
        ...['verify', '--sums', at('SUMS')],
        ...words.map((word) => (word.includes('.') ? at(word) : word)),
        ...['--keys', at('keys'), '--sources', at('sources'), '--catalog', at('catalog')],
      ]);
      assert.ok(exit === 1 || exit === 2, `expected a refusal, found exit ${exit}: ${out}${err}`);
      if (exit === 2) return { verdict: 'refused', code: 'usage', seen: err.trim().replace(/^osdex: /, '') };
      const [, code, seen] = /^(?!good)([a-z]+(?:-[a-z]+)*): (.+)$/m.exec(out) ?? [];
      assert.ok(code !== undefined && seen !== undefined, out + err);
      return { verdict: 'refused', code, seen };
    },
  };
}
