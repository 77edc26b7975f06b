import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import {
  addPlaceSource,
  PlaceSource,
  preferPlaceSources,
  readPlaceSources,
  removePlaceSource,
} from '../../mirror/place-sources.ts';
import { testSource } from '../../mirror/test-source.ts';
import type { SourceState, SourceTest } from '../../mirror/test-source.ts';
import { VERSION } from '../context.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { untilStopped } from '../run-fetcher.ts';
import {
  everyImage,
  requireRepository,
  withCatalogOption,
  withRepositoryOptions,
} from './repository-flags.ts';
import type { CatalogFlags, RepositoryFlags } from './repository-flags.ts';
import { whileLocked } from './while-locked.ts';

const ADD_EXAMPLES = `
Examples:
  osdex mirror sources add near --of https://releases.ubuntu.com/ --at https://mirror.example.org/ubuntu/
  osdex mirror sources add cellar --of https://cdimage.debian.org/ --at http://192.168.7.9/debian-cd/ --priority 5

The mirror is asked for --at in the place of --of. Above priority 0 it is asked before the publisher, else after him; of
several the highest is asked first. It need not be trusted: what it gives is kept only when its digest is the one on
record. The list is .osdex/sources.yaml in the repository, which may be edited by hand too.`;

const TEST_EXAMPLES = `
Examples:
  osdex mirror sources test
  osdex mirror sources test near --json

Each mirror is asked for the newest build that the catalog knows below its --of: three times for the headers, of which
the middle time is told, and once for the first byte.`;

interface AddFlags extends RepositoryFlags {
  of: string;
  at: string;
  priority?: number;
}

type TestFlags = RepositoryFlags & CatalogFlags;

/** `osdex mirror sources` and its commands. */
export function addPlaceSourcesCommand(mirror: Command): void {
  const sources = mirror
    .command('sources')
    .description('mirrors that files are fetched from beside their publishers');

  withRepositoryOptions(sources.command('add').description('list a mirror'))
    .argument('<name>', 'what it is called here')
    .requiredOption('--of <url>', 'folder of the publisher, as the catalog has it')
    .requiredOption('--at <url>', 'the same folder at the mirror')
    .option('--priority <number>', 'from -1000 to 1000 (default: 1)', readPriority)
    .addHelpText('after', ADD_EXAMPLES)
    .action(async (name: string, flags: AddFlags) => {
      const source = readSource({ name, of: flags.of, at: flags.at, priority: flags.priority });
      await change(flags, (repository) => addPlaceSource(repository, source));
    });

  withRepositoryOptions(
    sources.command('list').description('list the mirrors, the most preferred first'),
  ).action(async (flags: RepositoryFlags) => tellSources(flags));

  withRepositoryOptions(sources.command('prefer').description('ask these mirrors first, in this order'))
    .argument('<name...>')
    .addHelpText('after', '\nExample:\n  osdex mirror sources prefer cellar near')
    .action((names: string[], flags: RepositoryFlags) =>
      change(flags, (repository) => preferPlaceSources(repository, names)),
    );

  withRepositoryOptions(sources.command('remove').description('no longer fetch from a mirror'))
    .argument('<name>')
    .addHelpText('after', '\nExample:\n  osdex mirror sources remove near')
    .action((name: string, flags: RepositoryFlags) =>
      change(flags, (repository) => removePlaceSource(repository, name)),
    );

  withCatalogOption(
    withRepositoryOptions(
      sources.command('test').description('ask mirrors how quick, how able and how fresh they are'),
    ),
  )
    .argument('[name]', 'one of them (default: all)')
    .addHelpText('after', TEST_EXAMPLES)
    .action((name: string | undefined, flags: TestFlags) => testSources(name, flags));
}

async function change(
  flags: RepositoryFlags,
  work: (repository: { records: string }) => Promise<void>,
): Promise<void> {
  const repository = await requireRepository(flags);
  await whileLocked(repository, 'change of the sources', () => work(repository));
  await tellSources(flags);
}

