import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleGit } from 'simple-git';
import { OsdexError } from '../core/error.ts';
import { startUpstream } from '../test/upstream/upstream.ts';
import type { Upstream } from '../test/upstream/upstream.ts';
import { PACKAGE_ROOT } from './context.ts';
import { settingsOf } from './init/catalog-choice.ts';
import { fillFolder } from './init/empty-folder.ts';
import { commitFirst } from './init/first-commit.ts';
import { repositoryFiles } from './init/repository-files.ts';
import { runProgram } from './program.ts';
import type { Finished } from './program.ts';
import { openProgress } from './progress.ts';
import { buildSite } from './site-build.ts';
import { printJson } from './print-json.ts';

/** Where the parts of the demo lie. */
interface Stage {
  upstream: Upstream;
  /** The git repository that the crawler commits to. */
  repository: string;
  sources: string;
  catalog: string;
  cache: string;
  site: string;
  /** Where the mirror script puts the files. */
  mirror: string;
}

interface Step {
  title: string;
  /** @returns what happened, for people. @throws OsdexError when something is not as it should be. */
  run: (stage: Stage) => Promise<string>;
}

interface StepResult {
  title: string;
  good: boolean;
  told: string;
}

/** The source that a new build is published for, and the one that is tampered with. */
const NEWS = 'ubuntu';
const VICTIM = 'almalinux';

const STEPS: readonly Step[] = [
  { title: 'Crawl every publisher and commit the catalog', run: firstCrawl },
  { title: 'Crawl again: nothing is new', run: idleCrawl },
  { title: 'A publisher puts out a new build', run: crawlNews },
  { title: 'Somebody tampers with signed checksums', run: crawlTampered },
  { title: 'Build the site', run: publishSite },
  { title: 'Run the published mirror script', run: runMirror },
  { title: 'Run it again: everything is there and proven', run: rerunMirror },
];

/**
 * Does the whole main job in a folder, against publishers that run on this machine, and tells what happened.
 *
 * @returns whether every step did what it should, and where the site lies.
 */
export async function runDemo(folder: string, json: boolean): Promise<{ good: boolean; site: string }> {
  if ((await readdir(folder)).length > 0) {
    throw new OsdexError('usage', `expected an empty folder for the demo, found files in ${folder}`, {
      path: folder,
    });
  }
  const upstream = await startUpstream({ shippedSources: join(PACKAGE_ROOT, 'sources') });
  try {
    const stage = await setStage(folder, upstream);
    const results = await runSteps(stage, json);
    const good = results.length === STEPS.length && results.every((result) => result.good);
    if (json) printJson({ good, steps: results, ...placesOf(stage) });
    else process.stdout.write(closing(good, stage));
    return { good, site: stage.site };
  } finally {
    await upstream.close();
  }
}

async function setStage(folder: string, upstream: Upstream): Promise<Stage> {
  const repository = join(folder, 'repository');
  const sources = join(repository, 'sources');
  const settings = await settingsOf({ name: 'The demo', products: 'none' }, repository);
  await fillFolder(repository, await repositoryFiles(settings, 'demo'), async (unfinished) => {
    await upstream.writeSources(join(unfinished, 'sources'));
    return commitFirst(unfinished, { name: 'osdex demo', email: 'demo@osdex.example' });
  });
  const git = simpleGit(repository);
  await git.addConfig('user.name', 'osdex demo').addConfig('user.email', 'demo@osdex.example');
  const catalog = join(repository, 'catalog');
  return {
    upstream,
    repository,
    sources,
    catalog,
    cache: join(folder, 'cache'),
    site: join(folder, 'site'),
    mirror: join(folder, 'mirror'),
  };
}

