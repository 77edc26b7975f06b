import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { isoDay } from '../../core/day.ts';
import { readCatalog } from '../../core/catalog/catalog.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { isLayout, LAYOUTS } from '../../core/formats/mirror-layout.ts';
import type { Layout } from '../../core/formats/mirror-layout.ts';
import { mirrorList } from '../../core/formats/mirror-list.ts';
import type { MirrorList } from '../../core/formats/mirror-list.ts';
import { writeMirrorScript } from '../../core/formats/mirror-script.ts';
import type { MirrorFile } from '../../core/formats/mirror-file.ts';
import type { MirrorKey } from '../../core/formats/mirror-key.ts';
import { chosenFileOf, selectImages } from '../../core/image.ts';
import type { Image } from '../../core/image.ts';
import { readMirrorPlan } from '../../core/mirror-plan-file.ts';
import { DEFAULT_LAYOUT } from '../../core/mirror-template.ts';
import { parseSelector } from '../../core/selector.ts';
import type { Selector } from '../../core/selector.ts';
import { findKeys } from '../../core/trust/key-files.ts';
import { keyPlaces, PACKAGE_ROOT, withCommonOptions } from '../context.ts';
import type { CommonOptions } from '../context.ts';
import { printJson } from '../print-json.ts';

interface ScriptFlags extends CommonOptions {
  plan?: string;
  layout?: Layout;
  output?: string;
  shell: keyof typeof PROGRAMS;
}

/** The reviewed programs that a list is put into. */
const PROGRAMS = { sh: 'mirror.sh', powershell: 'mirror.ps1' };

const HELP = `
Examples:
  osdex script "product=debian&kind=installer&latest=2" -o mirror.sh
  sh mirror.sh --to images --keep 2 --old delete

  osdex script "product=ubuntu&kind=live&latest=1" --shell powershell -o mirror.ps1
  powershell -ExecutionPolicy Bypass -File mirror.ps1 -To images

The shell script brings the keys that it checks the publishers' signatures with; sh mirror.sh --help and
Get-Help ./mirror.ps1 -Full tell what each can do.`;

/** `osdex script`. */
export function addScriptCommand(program: Command): void {
  withCommonOptions(program.command('script').description('write the script that mirrors a selection'))
    .argument('[selector]', 'such as "product=debian&kind=installer&latest=1"')
    .option('--plan <file>', "a mirror plan in place of a selector, as the site's mirror page writes them")
    .addOption(
      new Option(
        '--layout <layout>',
        'how the files are arranged (default: catalog, or as the plan says)',
      ).choices(Object.keys(LAYOUTS)),
    )
    .addOption(
      new Option('--shell <shell>', 'what runs it: powershell fetches and proves, sh does all')
        .choices(Object.keys(PROGRAMS))
        .default('sh'),
    )
    .option('-o, --output <file>', 'file to write (default: standard output)')
    .addHelpText('after', HELP)
    .action(async (selector: string | undefined, flags: ScriptFlags) => {
      const plan = await askedFor(selector, flags);
      const list = await listOf(plan, flags);
      if (flags.json) {
        printJson(list.files);
        return;
      }
      tellWhatIsMissing(list);
      const program = await readFile(join(PACKAGE_ROOT, 'scripts', PROGRAMS[flags.shell]), 'utf8');
      const keys = await keysOf(list.files, flags);
      const script = writeMirrorScript(program, list.files, { title: plan.name }, keys);
      if (flags.output === undefined) process.stdout.write(script);
      else await writeFile(flags.output, script, { mode: 0o755 });
    });
}

/** What a script is to fetch. */
interface Asked {
  name: string;
  layout: Layout;
  selectors: readonly Selector[];
}

async function askedFor(selector: string | undefined, { plan }: ScriptFlags): Promise<Asked> {
  if ((selector === undefined) === (plan === undefined)) {
    throw new OsdexError(
      'usage',
      `expected a selector or --plan FILE, found ${plan === undefined ? 'neither' : 'both'}`,
    );
  }
  if (plan === undefined) {
    return { name: selector ?? '', layout: 'catalog', selectors: [parseSelector(selector ?? '')] };
  }
  const text = await readFile(plan, 'utf8').catch((cause: unknown) => {
    throw new OsdexError('usage', `expected to read the plan ${plan}, found: ${reasonOf(cause)}`, {
      path: plan,
      cause,
    });
  });
  const { name, layout, selectors } = readMirrorPlan(text, plan);
  return { name, layout: scriptLayout(layout), selectors };
}

/** Of the ways to lay files out, a script knows those that need no more than it is told of a file. */
function scriptLayout(layout: string): Layout {
  if (isLayout(layout)) return layout;
  if (layout === DEFAULT_LAYOUT) return 'catalog';
  const known = Object.keys(LAYOUTS).join(', ');
  throw new OsdexError(
    'usage',
    `expected a layout that scripts know (${known}), found "${layout}"; say another with --layout, or use "osdex mirror sync"`,
  );
}

async function listOf({ selectors, layout }: Asked, flags: ScriptFlags): Promise<MirrorList> {
  const catalog = await readCatalog(flags.catalog);
  const today = isoDay(new Date());
  const images = selectors
    .flatMap((selector) => selectImages(catalog, selector, today))
    .filter(({ build }) => build.withdrawn === undefined);
  // What several items of a plan ask for is fetched once.
  const chosen = new Map(inOrder(images, catalog).map((image) => [image.id, chosenFileOf(image)]));
  return mirrorList([...chosen.values()], flags.layout ?? layout);
}

/** Newer builds before older ones, whichever item of a plan asked for them: so a script tells how old a build is. */
function inOrder(images: readonly Image[], { products }: Catalog): Image[] {
  const builds = products.flatMap(({ releases }) => releases.flatMap((release) => release.builds));
  const places = new Map(builds.map((build, place) => [build, place]));
  return images.toSorted((a, b) => (places.get(a.build) ?? 0) - (places.get(b.build) ?? 0));
}

/** The keys that a script can check these files' signatures with. One that is not here is told at its run. */
async function keysOf(files: readonly MirrorFile[], flags: ScriptFlags): Promise<MirrorKey[]> {
  const wanted = new Set(files.flatMap(({ evidence }) => evidence?.fingerprint ?? []));
  if (wanted.size === 0) return [];
  const places = await Promise.all(keyPlaces(flags).map(findKeys));
  return [...wanted].flatMap((fingerprint) => {
    const key = places.map((keys) => keys.get(fingerprint)).find((found) => found !== undefined);
    return key === undefined ? [] : [{ fingerprint, base64: Buffer.from(key.write()).toString('base64') }];
  });
}

function tellWhatIsMissing({ leftOut, shared }: MirrorList): void {
  if (leftOut > 0) {
    process.stderr.write(
      `osdex: left out ${leftOut} ${leftOut === 1 ? 'file' : 'files'} without a digest that proves it or without a plain https address\n`,
    );
  }
  for (const path of shared) {
    process.stderr.write(
      `osdex: several files would be ${path}, and the first of them is taken; --layout catalog gives each a path of its own\n`,
    );
  }
}