async function tellSources(flags: RepositoryFlags): Promise<void> {
  const sources = await readPlaceSources(await requireRepository(flags));
  if (flags.json) {
    printJson({ sources });
    return;
  }
  if (sources.length === 0)
    process.stdout.write('No mirrors are listed: everything is fetched from its publisher.\n');
  for (const { name, of, at, priority } of sources) {
    const when = priority > 0 ? 'before' : 'after';
    process.stdout.write(`${name.padEnd(16)} ${String(priority).padStart(5)}  ${at}\n`);
    process.stdout.write(`${' '.repeat(24)}${when} ${of}\n`);
  }
}

async function testSources(name: string | undefined, flags: TestFlags): Promise<void> {
  const sources = await readPlaceSources(await requireRepository(flags));
  const wanted = name === undefined ? sources : sources.filter((source) => source.name === name);
  if (wanted.length === 0) {
    const known = sources.map((source) => source.name).join(', ') || 'none';
    throw new OsdexError('usage', `expected a listed source (${known}), found ${JSON.stringify(name ?? '')}`);
  }
  const images = await everyImage(flags);
  const progress = openProgress(flags.json);
  const tests: SourceTest[] = [];
  try {
    await untilStopped(async (signal) => {
      // One after the other: two at once would slow each other down, and their times would say nothing.
      for (const [index, source] of wanted.entries()) {
        progress.update(index, wanted.length, source.at);
        tests.push(await testSource(source, images, { userAgent: `osdex/${VERSION}`, signal }));
      }
    });
  } finally {
    progress.end();
  }
  if (flags.json) printJson({ tests: tests.map(described) });
  else tellTests(tests);
  const bad = tests.filter(({ state }) => !USABLE.has(state));
  if (bad.length > 0)
    throw new OsdexError(
      'not-found',
      `${counted(bad.length, 'mirror')} of ${tests.length} cannot be used as listed`,
    );
}

const USABLE: ReadonlySet<SourceState> = new Set(['newest', 'behind', 'untested']);

const STATE_WORDS: Readonly<Record<SourceState, string>> = {
  newest: 'has the newest',
  behind: 'is behind',
  without: 'has none',
  other: 'has other files',
  silent: 'is silent',
  untested: 'not tested',
};

function tellTests(tests: readonly SourceTest[]): void {
  const head = ['mirror', 'state', 'latency', 'ranges', 'TLS', 'build', 'modified'];
  const rows = tests.map(({ source, state, sample, behind, probed }) => [
    source.name,
    state === 'behind' ? `${counted(behind, 'build')} behind` : STATE_WORDS[state],
    probed === undefined ? '-' : `${Math.max(1, Math.round(probed.latencyMs))} ms`,
    probed === undefined || probed.status !== 200 ? '-' : probed.hasRanges ? 'yes' : 'no',
    probed?.tls === undefined ? '-' : `${probed.tls.protocol} to ${probed.tls.validTo.slice(0, 10)}`,
    state === 'newest' || state === 'behind' ? (sample?.serial ?? '-') : '-',
    probed?.modifiedAt?.slice(0, 10) ?? '-',
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  for (const row of [head, ...rows])
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  for (const { source, reason } of tests)
    if (reason !== undefined) process.stdout.write(`${source.name}: ${reason}\n`);
}

function described({ source, state, sample, behind, probed, reason }: SourceTest) {
  return {
    name: source.name,
    at: source.at,
    state,
    isUsable: USABLE.has(state),
    behind,
    reason,
    image: sample?.id,
    serial: sample?.serial,
    url: probed?.url ?? sample?.url,
    status: probed?.status,
    latencyMs: probed === undefined ? undefined : Math.round(probed.latencyMs * 10) / 10,
    hasRanges: probed?.hasRanges,
    modifiedAt: probed?.modifiedAt,
    sizeBytes: probed?.sizeBytes,
    tls: probed?.tls,
  };
}

function readPriority(text: string): number {
  if (/^-?\d{1,4}$/.test(text) && Math.abs(Number(text)) <= 1000) return Number(text);
  throw new InvalidArgumentError(`expected a whole number from -1000 to 1000, found "${text}"`);
}

function readSource(written: Record<string, unknown>): PlaceSource {
  const parsed = PlaceSource.safeParse(written);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const found = JSON.stringify(written[String(issue?.path[0])]);
  throw new OsdexError('usage', `${String(issue?.path[0])}: ${issue?.message ?? ''}, found ${found}`);
}
