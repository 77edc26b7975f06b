import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeWorld } from './world.ts';

const DAMAGE: readonly [what: string, damage: (text: string) => string | Uint8Array][] = [
  ['was cut off', (text) => text.slice(0, text.length / 2)],
  ['is empty', () => ''],
  [
    'has a conflict in it',
    (text) => text.replace('builds:', '<<<<<<< HEAD\nbuilds:\n=======\n>>>>>>> theirs'),
  ],
  ['is not UTF-8', (text) => Buffer.from(text, 'utf16le')],
  ['is of a newer osdex', (text) => text.replace('osdex/release/1', 'osdex/release/2')],
  ["is another release's", (text) => text.replace(/^release: .*$/m, 'release: "9.0"')],
];

for (const [what, damage] of DAMAGE) {
  test(`a release whose file ${what} is left as it is and told of, and the others are crawled`, async (t) => {
    const world = await makeWorld(t, {
      publishers: [],
      scale: { releases: 3, hosts: 1, builds: 1, artifacts: 1 },
    });
    await world.crawl();
    const path = join(world.catalog, 'synthetic-01', '2.0.yaml');
    await writeFile(path, damage(await readFile(path, 'utf8')));
    const damaged = await readFile(path);
    for (const release of ['1.0', '2.0', '3.0']) world.upstream.publish('synthetic-01', { release });
    const report = await world.crawl();
    assert.deepEqual(
      report.errors.map(({ code, release }) => [code, release]),
      [['catalog-invalid', '2.0']],
    );
    assert.ok(report.errors[0]?.message.includes(path));
    assert.deepEqual(report.changes.map(({ release }) => release).sort(), ['1.0', '3.0']);
    assert.deepEqual(await readFile(path), damaged);
  });
}
