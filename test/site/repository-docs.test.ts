import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Command } from 'commander';
import { readMirrorPlan } from '../../core/mirror-plan-file.ts';
import { addMirrorCommand } from '../../scripts/commands/mirror.ts';
import { PLAN } from '../../site/docs/mirror-plan.ts';
import { CAPABILITIES } from '../../site/docs/repository.ts';

const TESTS = join(import.meta.dirname, '..');

test('the plan of the page is one', () => {
  const { name, layout, items, limits } = readMirrorPlan(PLAN, 'mirror.yaml');
  assert.equal(name, 'lab');
  assert.equal(layout, '{family}/{os} - {flavor}/{file}');
  assert.equal(items.length, 2);
  assert.equal(limits.bandwidth, 20_000_000);
});

for (const { wish, command, test: shown } of CAPABILITIES.flatMap(({ all }) => all)) {
  test(`"${wish}" has a command that is there and a test that shows it`, async () => {
    const text = await readFile(join(TESTS, shown.file), 'utf8');
    assert.ok(text.includes(shown.title), `expected a test "${shown.title}" in test/${shown.file}`);
    const program = new Command();
    await addMirrorCommand(program);
    const known = program.commands[0]?.commands.flatMap((one) => [one.name(), ...one.aliases()]) ?? [];
    for (const [, name = ''] of command.matchAll(/osdex mirror ([a-z]+)/g))
      assert.ok(known.includes(name), `expected a command "osdex mirror ${name}"`);
  });
}
