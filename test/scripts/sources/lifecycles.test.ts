import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { simpleGit } from 'simple-git';
import { runProgram } from '../../../scripts/program.ts';
import { readEndoflife } from '../../../scripts/sources/endoflife.ts';
import { RECORDED, withoutRecording } from '../../recorded.ts';
import { sourceTextWith } from '../../source-text.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const LAUNCH = fileURLToPath(new URL('../../../scripts/launch.mjs', import.meta.url));
const NOBLE = `    codename: noble
    released: "2024-04-01"
`;
const DATA = {
  releases: {
    '24.04': { codename: 'Noble Numbat', releaseDate: '2024-04-25', eol: '2029-05-31', link: 'x' },
    '22.04': { eol: '2027-06-01' },
  },
  versions: { '25.10': { name: '25.10', date: '2025-10-09' } },
};

async function makePlace(t: TestContext, data: unknown = DATA) {
  const source = sourceTextWith('    codename: noble\n', NOBLE).replace(
    'versionScheme:',
    'lifecycle: https://example.org/cycle\nversionScheme:',
  );
  const folder = await temporaryFolder(t, {
    'sources/example.yaml': source,
    'sources/other.yaml': source.replace('product: example', 'product: other\nendoflife: absent'),
    'data/example.json': typeof data === 'string' ? data : JSON.stringify(data),
  });
  const path = join(folder, 'sources/example.yaml');
  return {
    folder,
    before: source,
    read: () => readFile(path, 'utf8'),
    run: (...args: string[]) =>
      runProgram(process.execPath, [
        LAUNCH,
        'sources',
        'lifecycles',
        '--sources',
        join(folder, 'sources'),
        '--data',
        join(folder, 'data'),
        ...args,
      ]),
  };
}

const CORRECTED = `    codename: noble
    released: "2024-04-25"
    endOfLife: "2029-05-31"
  - release: "22.04"
    endOfLife: "2027-06-01"
`;

test('differences are told and printed as a patch that git takes as it stands', async (t) => {
  const place = await makePlace(t);
  const { exit, out, err } = await place.run();
  assert.equal(exit, 0, err);
  assert.equal(
    out.slice(0, out.indexOf('\n\n')),
    `example: 1 fact as in example.json, 1 different, 2 missing here, 0 unknown there
  differs  24.04 released: 2024-04-01 here, 2024-04-25 there; the publisher's word: https://example.org/cycle
  missing  24.04 endOfLife: 2029-05-31 there
  missing  22.04 endOfLife: 2027-06-01 there
  not here: 25.10
No file there, nor endoflife: in the source that names one: other`,
  );
  assert.equal(await place.read(), place.before, 'nothing is written by itself');
  await simpleGit(place.folder).init();
  await writeFile(join(place.folder, 'patch'), (await place.run()).out);
  await simpleGit(place.folder).raw(['apply', '--whitespace=error-all', 'patch']);
  assert.equal(await place.read(), place.before.replace(`${NOBLE}  - release: "22.04"\n`, CORRECTED));
  const after = await place.run('--json', '--check');
  assert.equal(after.exit, 0);
  assert.partialDeepStrictEqual(JSON.parse(after.out), {
    schema: 'osdex/lifecycles/1',
    sources: [{ source: 'example', file: 'example.json', unknown: [], lacking: ['25.10'] }],
    unmatched: ['other'],
    problems: [],
    patch: '',
  });
});

test('--write fills what is missing, and replaces what differs only with --update', async (t) => {
  const place = await makePlace(t);
  const filled = await place.run('--write');
  assert.equal(
    await place.read(),
    place.before.replace(`${NOBLE}  - release: "22.04"\n`, CORRECTED.replace('04-25', '04-01')),
  );
  assert.match(filled.out, /^ {2}written to .*example\.yaml$/m);
  assert.match(filled.out, /^-    released: "2024-04-01"\n\+    released: "2024-04-25"\n/m);
  const updated = await place.run('--write', '--update');
  assert.equal(await place.read(), place.before.replace(`${NOBLE}  - release: "22.04"\n`, CORRECTED));
  assert.doesNotMatch(updated.out, /^diff /m);
});

test('a difference is news and no failure, unless --check asks', async (t) => {
  const place = await makePlace(t);
  assert.equal((await place.run('--source', 'other', '--check')).exit, 0);
  assert.equal((await place.run('--check')).exit, 1);
});

test('a source that osdex brings is compared, and edited where it lies alone', async (t) => {
  const place = await makePlace(t);
  await writeFile(
    join(place.folder, 'osdex.yaml'),
    'schema: osdex/settings/1\nname: Mine\nproducts: [debian]\n',
  );
  const data = { releases: { '13': { eol: '2099-01-01' } } };
  await writeFile(join(place.folder, 'data/debian.json'), JSON.stringify(data));
  const { exit, out } = await place.run('--source', 'debian', '--write', '--update', '--json');
  assert.equal(exit, 0);
  const { sources, patch } = JSON.parse(out);
  const told = sources[0].facts.find(({ fact, release }: { fact: string; release: string }) => {
    return fact === 'endOfLife' && release === '13';
  });
  assert.deepEqual(
    [told.state, told.there, sources[0].written, patch],
    ['differs', '2099-01-01', undefined, ''],
  );
});

test('what is used wrongly says what to do', async (t) => {
  const place = await makePlace(t);
  const sources = join(place.folder, 'sources');
  const bare = await runProgram(process.execPath, [LAUNCH, 'sources', 'lifecycles', '--sources', sources]);
  assert.equal(bare.exit, 2);
  assert.match(bare.err, /expected --data with endoflife\.date's release-data, found nothing; git clone /);
  assert.match(
    (await place.run('--source', 'none')).err,
    /expected --source as one of example, other, found/,
  );
  assert.equal((await place.run('--update')).exit, 2);
});

test('a file in another shape is told, and the other sources are compared', async (t) => {
  for (const data of ['{', { releases: { '24.04': { eol: 'soon' } } }]) {
    const { exit, out } = await (await makePlace(t, data)).run();
    assert.equal(exit, 1);
    assert.match(
      out,
      /^page-unreadable: expected .*example\.json as endoflife\.date's release-data has it, found: /m,
    );
    assert.match(out, /^No file there/m);
  }
});

test(
  'what endoflife.date published of eleven products is read whole',
  { skip: withoutRecording },
  async () => {
    const folder = join(RECORDED, 'endoflife-release-data');
    const files = await readdir(folder);
    const known = await Promise.all(files.map((file) => readEndoflife(join(folder, file))));
    assert.ok(files.length >= 11);
    for (const product of known) assert.ok(product && product.releases.size + product.versions.size > 0);
  },
);