async function runSteps(stage: Stage, json: boolean): Promise<StepResult[]> {
  const progress = openProgress(json);
  const results: StepResult[] = [];
  for (const [index, { title, run }] of STEPS.entries()) {
    progress.update(index, STEPS.length, `${title} …`);
    const result = await run(stage).then(
      (told) => ({ title, good: true, told }),
      (error: unknown) => {
        if (!(error instanceof OsdexError)) throw error;
        return { title, good: false, told: error.message };
      },
    );
    results.push(result);
    const lines = result.told.split('\n').map((line) => `      ${line}`);
    progress.milestone(
      `${result.good ? 'ok  ' : 'FAIL'} ${index + 1}/${STEPS.length} ${title}\n${lines.join('\n')}`,
    );
    // Each step stands on the one before.
    if (!result.good) break;
  }
  progress.end();
  return results;
}

/** What `osdex crawl --json` prints, as far as it is looked at here. */
interface Report {
  changes: {
    kind: string;
    product: string;
    release: string;
    stream: string;
    serial: string;
    level: string;
  }[];
  errors: { source: string; code: string; message: string }[];
  files: string[];
  builds: number;
  commit?: string;
}

async function osdexCrawl(stage: Stage): Promise<{ report: Report; exit: number }> {
  stage.upstream.forgetRequests();
  const { exit, out, err } = await runProgram(process.execPath, [
    join(PACKAGE_ROOT, 'scripts', 'launch.mjs'),
    ...['crawl', '--commit', '--json', '--replay', stage.upstream.origin],
    ...['--sources', stage.sources, '--catalog', stage.catalog, '--cache', stage.cache],
  ]);
  expect(out !== '', `a report of the crawl`, `exit ${exit}: ${err}`);
  return { report: JSON.parse(out) as Report, exit };
}

async function firstCrawl(stage: Stage): Promise<string> {
  const { report, exit } = await osdexCrawl(stage);
  expect(exit === 0, 'exit 0', `exit ${exit}: ${report.errors.map(({ message }) => message).join('; ')}`);
  expect(report.builds > 0 && report.commit !== undefined, 'builds and a commit', `${report.builds} builds`);
  const levels = Map.groupBy(report.changes, ({ level }) => level);
  const counts = [...levels].map(([level, changes]) => `${changes.length} ${level}`).join(', ');
  const products = new Set(report.changes.map(({ product }) => product));
  return `${report.builds} builds of ${products.size} products (${counts}), ${stage.upstream.requests.length} requests\ncommit ${short(report.commit)}`;
}

async function idleCrawl(stage: Stage): Promise<string> {
  const { report, exit } = await osdexCrawl(stage);
  const { requests } = stage.upstream;
  const unchanged = requests.filter(({ status }) => status === 304);
  // Some servers give their folder pages no ETag; such a page can only be read again.
  const pages = requests.filter(({ status, path }) => status === 200 && path.endsWith('/'));
  const others = requests.filter((request) => !unchanged.includes(request) && !pages.includes(request));
  expect(
    exit === 0 && report.files.length === 0,
    'no change of any file',
    `exit ${exit}, ${report.files.join(', ')}`,
  );
  expect(report.commit === undefined, 'no commit', `commit ${short(report.commit)}`);
  expect(
    others.length === 0,
    'only feeds asked whether they changed',
    others.map(({ path }) => path).join(', '),
  );
  return `${requests.length} small requests, ${unchanged.length} answered "not modified"; no byte written, no commit`;
}

async function crawlNews(stage: Stage): Promise<string> {
  const serial = stage.upstream.publish(NEWS);
  const { report, exit } = await osdexCrawl(stage);
  const [change] = report.changes;
  expect(
    exit === 0 && report.changes.length === 1 && change?.serial === serial,
    `one build, ${serial}`,
    JSON.stringify(report.changes),
  );
  const subject = (await simpleGit(stage.repository).log({ maxCount: 1 })).latest?.message ?? '';
  return `${change?.product} ${change?.release} ${change?.stream} ${serial} added\ncommit ${short(report.commit)} "${subject}"`;
}

