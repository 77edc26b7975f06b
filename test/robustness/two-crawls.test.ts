import assert from 'node:assert/strict';
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { simpleGit } from 'simple-git';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startUpstream } from '../upstream/upstream.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { recordedIn } from './recorded-in.ts';
import { runOurs } from './run-killed.ts';

const OSDEX = fileURLToPath(new URL('../../scripts/osdex.ts', import.meta.url));

/** Publishers and a remote repository, which two crawlers have clones of. */
interface Place {
  upstream: Upstream;
  folder: string;
  remote: string;
  /** The command of a crawler, working in the clone of that name. */
  args(clone: string, ...select: string[]): string[];
  /** Every file of every build in the remote. */
  published(): Promise<Set<string>>;
  /** The same of a crawler that works alone, on a copy of ours before. */
  alone(): Promise<Set<string>>;
}

async function makePlace(t: TestContext): Promise<Place> {
  const folder = await temporaryFolder(t);
  const upstream = await startUpstream({ publishers: ['ubuntu'] });
  t.after(upstream.close);
  const [sources, remote] = [join(folder, 'sources'), join(folder, 'remote.git')];
  await upstream.writeSources(sources);
  await simpleGit().init(['--bare', '--initial-branch', 'main', remote]);
  const options = (cache: string) => [
    ...[OSDEX, 'crawl', '--sources', sources, '--replay', upstream.origin],
    ...['--cache', join(folder, `cache-${cache}`)],
  ];
  return {
    upstream,
    folder,
    remote,
    args: (clone, ...select) => [
      ...options(clone),
      ...[
        '--repository',
        remote,
        '--clone',
        join(folder, clone),
        '--author',
        `${clone} <${clone}@example.org>`,
      ],
      ...select,
    ],
    async published() {
      await simpleGit().clone(remote, join(folder, 'published'));
      return recordedIn(await readCatalog(join(folder, 'published', 'catalog')));
    },
    async alone() {
      const ended = await runOurs([...options('alone'), '--catalog', join(folder, 'alone')]);
      assert.equal(ended.exit, 0, ended.err);
      return recordedIn(await readCatalog(join(folder, 'alone')));
    },
  };
}

/** Before the clone of one pushes the first time, something else happens. */
async function happenInBetween({ folder }: Place, clone: string, command: string): Promise<void> {
  const hooks = join(folder, clone, '.git', 'hooks');
  await mkdir(hooks, { recursive: true });
  const hook = `#!/bin/sh\nset -e\nrm "$0"\nunset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE\n${command}\n`;
  await writeFile(join(hooks, 'pre-push'), hook);
  await chmod(join(hooks, 'pre-push'), 0o755);
}

const CASES: readonly [what: string, between: (place: Place) => string, told: RegExp][] = [
  ['another crawler pushes the same builds', (place) => crawlAs(place, 'theirs'), /^$/],
  [
    'another crawler pushes other builds of the same release',
    (place) => crawlAs(place, 'theirs', '--select', 'product=ubuntu&stream=desktop'),
    /^$/,
  ],
  [
    'a person changes the same lines',
    ({ folder }) => `
      cd '${folder}/theirs'
      sed -i 's/signedAt: .*/& # looked at/' catalog/ubuntu/24.04.yaml
      git -c user.name=theirs -c user.email=theirs@example.org commit --quiet --all --message theirs
      git push --quiet origin HEAD:main`,
    /^osdex: kept ([\da-f]{12}) on the branch set-aside-\1, since others pushed something to main that it does not fit to$/,
  ],
];

function crawlAs(place: Place, ...args: [clone: string, ...select: string[]]): string {
  const command = [process.execPath, ...place.args(...args)].map((word) => `'${word}'`).join(' ');
  return `${command} >'${place.folder}/other.log' 2>&1 </dev/null`;
}

for (const [what, between, told] of CASES) {
  test(`when, before a crawler pushes, ${what}, both are in the remote`, async (t) => {
    const place = await makePlace(t);
    for (const clone of ['ours', 'theirs']) {
      const ended = await runOurs(place.args(clone));
      assert.equal(ended.exit, 0, ended.err);
    }
    await cp(join(place.folder, 'ours', 'catalog'), join(place.folder, 'alone'), { recursive: true });
    for (const feed of ['iso', 'cloud']) place.upstream.publish('ubuntu', { feed, release: '24.04' });
    await happenInBetween(place, 'ours', between(place));
    const { exit, err } = await runOurs(place.args('ours'));
    assert.equal(exit, 0, err);
    const sentences = err.split('\n').filter((line) => line.startsWith('osdex: '));
    assert.match(sentences.join('\n'), told);

    const [published, alone] = [await place.published(), await place.alone()];
    assert.deepEqual([...published.symmetricDifference(alone)], []);
    const authors = await simpleGit(place.remote).raw(['log', '-3', '--format=%an', 'main']);
    assert.ok(authors.includes('theirs'), 'theirs is there');
    assert.equal(
      await simpleGit(join(place.folder, 'ours')).raw(['status', '--porcelain', '--branch']),
      '## main...origin/main\n',
    );
  });
}
