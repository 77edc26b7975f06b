import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { simpleGit } from 'simple-git';
import { z } from 'zod';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startUpstream } from '../upstream/upstream.ts';
import type { Upstream } from '../upstream/upstream.ts';

const LAUNCH = fileURLToPath(new URL('../../scripts/launch.mjs', import.meta.url));

function osdex(...args: string[]): Promise<Finished> {
  return runProgram(process.execPath, [LAUNCH, ...args], {
    ...process.env,
    OSDEX_REPLAY: '',
    GITHUB_STEP_SUMMARY: '',
  });
}

interface Place {
  upstream: Upstream;
  folder: string;
  sources: string;
  catalog: string;
  /** The options that point a command at this place. */
  data: string[];
  network: string[];
}

async function makePlace(t: TestContext, publishers: ('ubuntu' | 'debian' | 'almalinux')[]): Promise<Place> {
  const folder = await temporaryFolder(t);
  const upstream = await startUpstream({ publishers });
  t.after(upstream.close);
  const [sources, catalog] = [join(folder, 'sources'), join(folder, 'catalog')];
  await upstream.writeSources(sources);
  const data = ['--sources', sources, '--catalog', catalog];
  return {
    upstream,
    folder,
    sources,
    catalog,
    data,
    network: ['--replay', upstream.origin, '--cache', join(folder, 'cache')],
  };
}

const Report = z.object({
  schema: z.literal('osdex/crawl-report/1'),
  changes: z.array(z.object({ kind: z.string(), product: z.string() })),
  errors: z.array(z.object({ source: z.string(), code: z.string(), message: z.string() })),
  files: z.array(z.string()),
  feeds: z.number(),
  builds: z.number(),
  commit: z.string().optional(),
});

function reportOf({ out }: Finished) {
  return Report.parse(JSON.parse(out));
}

test('--help lists the commands, and every command has a --help of its own', async () => {
  const { exit, out } = await osdex('--help');
  assert.equal(exit, 0);
  const commands = [...out.matchAll(/^ {2}([a-z]+)/gm)]
    .map((match) => match[1] ?? '')
    .filter((name) => name !== 'help');
  assert.deepEqual(commands, [
    'crawl',
    'updates',
    'history',
    'links',
    'list',
    'show',
    'get',
    'export',
    'mirror',
    'import',
    'verify',
    'script',
    'keys',
    'sources',
    'site',
    'init',
    'demo',
    'completion',
  ]);
  for (const command of commands) {
    const help = await osdex(command, '--help');
    assert.equal(help.exit, 0, command);
    assert.match(help.out, new RegExp(`Usage: osdex ${command}`));
  }
});

const WRONG_USE: readonly [args: string[], sentence: RegExp][] = [
  [['crwal'], /unknown command 'crwal'/],
  [['crawl', '--comit'], /unknown option '--comit'/],
  [['crawl', '--select', 'color=red'], /expected one of product, family, .* found "color" in "color=red"/],
  [['crawl', '--shard', '5/4'], /expected --shard as i\/n with i from 1 to n, such as 2\/4, found "5\/4"/],
  [
    ['crawl', '--replay', '/nowhere/at/all'],
    /expected a recording at \/nowhere\/at\/all, found no such folder/,
  ],
  [
    ['crawl', '--replay', 'http://example.org/'],
    /expected --replay to name a folder or http:\/\/127\.0\.0\.1:PORT, found/,
  ],
  [['crawl', '--sources', '/nowhere'], /expected a folder of sources at \/nowhere, found none/],
  [['links', '--every', '0d'], /expected --every in days or hours, such as 30d or 12h, found "0d"/],
  [['links', '--limit', 'none'], /expected --limit as a number, 1 or more, found "none"/],
  [['verify'], /expected files to look up, or --sums FILE --key FINGERPRINT, found neither/],
  [['verify', '--key', 'x'], /expected --sums FILE or --signature FILE beside --key, found neither/],
  [['verify', 'a', 'b', '--signature', 'x'], /expected one file beside --signature, or --sums FILE, found 2/],
  [['verify', '--sums', 'x'], /expected --key with the full fingerprint of the signer, found none/],
  [
    ['verify', '--sums', 'x', '--key', 'ABCD'],
    /expected a full fingerprint of 40 hex digits, or .+, found "ABCD"/,
  ],
  [['list', 'latest=none'], /expected latest as a number of builds \(1 or more\), found "none"/],
  [
    ['site', 'serve', '--out', '/nowhere'],
    /expected a built site in \/nowhere, found none; run "osdex site build" first/,
  ],
];

