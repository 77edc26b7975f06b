import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { AttackRow } from '../../site/catalog/attack-table.ts';
import { ATTACK_GROUPS } from './table.ts';
import { rowOf, writeJson, writeMarkdown } from './write-table.ts';

/** What must be in the table, whatever else is. */
const REQUIRED = [
  ...['rollback', 'page-rollback', 'freeze', 'old-list-new-serial'],
  ...['signature-gone', 'signature-dropped', 'signature-cut-off'],
  ...['weaker-digests', 'signature-over-sha1', 'signature-over-md5'],
  ...['mix-and-match', 'swapped-image', 'torn-set', 'changed-digest', 'one-digest-two-versions'],
  ...['conflicting-lines', 'duplicate-lines'],
  ...['text-before', 'text-after', 'text-in-header', 'blanks-at-line-ends', 'line-ends'],
  ...['signature-of-another-file', 'unknown-key', 'short-id', 'revoked-key', 'expired-key'],
  ...['signature-of-the-future', 'unbound-subkey', 'no-signature-in-it', 'signature-dropped-by-library'],
  'swapped-key-file',
  ...[
    'traversal',
    'absolute',
    'control-characters',
    'option-dash',
    'newline',
    'shell',
    'html',
    'look-alike',
    'bidi',
  ].flatMap((kind) => [`${kind}-in-list`, `${kind}-on-page`]),
  ...['redirect-to-another-host', 'redirect-off-tls', 'redirect-to-this-machine', 'redirect-to-link-local'],
  ...['redirect-to-private-number', 'dns-rebinding', 'page-that-leads-away'],
  ...['endless-body', 'slow-body', 'compression-bomb', 'header-flood', 'ten-million-lines'],
  ...['unknown-fields', 'billion-laughs', 'hostile-mirror-line', 'hostile-selector'],
  ...['image-other-bytes', 'old-image-new-serial', 'document-that-leads-away', 'list-cut-off'],
  ...['lying-cache', 'damaged-cache', 'two-crawls-at-once'],
];

/** What is written from these tests, and by what. */
const WRITTEN = [
  ['../../site/catalog/attacks.json', writeJson],
  ['README.md', writeMarkdown],
] as const;

const rows = new Map<string, AttackRow>();

for (const { title, file, attacks } of ATTACK_GROUPS) {
  describe(title, () => {
    for (const attack of attacks) {
      test(attack.id, async (t) => {
        await attack.showHarm(t);
        rows.set(attack.id, rowOf(attack, await attack.refuse(t), file));
      });
    }
  });
}

test('the table has every attack that it must have, each under a name of its own', () => {
  const ids = ATTACK_GROUPS.flatMap(({ id, attacks }) => [id, ...attacks.map((attack) => attack.id)]);
  assert.deepEqual(
    REQUIRED.filter((id) => !ids.includes(id)),
    [],
  );
  assert.deepEqual([...new Set(ids)], ids);
});

test('the table on the site and beside the code is what came of these attacks', async () => {
  const table = ATTACK_GROUPS.map(({ id, title, attacks }) => ({
    ...{ id, title },
    attacks: attacks.flatMap((attack) => rows.get(attack.id) ?? []),
  }));
  assert.equal(table.flatMap(({ attacks }) => attacks).length, rows.size, 'every attack came to its end');
  for (const [name, write] of WRITTEN) {
    const path = fileURLToPath(new URL(name, import.meta.url));
    const text = write(table);
    if (process.env['OSDEX_WRITE_ATTACKS'] === '1') await writeFile(path, text);
    assert.equal(await readFile(path, 'utf8'), text, `${name}: npm run attacks writes it anew`);
  }
});
