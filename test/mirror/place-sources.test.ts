import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import {
  addPlaceSource,
  orderPlaces,
  preferPlaceSources,
  readPlaceSources,
  removePlaceSource,
} from '../../mirror/place-sources.ts';
import { openRepository } from '../../mirror/repository.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const OF = 'https://releases.example.org/';

function source(name: string, priority: number, at = `https://${name}.example.net/pub/`) {
  return { name, of: OF, at, priority };
}

async function place(t: TestContext, text?: string) {
  const repository = await openRepository(await temporaryFolder(t));
  const path = join(repository.records, 'sources.yaml');
  if (text !== undefined) await writeFile(path, text);
  return { repository, path, text: () => readFile(path, 'utf8') };
}

test('listed mirrors are asked before or after the publisher by their priority, each address once', () => {
  const urls = [
    `${OF}24.04/a.iso`,
    'https://other.example.org/a.iso',
    'https://last.example.net/pub/24.04/a.iso',
  ];
  const sources = [source('last', -5), source('first', 5), source('second', 2), source('same', 0, OF)];
  assert.deepEqual(orderPlaces(urls, sources), [
    'https://first.example.net/pub/24.04/a.iso',
    'https://second.example.net/pub/24.04/a.iso',
    `${OF}24.04/a.iso`,
    'https://other.example.org/a.iso',
    'https://last.example.net/pub/24.04/a.iso',
  ]);
  assert.deepEqual(orderPlaces(urls, []), urls);
  assert.deepEqual(orderPlaces([], sources), []);
});

test('sources are listed by preference, and a repository without any has none', async (t) => {
  const { repository, path } = await place(t);
  assert.deepEqual(await readPlaceSources(repository), []);
  assert.ok(!existsSync(path), 'reading writes nothing');
  await addPlaceSource(repository, source('slow', -1));
  await addPlaceSource(repository, source('near', 5));
  assert.deepEqual(await readPlaceSources(repository), [source('near', 5), source('slow', -1)]);
  await removePlaceSource(repository, 'slow');
  await removePlaceSource(repository, 'near');
  assert.deepEqual(await readPlaceSources(repository), []);
  await addPlaceSource(repository, source('near', 5));
  assert.deepEqual(await readPlaceSources(repository), [source('near', 5)]);
});

test('what people wrote into the file stays there, comments and all', async (t) => {
  const { repository, text } = await place(
    t,
    `# Ours.
schema: osdex/place-sources/1
sources:
  # In the cellar.
  - name: cellar   # quick
    of: https://releases.example.org/
    at: http://192.168.7.9/pub/

  # At the university.
  - name: university
    priority: 3 # asked them
    of: https://releases.example.org/
    at: https://mirror.example.edu/
# The end.
`,
  );
  await preferPlaceSources(repository, ['cellar', 'university']);
  await addPlaceSource(repository, source('new', 1));
  assert.equal(
    await text(),
    `# Ours.
schema: osdex/place-sources/1
sources:
  # In the cellar.
  - name: cellar   # quick
    of: https://releases.example.org/
    at: http://192.168.7.9/pub/
    priority: 2

  # At the university.
  - name: university
    priority: 1 # asked them
    of: https://releases.example.org/
    at: https://mirror.example.edu/
# The end.
  - name: new
    of: https://releases.example.org/
    at: https://new.example.net/pub/
    priority: 1
`,
  );
  await removePlaceSource(repository, 'university');
  assert.match(await text(), /priority: 2\n\n  # At the university\.\n# The end\.\n  - name: new\n/);
  assert.deepEqual(
    (await readPlaceSources(repository)).map(({ name }) => name),
    ['cellar', 'new'],
  );
});

test('preferred sources come before all others and before the publisher, in the order they are named', async (t) => {
  const { repository } = await place(t);
  for (const one of [source('a', 7), source('b', -3), source('c', 7)]) await addPlaceSource(repository, one);
  await preferPlaceSources(repository, ['b', 'c']);
  assert.deepEqual(
    (await readPlaceSources(repository)).map(({ name, priority }) => [name, priority]),
    [
      ['b', 9],
      ['c', 8],
      ['a', 7],
    ],
  );
});

test('what is no source is refused with the line and what was expected, and nothing is written', async (t) => {
  const wrong =
    'schema: osdex/place-sources/1\nsources:\n  - name: a\n    of: https://a.example.org/x\n    at: ftp://b/\n';
  const { repository, text } = await place(t, wrong);
  await assert.rejects(readPlaceSources(repository), {
    code: 'usage',
    message:
      /sources\.yaml:4: sources\[0\]\.of: expected the address of a folder.*\n.*sources\.yaml:5: sources\[0\]\.at: expected an http or https URL/,
  });
  await assert.rejects(addPlaceSource(repository, source('b', 1)), { code: 'usage' });
  assert.equal(await text(), wrong);
});

test('names are each one’s own, and an unknown one is told with those that there are', async (t) => {
  const { repository } = await place(t);
  await addPlaceSource(repository, source('near', 1));
  await assert.rejects(addPlaceSource(repository, source('near', 2)), {
    code: 'usage',
    message: /^expected a name that no source has yet, found "near"/,
  });
  const message = 'expected a listed source (near), found "far"';
  await assert.rejects(removePlaceSource(repository, 'far'), { code: 'usage', message });
  await assert.rejects(preferPlaceSources(repository, ['near', 'far']), { code: 'usage', message });
});

test('a file that was written in another way is left to its writer', async (t) => {
  const flow =
    'schema: osdex/place-sources/1\nsources: [{ name: a, of: https://a.example.org/, at: https://b.example.org/ }]\n';
  const { repository, text } = await place(t, flow);
  const refusal = {
    code: 'usage',
    message: /one field a line, found it written otherwise; change it by hand$/,
  };
  await assert.rejects(addPlaceSource(repository, source('b', 1)), refusal);
  await assert.rejects(removePlaceSource(repository, 'a'), refusal);
  assert.equal(await text(), flow);
});