async function crawlTampered(stage: Stage): Promise<string> {
  const before = await catalogOf(stage, VICTIM);
  stage.upstream.publish(VICTIM);
  stage.upstream.tamper(VICTIM, 'sums');
  const { report, exit } = await osdexCrawl(stage);
  const refusal = report.errors.find(({ source }) => source === VICTIM);
  expect(
    exit === 1 && refusal?.code === 'signature-bad',
    'exit 1 and signature-bad',
    `exit ${exit}, ${refusal?.code ?? 'no error'}`,
  );
  expect((await catalogOf(stage, VICTIM)) === before, `the record of ${VICTIM} as it was`, 'another one');
  stage.upstream.restore(VICTIM);
  const { report: after, exit: exitAfter } = await osdexCrawl(stage);
  expect(
    exitAfter === 0 && after.errors.length === 0,
    'all well once the tampering ends',
    `exit ${exitAfter}`,
  );
  return `refused: ${refusal?.message}\nthe record of ${VICTIM} stayed byte for byte, the other sources went on; then the true file came back and was taken`;
}

async function publishSite(stage: Stage): Promise<string> {
  await buildSite({ catalog: stage.catalog, out: stage.site });
  const files = await readdir(stage.site, { recursive: true });
  return `${files.filter((file) => file.endsWith('.html')).length} pages, ${files.filter((file) => /\.(?:json|yaml|atom|rss|sh)$/.test(file)).length} files for programs`;
}

async function runMirror(stage: Stage): Promise<string> {
  const { exit, out, err } = await mirrorScript(stage);
  expect(exit === 0, 'every file fetched and proven', `exit ${exit}:\n${err.trim() || out.trim()}`);
  const files = (await readdir(stage.mirror, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  expect(files.length > 0, 'files in the mirror', 'none');
  return `${files.length} files fetched and held against their digests`;
}

async function rerunMirror(stage: Stage): Promise<string> {
  stage.upstream.forgetRequests();
  const { exit, err } = await mirrorScript(stage);
  expect(exit === 0, 'exit 0', `exit ${exit}:\n${err}`);
  expect(stage.upstream.requests.length === 0, 'no request', `${stage.upstream.requests.length}`);
  return 'every file was there and good; nothing was fetched';
}

/** Runs the script as the site publishes it; only the hosts are turned towards this machine. */
async function mirrorScript(stage: Stage): Promise<Finished> {
  const hosts = new Set(
    [
      ...(await readFile(join(stage.site, 'mirror', `${NEWS}.sh`), 'utf8')).matchAll(
        / https:\/\/([a-z0-9.-]+)\//g,
      ),
    ].map((match) => match[1]),
  );
  const towards = [...hosts].flatMap((host) => [
    '--mirror',
    `https://${host}/=${stage.upstream.origin}/${host}/`,
  ]);
  return runProgram('sh', [join(stage.site, 'mirror', `${NEWS}.sh`), '--to', stage.mirror, ...towards]);
}

async function catalogOf(stage: Stage, product: string): Promise<string> {
  const folder = join(stage.catalog, product);
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.yaml')).sort();
  return (
    await Promise.all(names.map(async (name) => `${name}\n${await readFile(join(folder, name), 'utf8')}`))
  ).join('\n');
}

function expect(holds: boolean, expected: string, found: string): void {
  if (!holds) throw new OsdexError('not-found', `expected ${expected}, found ${found}`);
}

function short(commit: string | undefined): string {
  return commit?.slice(0, 12) ?? 'none';
}

function placesOf({ repository, catalog, site, mirror }: Stage) {
  return { repository, catalog, site, mirror };
}

function closing(good: boolean, stage: Stage): string {
  const head = good ? 'Every step did what it should.' : 'A step did not do what it should, see above.';
  const places = Object.entries(placesOf(stage)).map(([name, place]) => `  ${name.padEnd(11)} ${place}`);
  const hint = good
    ? [
        `Open the site with: npx osdex site serve --out ${stage.site}`,
        `Read the commits with: git -C ${stage.repository} log`,
      ]
    : [];
  return `\n${[head, ...places, ...hint].join('\n')}\n`;
}
