/**
 * How long the formats that are written image by image take for 100,000 images, and how much memory, beside the time to
 * read the same catalog and write nothing of it. Aim: at most 250 MB, however many images there are.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORMATS } from '../core/formats/registry.ts';
import { runProgram } from '../scripts/program.ts';
import { tellUseIn, usesIn } from './process-use.ts';
import { FULL_SCALE, makeSiteCatalog, writeSiteCatalog } from './site-catalog.ts';

const CLI = new URL('../scripts/osdex.ts', import.meta.url).pathname;
const AIM_MB = 250;

const folder = await mkdtemp(join(tmpdir(), 'osdex-bench-'));
try {
  const catalog = join(folder, 'catalog');
  await writeSiteCatalog(catalog, await makeSiteCatalog(FULL_SCALE));
  const nothing = await measure(['export', 'jsonl', '--select', 'product=none'], catalog);
  console.log(
    `reading ${FULL_SCALE.builds * FULL_SCALE.filesPerBuild} images  ${nothing.seconds.toFixed(1)} s  ${nothing.maxRssMb.toFixed(0)} MB`,
  );
  for (const { name, write } of FORMATS) {
    if (write?.kind !== 'rows') continue;
    const out = join(folder, name);
    const { seconds, maxRssMb } = await measure(['export', name, '--select', '', '-o', out], catalog);
    const size = await stat(out).then(
      (found) => found.size,
      () => 0,
    );
    console.log(
      [
        `  ${name.padEnd(20)} ${seconds.toFixed(1).padStart(5)} s`,
        `${(seconds / nothing.seconds).toFixed(1)} times the reading`,
        `${maxRssMb.toFixed(0)} MB (aim ${AIM_MB})${maxRssMb <= AIM_MB ? '' : ' MISSED'}`,
        `${(size / 1e6).toFixed(0)} MB written`,
      ].join('  '),
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(
  args: readonly string[],
  catalog: string,
): Promise<{ seconds: number; maxRssMb: number }> {
  const told = join(folder, `told-${args.join('-').replaceAll('/', '-')}`);
  const started = performance.now();
  await runProgram(process.execPath, ['--import', tellUseIn(told), CLI, ...args, '--catalog', catalog]);
  const seconds = (performance.now() - started) / 1000;
  const [used] = await usesIn(told);
  return { seconds, maxRssMb: used?.maxRssMb ?? Number.NaN };
}