for (const [args, sentence] of WRONG_USE) {
  test(`"osdex ${args.join(' ')}" is used wrongly: exit 2, one sentence, no stack trace`, async () => {
    const { exit, out, err } = await osdex(...args);
    assert.equal(exit, 2);
    assert.match(err, sentence);
    assert.doesNotMatch(err, /^ {4}at /m);
    assert.equal(out, '');
  });
}

test('a crawl reports as JSON, commits what it found and nothing when there is nothing', async (t) => {
  const place = await makePlace(t, ['debian']);
  const git = simpleGit(place.folder);
  await git.init(['--initial-branch', 'main']);
  const crawl = [
    'crawl',
    '--json',
    '--commit',
    '--author',
    'Crawler <crawler@example.org>',
    ...place.data,
    ...place.network,
  ];
  const first = await osdex(...crawl);
  assert.equal(first.exit, 0, first.err);
  const report = reportOf(first);
  assert.ok(report.builds > 0);
  assert.equal(report.commit, (await git.revparse(['HEAD'])).trim());
  const second = reportOf(await osdex(...crawl));
  assert.deepEqual([second.builds, second.files, second.commit], [0, [], undefined]);
  assert.equal((await git.raw(['rev-list', '--count', 'HEAD'])).trim(), '1');
});

test('a crawl works in a clone of its own, pushes there and leaves the given catalog alone', async (t) => {
  const place = await makePlace(t, ['almalinux']);
  const remote = join(place.folder, 'remote.git');
  await simpleGit().init(['--bare', '--initial-branch', 'main', remote]);
  const clone = [
    '--repository',
    remote,
    '--clone',
    join(place.folder, 'clone'),
    '--author',
    'Crawler <c@example.org>',
  ];
  const { exit, err } = await osdex('crawl', ...place.data, ...place.network, ...clone);
  assert.equal(exit, 0, err);
  const files = await simpleGit(remote).raw(['ls-tree', '-r', '--name-only', 'main']);
  assert.match(files, /^catalog\/almalinux\/9\.yaml$/m);
  assert.match(files, /^catalog\/health\.yaml$/m);
  await assert.rejects(readFile(join(place.catalog, 'health.yaml')), { code: 'ENOENT' });
});

test('the shards of a crawl together are the whole crawl', async (t) => {
  const place = await makePlace(t, ['ubuntu', 'debian', 'almalinux']);
  const products = async (...args: string[]) =>
    new Set(
      reportOf(await osdex('updates', '--json', ...args, ...place.data, ...place.network)).changes.map(
        ({ product }) => product,
      ),
    );
  const [one, two] = [await products('--shard', '1/2'), await products('--shard', '2/2')];
  assert.ok(one.isDisjointFrom(two));
  assert.deepEqual([...one.union(two)].sort(), ['almalinux', 'debian', 'ubuntu']);
});

