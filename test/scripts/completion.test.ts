import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SHELLS } from '../../scripts/completion.ts';
import type { Shell } from '../../scripts/completion.ts';
import { runProgram } from '../../scripts/program.ts';
import { absent } from '../program.ts';

const LAUNCH = fileURLToPath(new URL('../../scripts/launch.mjs', import.meta.url));
const scripts = new Map<Shell, string>();

before(async () => {
  for (const shell of SHELLS) {
    const { exit, out, err } = await runProgram(process.execPath, [LAUNCH, 'completion', shell]);
    assert.equal(exit, 0, err);
    scripts.set(shell, out);
  }
});

/** What is offered for the last of these words, as each shell is asked for it. */
const ASK: Record<Shell, (words: readonly string[]) => string> = {
  bash: (words) =>
    `compopt() { :; }; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _osdex; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // What zsh's own function would show, all of it: it leaves out what does not begin so.
  zsh: (words) =>
    `_describe() { print -l -- \${(P)2} }; words=(${words.map((word) => `'${word}'`).join(' ')}); CURRENT=${words.length}; _osdex`,
  fish: (words) => `complete -C '${words.join(' ')}'`,
};

async function offered(shell: Shell, ...words: readonly string[]): Promise<string[]> {
  const options = { bash: ['--norc'], zsh: ['-f'], fish: ['--no-config'] }[shell];
  const start = shell === 'zsh' ? 'compdef() { :; }; ' : '';
  const text = `${start}${scripts.get(shell) ?? ''}\n${ASK[shell](words)}`;
  const { out, err } = await runProgram(shell, [...options, '-c', text]);
  assert.equal(err, '');
  return out
    .split('\n')
    .map((line) => line.split(/\t|(?<!\\):/)[0] ?? '')
    .filter((word) => word !== '' && (shell !== 'zsh' || word.startsWith(words.at(-1) ?? '')));
}

for (const shell of SHELLS) {
  test(
    `${shell} completes commands, what is below them, formats, options and facets`,
    { skip: absent(shell) },
    async () => {
      assert.deepEqual(await offered(shell, 'osdex', 'exp'), ['export']);
      assert.deepEqual(await offered(shell, 'osdex', 'keys', 'au'), ['audit']);
      assert.deepEqual(await offered(shell, 'osdex', 'export', 'terr'), ['terraform']);
      assert.deepEqual(await offered(shell, 'osdex', 'export', '--sel'), ['--select']);
      assert.deepEqual(await offered(shell, 'osdex', 'list', 'arc'), ['arch=']);
      assert.deepEqual(await offered(shell, 'osdex', 'completion', 'z'), ['zsh']);
    },
  );
}
