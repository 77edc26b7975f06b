import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openKeyStore } from '../core/trust/keyring.ts';
import { createRecordedFetcher } from '../core/http/recorded-fetcher.ts';
import { parseSelector } from '../core/selector.ts';
import { loadSources } from '../core/source/source-files.ts';
import { crawl } from '../crawler/crawl.ts';
import { temporaryFolder } from './temporary-folder.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const RECORDED = process.env['OSDEX_RECORDED'] ?? join(ROOT, '..', 'shared', 'upstream');
const SKIP = existsSync(RECORDED)
  ? false
  : `no recorded publishers at ${RECORDED}; name their folder in OSDEX_RECORDED`;

async function crawlRecorded(catalog: string, select?: string) {
  return crawl({
    loaded: await loadSources(join(ROOT, 'sources')),
    keys: openKeyStore(join(ROOT, 'sources', 'keys')),
    catalog,
    fetcher: createRecordedFetcher(RECORDED),
    now: () => new Date(),
    select: select === undefined ? undefined : parseSelector(select),
  });
}

async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.yaml')).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  );
}

test(
  'the committed catalog is what the recorded publishers prove, byte for byte',
  { skip: SKIP },
  async (t) => {
    const catalog = await temporaryFolder(t);
    await crawlRecorded(catalog);
    const found = await filesOf(catalog);
    const committed = await filesOf(join(ROOT, 'catalog'));
    assert.deepEqual(Object.keys(found), Object.keys(committed));
    for (const [name, text] of Object.entries(found)) assert.equal(committed[name], text, name);
    const again = await crawlRecorded(catalog);
    assert.deepEqual([again.files, again.changes], [[], []], 'a second crawl changes no byte');
  },
);

test(
  'every recorded sums file that a source covers is proven, signature and all',
  { skip: SKIP },
  async (t) => {
    const report = await crawlRecorded(await temporaryFolder(t));
    // What is not recorded is unknown. Nothing but this may go wrong besides.
    const others = report.errors.filter(({ code }) => code !== 'not-recorded');
    assert.deepEqual(
      others.map(({ source, feed, release, code }) => [source, feed, release, code].join(' ')).sort(),
      [
        // The key lies in no package, and neither do the images.
        'alpine iso 3.18 key-missing',
        // Recorded without its signature.
        'almalinux cloud 9 signature-missing',
        'ubuntu cloud-daily 24.04 signature-missing',
        // The page was written for the recording and lists nothing else.
        'debian live 13 no-builds',
        // Only names that move on to the next build are recorded.
        'rocky cloud-unsigned 9 sums-without-files',
      ].sort(),
    );
    const signed = report.changes.filter(
      (change) => change.kind === 'build-added' && change.level === 'signed',
    );
    assert.deepEqual(
      Object.fromEntries(
        [...Map.groupBy(signed, ({ product }) => product)].map(([product, builds]) => [
          product,
          builds.length,
        ]),
      ),
      {
        almalinux: 3,
        centos: 7,
        debian: 5,
        fedora: 12,
        freebsd: 5,
        linuxmint: 3,
        'opensuse-leap': 1,
        ubuntu: 19,
      },
    );
  },
);

test(
  'a recorded build without a signature is refused by a source that says signed',
  { skip: SKIP },
  async (t) => {
    const report = await crawlRecorded(await temporaryFolder(t), 'product=ubuntu&stream=server-cloud-daily');
    assert.deepEqual(report.changes, []);
    const refused = report.errors.find(({ url }) => url?.includes('/noble/20260705/'));
    assert.equal(refused?.code, 'signature-missing');
  },
);