test('a refused source is told in words with its code, exit 1, and lands in the summary of the run', async (t) => {
  const place = await makePlace(t, ['ubuntu', 'debian']);
  place.upstream.tamper('ubuntu', 'unsigned', 'cloud-images.ubuntu.com/');
  const summary = join(place.folder, 'summary.md');
  const { exit, out, err } = await runProgram(
    process.execPath,
    [LAUNCH, 'crawl', ...place.data, ...place.network],
    {
      ...process.env,
      GITHUB_STEP_SUMMARY: summary,
    },
  );
  assert.equal(exit, 1);
  assert.match(out, /ubuntu: signature-missing/);
  assert.match(out, /debian 13 netinst \S+: added, signed/);
  assert.doesNotMatch(out + err, /^ {4}at /m);
  const markdown = await readFile(summary, 'utf8');
  assert.match(markdown, /^## Crawl$/m);
  assert.match(markdown, /\| ubuntu \| cloud 24\\?\.04 \| `signature-missing` \|/);
});

test('--export-only writes the same bytes without asking anybody, and mends a file that was edited by hand', async (t) => {
  const place = await makePlace(t, ['debian']);
  await osdex('crawl', ...place.data, ...place.network);
  const path = join(place.catalog, 'debian', '13.yaml');
  const text = await readFile(path, 'utf8');
  place.upstream.forgetRequests();
  assert.deepEqual(reportOf(await osdex('crawl', '--export-only', '--json', ...place.data)).files, []);
  await writeFile(path, text.replace('# Generated', '# Touched'));
  assert.deepEqual(reportOf(await osdex('crawl', '--export-only', '--json', ...place.data)).files, [
    'debian/13.yaml',
  ]);
  assert.equal(await readFile(path, 'utf8'), text);
  assert.equal(place.upstream.requests.length, 0);
});

test('a catalog that cannot be read names the file, the line and the field, and nothing is overwritten', async (t) => {
  const place = await makePlace(t, ['debian']);
  await osdex('crawl', ...place.data, ...place.network);
  const path = join(place.catalog, 'debian', '13.yaml');
  const broken = (await readFile(path, 'utf8')).replace(/serial: "[^"]+"/, 'serial: "../escape"');
  await writeFile(path, broken);
  const { exit, out } = await osdex('crawl', ...place.data, ...place.network);
  assert.equal(exit, 1);
  assert.match(
    out,
    /debian: catalog-invalid\n.*13\.yaml:\d+: builds\[0\]\.serial: expected a serial of letters/,
  );
  assert.equal(await readFile(path, 'utf8'), broken);
});

test('list, show and verify tell of an image what the catalog knows', async (t) => {
  const place = await makePlace(t, ['ubuntu']);
  await osdex('crawl', ...place.data, ...place.network);
  const Rows = z.array(z.object({ id: z.string(), url: z.string(), digest: z.string(), arch: z.string() }));
  const listed = await osdex(
    'list',
    'product=ubuntu&arch=arm64&format=qcow2&latest=1',
    '--json',
    ...place.data,
  );
  const rows = Rows.parse(JSON.parse(listed.out));
  assert.ok(rows.length > 0 && rows.every(({ arch }) => arch === 'arm64'));
  const [row] = rows;
  assert.ok(row);

  const shown = await osdex('show', row.id, ...place.data);
  assert.equal(shown.exit, 0);
  assert.ok(shown.out.includes(row.digest) && /trust +signed/.test(shown.out));
  const unknown = await osdex('show', 'ubuntu-24.04-server', ...place.data);
  assert.equal(unknown.exit, 1);
  assert.match(unknown.err, /expected an image named "ubuntu-24.04-server", found none; did you mean:/);

  const file = join(place.folder, 'image');
  const served = await fetch(row.url.replace('https:/', place.upstream.origin));
  await writeFile(file, new Uint8Array(await served.arrayBuffer()));
  const known = await osdex('verify', file, ...place.data);
  assert.ok(known.out.startsWith(`signed: ${file} is ${row.id}\n  ${row.digest}\n  signed by `), known.out);
  assert.equal(known.exit, 0);
  const other = await osdex('verify', LAUNCH, file, ...place.data);
  assert.equal(other.exit, 1);
  assert.match(other.out, /^unknown: .*launch\.mjs is no file of the catalog, or not the same bytes$/m);
});

test('verify proves a signed sums file offline and names the reason when it cannot', async (t) => {
  const place = await makePlace(t, ['ubuntu']);
  const [serial] = place.upstream.serials('ubuntu', { feed: 'cloud', release: '24.04' });
  const save = async (name: string) => {
    const answer = await fetch(
      `${place.upstream.origin}/cloud-images.ubuntu.com/releases/noble/release-${serial}/${name}`,
    );
    await writeFile(join(place.folder, name), new Uint8Array(await answer.arrayBuffer()));
    return join(place.folder, name);
  };
  const [sums, signature] = [await save('SHA256SUMS'), await save('SHA256SUMS.gpg')];
  const key =
    /fingerprint: (\S+)/.exec(await readFile(join(place.sources, 'ubuntu.yaml'), 'utf8'))?.[1] ?? '';
  const verify = ['verify', '--sums', sums, '--signature', signature, '--key', key, '--json', ...place.data];
  const good = await osdex(...verify);
  assert.equal(good.exit, 0, good.out);
  assert.partialDeepStrictEqual(JSON.parse(good.out), { good: true, signer: key });
  await writeFile(sums, `${await readFile(sums, 'utf8')}${'0'.repeat(64)} *extra.img\n`);
  const bad = await osdex(...verify);
  assert.equal(bad.exit, 1);
  assert.partialDeepStrictEqual(JSON.parse(bad.out), { good: false, code: 'signature-bad' });
});

test('keys update takes a key only under the pinned fingerprint', async (t) => {
  const place = await makePlace(t, ['debian']);
  const source = join(place.sources, 'debian.yaml');
  const text = await readFile(source, 'utf8');
  const fingerprint = /fingerprint: (\S+)/.exec(text)?.[1] ?? '';
  const keyFile = join(place.sources, 'keys', `${fingerprint}.asc`);
  const armored = await readFile(keyFile, 'utf8');
  await writeFile(
    source,
    text.replace(/( +)provenance:/, '$1url: https://keys.example/debian.asc\n$1provenance:'),
  );
  const other = await makePlace(t, ['almalinux']);
  const otherText = await readFile(join(other.sources, 'almalinux.yaml'), 'utf8');
  const otherKey = await readFile(
    join(other.sources, 'keys', `${/fingerprint: (\S+)/.exec(otherText)?.[1]}.asc`),
    'utf8',
  );

  const update = async (served: string) => {
    const recording = await temporaryFolder(t, { 'keys.example/debian.asc': served });
    await writeFile(keyFile, 'not a key');
    return osdex('keys', 'update', '--replay', recording, ...place.data);
  };
  const refused = await update(otherKey);
  assert.equal(refused.exit, 1);
  assert.match(
    refused.out,
    new RegExp(
      `key-mismatch: expected the key ${fingerprint} in https://keys.example/debian.asc, found the key`,
    ),
  );
  assert.equal(await readFile(keyFile, 'utf8'), 'not a key');
  const taken = await update(armored);
  assert.equal(taken.exit, 0, taken.out);
  assert.match(await readFile(keyFile, 'utf8'), /BEGIN PGP PUBLIC KEY BLOCK/);
  assert.equal((await osdex('keys', 'list', ...place.data)).exit, 0);
});

test('sources check tells every mistake at once', async (t) => {
  const place = await makePlace(t, ['debian', 'almalinux']);
  const edit = async (before: RegExp, after: string) => {
    for (const name of ['debian', 'almalinux']) {
      const path = join(place.sources, `${name}.yaml`);
      await writeFile(path, (await readFile(path, 'utf8')).replaceAll(before, after));
    }
  };
  assert.equal((await osdex('sources', 'check', ...place.data)).exit, 0);
  await edit(/^vendor: .*\n/gm, '');
  const { exit, out } = await osdex('sources', 'check', ...place.data);
  assert.equal(exit, 1);
  assert.match(out, /almalinux\.yaml:\d+: vendor: expected string, found nothing/);
  assert.match(out, /debian\.yaml:\d+: vendor: expected string, found nothing/);
});
