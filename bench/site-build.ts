/**
 * How long the site's build takes and how much memory, for a catalog of 100,000 files and for one of half the size, so
 * that what each further build costs is told too. Aims: under 30 s, under 1 GB, and no more for a build of the larger one
 * than of the smaller.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../scripts/program.ts';
import { tellUseIn, usesIn } from './process-use.ts';
import { FULL_SCALE, makeSiteCatalog, writeSiteCatalog } from './site-catalog.ts';
import type { SiteScale } from './site-catalog.ts';

const CLI = new URL('../scripts/osdex.ts', import.meta.url).pathname;
const AIM_SECONDS = 30;
const AIM_MB = 1000;
/** How much more a build may cost in the larger catalog before it is no longer called constant. */
const AIM_GROWTH = 1.2;

interface Measured {
  seconds: number;
  /** The most that any process of the build held at once. */
  maxRssMb: number;
  files: number;
}

const half: SiteScale = { ...FULL_SCALE, builds: FULL_SCALE.builds / 2 };
const smaller = await measure(half);
const larger = await measure(FULL_SCALE);
const perBuild = ((larger.seconds - smaller.seconds) * 1000) / (FULL_SCALE.builds - half.builds);
const before = (smaller.seconds * 1000) / half.builds;
report(half, smaller);
report(FULL_SCALE, larger);
console.log(
  `  each further build ${perBuild.toFixed(1)} ms, each of the first ${half.builds} ${before.toFixed(1)} ms (aim: at most ${AIM_GROWTH} times as much)${verdict(perBuild <= before * AIM_GROWTH)}`,
);

function report({ builds, filesPerBuild }: SiteScale, { seconds, maxRssMb, files }: Measured): void {
  const isFull = builds === FULL_SCALE.builds;
  console.log(
    [
      `site of ${builds * filesPerBuild} files in ${builds} builds`,
      `${seconds.toFixed(1)} s${isFull ? ` (aim ${AIM_SECONDS})${verdict(seconds <= AIM_SECONDS)}` : ''}`,
      `${maxRssMb.toFixed(0)} MB${isFull ? ` (aim ${AIM_MB})${verdict(maxRssMb <= AIM_MB)}` : ''}`,
      `${files} files written`,
    ].join('  '),
  );
}

function verdict(holds: boolean): string {
  return holds ? '' : ' MISSED';
}

async function measure(scale: SiteScale): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'osdex-bench-'));
  try {
    const catalog = join(folder, 'catalog');
    const out = join(folder, 'out');
    const told = join(folder, 'told');
    await writeSiteCatalog(catalog, await makeSiteCatalog(scale));
    const started = performance.now();
    const {
      exit,
      err,
      out: printed,
    } = await runProgram(process.execPath, [CLI, 'site', 'build', '--catalog', catalog, '--out', out], {
      ...process.env,
      NODE_OPTIONS: `--import ${tellUseIn(told)}`,
    });
    const seconds = (performance.now() - started) / 1000;
    if (exit !== 0) throw new Error(`expected the site to build, found: ${err}${printed}`);
    const held = (await usesIn(told)).map(({ maxRssMb }) => maxRssMb);
    const entries = await readdir(out, { recursive: true, withFileTypes: true });
    return { seconds, maxRssMb: Math.max(...held), files: entries.filter((entry) => entry.isFile()).length };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
