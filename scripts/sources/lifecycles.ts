import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { OsdexError } from '../../core/error.ts';
import { writeFileAtomic } from '../../core/files/write-file.ts';
import { loadSources } from '../../core/source/source-files.ts';
import type { Source } from '../../core/source/source.ts';
import { isOwnSource, withCommonOptions } from '../context.ts';
import type { CommonOptions } from '../context.ts';
import { applyEdits, patchNames, patchOfLines } from '../patch.ts';
import type { LineEdit } from '../patch.ts';
import { printJson } from '../print-json.ts';
import { endoflifeFile, readEndoflife } from './endoflife.ts';
import { describeComparison } from './lifecycle-text.ts';
import { compareLifecycles } from './lifecycle.ts';
import type { FactComparison, LifecycleComparison } from './lifecycle.ts';
import { stateFacts } from './release-edit.ts';

const NOTES = `
DIR is a checkout of https://github.com/endoflife-date/release-data, or a folder with its files alone; nothing is
fetched. A source is held against <product>.json, or the name that it gives under endoflife:.

What is missing or different is printed as a patch of the sources at the end, for a person to look at:
  osdex sources lifecycles --data DIR --source debian | git apply

endoflife.date is no publisher. Where both say something else, the source's lifecycle: names who decides. Told, and
not in the patch, are days that are only an upper bound (the oldest version there is not the first of its release),
and sources that a catalog of one's own takes from osdex.

With --json: schema osdex/lifecycles/1, for each source every fact with its state (agrees, differs, missing, unknown),
the releases that only one side knows, and the patch.

Exit code 0: compared, whatever was found. 1: a source or a file of DIR cannot be read, or a source cannot be edited;
with --check also when facts differ. 2: used wrongly.`;

interface LifecyclesFlags extends CommonOptions {
  data?: string;
  source?: string;
  write?: boolean;
  update?: boolean;
  check?: boolean;
}

/** `osdex sources lifecycles`. */
export function addLifecyclesCommand(sources: Command): void {
  withCommonOptions(
    sources
      .command('lifecycles')
      .description('hold the dates of the releases against those of endoflife.date, and print an edit'),
  )
    .option('--data <dir>', "endoflife.date's release-data")
    .option('--source <product>', 'only this source')
    .option('--write', 'write what is missing into the sources')
    .option('--update', 'with --write: also replace what is different')
    .option('--check', 'exit with 1 when facts differ')
    .addHelpText('after', NOTES)
    .action(compareSources);
}

/** What came of one source. */
interface Outcome extends LifecycleComparison {
  source: Source;
  file: string;
  /** The source's file, where it was written. */
  written?: string;
  patch?: string;
}

async function compareSources(flags: LifecyclesFlags): Promise<void> {
  const data = await requireData(flags);
  const { sources, errors } = await loadSources(flags.sources);
  const problems = errors.map(({ source, error }) => ({ source, code: error.code, message: error.message }));
  const outcomes: Outcome[] = [];
  const unmatched: string[] = [];
  for (const source of chooseSources(sources, errors, flags)) {
    try {
      const file = endoflifeFile(data, source.endoflife ?? source.product);
      const known = await readEndoflife(file);
      if (known === undefined) {
        unmatched.push(source.product);
        continue;
      }
      const outcome: Outcome = { source, file: basename(file), ...compareLifecycles(source, known) };
      outcomes.push(outcome);
      Object.assign(outcome, await editSource(outcome, flags));
    } catch (error) {
      if (!(error instanceof OsdexError)) throw error;
      problems.push({ source: source.product, code: error.code, message: error.message });
    }
  }
  const patch = outcomes.map((outcome) => outcome.patch ?? '').join('');
  if (flags.json) {
    const told = outcomes.map(({ source, patch: _, ...outcome }) => ({ source: source.product, ...outcome }));
    printJson({ schema: 'osdex/lifecycles/1', sources: told, unmatched, problems, patch });
  } else process.stdout.write(reportOf(outcomes, unmatched, problems) + (patch && `\n${patch}`));
  const differs = outcomes.some(({ facts }) => facts.some(({ state }) => state === 'differs'));
  if (problems.length > 0 || (flags.check && differs)) process.exitCode = 1;
}

async function requireData({ data, update, write }: LifecyclesFlags): Promise<string> {
  if (update && !write) throw new OsdexError('usage', 'expected --write with --update, found it alone');
  const isFolder = data !== undefined && (await stat(data).catch(() => undefined))?.isDirectory() === true;
  if (isFolder) return data;
  const found = data === undefined ? 'nothing' : `no folder at ${data}`;
  throw new OsdexError(
    'usage',
    `expected --data with endoflife.date's release-data, found ${found}; git clone --depth 1 https://github.com/endoflife-date/release-data makes one`,
    { path: data },
  );
}

function chooseSources(
  sources: readonly Source[],
  errors: readonly { source: string }[],
  { source: wanted }: LifecyclesFlags,
): Source[] {
  const chosen = sources.filter(({ product }) => wanted === undefined || product === wanted);
  if (chosen.length > 0 || wanted === undefined || errors.some(({ source }) => source === wanted))
    return chosen;
  const known = sources.map(({ product }) => product).join(', ');
  throw new OsdexError('usage', `expected --source as one of ${known}, found "${wanted}"`);
}

/** Writes what the flags let it, and makes a patch of what is left. */
async function editSource(
  { source, facts }: Outcome,
  flags: LifecyclesFlags,
): Promise<Pick<Outcome, 'written' | 'patch'>> {
  const isWritten = ({ state }: FactComparison): boolean => state === 'missing' || flags.update === true;
  const wrong = facts.filter(
    ({ state, latest }) => (state === 'missing' || state === 'differs') && latest !== true,
  );
  if (wrong.length === 0 || !isOwnSource(source, flags)) return {};
  const folder = await realpath(flags.sources);
  const path = join(folder, `${source.product}.yaml`);
  const text = await readFile(path, 'utf8');
  const written = flags.write ? applyEdits(text, editsOf(text, wrong.filter(isWritten), path)) : text;
  const left = flags.write ? wrong.filter((one) => !isWritten(one)) : wrong;
  const name = (await patchNames(folder))(path);
  const patch = left.length === 0 ? '' : patchOfLines(name, written, editsOf(written, left, path));
  const isChanged = flags.write === true && (await writeFileAtomic(path, written));
  return { ...(isChanged ? { written: path } : {}), patch };
}

function editsOf(text: string, facts: readonly FactComparison[], path: string): LineEdit[] {
  const changes = [...Map.groupBy(facts, ({ release }) => release)].map(([release, of]) => ({
    release,
    facts: Object.fromEntries(of.map(({ fact, there }) => [fact, there])),
  }));
  return stateFacts(text, changes, path);
}

interface Problem {
  source: string;
  code: string;
  message: string;
}

function reportOf(
  outcomes: readonly Outcome[],
  unmatched: readonly string[],
  problems: readonly Problem[],
): string {
  return [
    ...outcomes.flatMap(({ source, file, written, ...comparison }) => [
      describeComparison(source, file, comparison),
      ...(written === undefined ? [] : [`  written to ${written}\n`]),
    ]),
    ...(unmatched.length === 0
      ? []
      : [`No file there, nor endoflife: in the source that names one: ${unmatched.join(', ')}\n`]),
    ...problems.map(({ code, message }) => `${code}: ${message}\n`),
  ].join('');
}
