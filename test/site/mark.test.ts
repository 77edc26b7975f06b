import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSources } from '../../core/source/source-files.ts';
import { markForm, productMark } from '../../site/words/mark.ts';

const root = join(import.meta.dirname, '../..');

test('a mark is two letters of what tells a name from others', () => {
  assert.deepEqual(
    [
      'Ubuntu',
      'deepin',
      'Rocky Linux',
      'OpenBSD',
      'Proxmox VE',
      'MX Linux',
      'Pop!_OS',
      'Linux',
      '<b>',
      '',
    ].map(productMark),
    ['Ub', 'De', 'Ro', 'OB', 'PV', 'MX', 'Po', 'Li', 'B', '?'],
  );
});

test('no two products of the sources share their mark', async () => {
  const { sources } = await loadSources(join(root, 'sources'));
  const byMark = Map.groupBy(
    sources.map(({ name }) => name),
    (name) => `${productMark(name)} in form ${markForm(name)}`,
  );
  assert.deepEqual(
    [...byMark].filter(([, names]) => names.length > 1),
    [],
  );
});

test('every form of a mark is drawn', async () => {
  const style = await readFile(join(root, 'site/styles/mark.css'), 'utf8');
  for (let form = 1; form < 12; form += 1) assert.ok(style.includes(`[data-form='${form}']`), `form ${form}`);
});
