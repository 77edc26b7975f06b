import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { temporaryFolder } from '../temporary-folder.ts';

const SERVE = new URL('./serve.ts', import.meta.url).pathname;

test('the publishers are served for a person, with their sources, until the input closes', async (t) => {
  const folder = await temporaryFolder(t);
  const program = spawn(process.execPath, [SERVE, '--sources', folder, '--minutes', '1', 'fedora'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => program.kill());
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  const { value: said } = (await lines.next()) as { value: string };
  const origin = /^1 publishers at (http:\/\/127\.0\.0\.1:\d+), /.exec(said)?.[1];
  assert.ok(origin, said);
  assert.deepEqual((await readdir(folder)).toSorted(), ['fedora.yaml', 'keys']);
  const page = await fetch(`${origin}/dl.fedoraproject.org/pub/fedora/linux/releases/`);
  assert.equal(page.status, 200);

  program.stdin.end();
  const [code] = (await once(program, 'exit')) as [number];
  assert.equal(code, 0);
});
