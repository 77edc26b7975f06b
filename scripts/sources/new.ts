import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { tellText } from '../../core/http/address-text.ts';
import { parseUrl } from '../../core/http/fetcher.ts';
import { Name } from '../../core/names.ts';
import { productsIn } from '../../core/source/shipped-sources.ts';
import { openFetcher, withCommonOptions, withNetworkOptions } from '../context.ts';
import type { CommonOptions, NetworkOptions } from '../context.ts';
import { printJson } from '../print-json.ts';
import type { Finding } from './new-draft.ts';
import { archesIn } from './new-names.ts';
import { probeAddress } from './new-probe.ts';
import { scaffoldText } from './new-yaml.ts';

const NOTES = `
URL is where the publisher lists its builds or their sums: a directory page, a sums file, a JSON or YAML document,
simplestreams, a bucket's list of keys, or an address that redirects to the newest build. Each way of reading it is
tried and told with what it would find; a page is looked into one build deep. The best becomes a source with one feed.

Who signed is what the signature says of itself: nothing is verified yet. What only a person can know is marked TODO,
and the source does not load before the empty fields are filled.

With --json: schema osdex/source-scaffold/1, "tries" with what each found, and the text under "yaml".

Exit code 0: a source was begun. 1: nothing was found that a feed could be made of. 2: used wrongly.

Examples:
  osdex sources new void https://repo-default.voidlinux.org/live/
  osdex sources new void https://repo-default.voidlinux.org/live/ --out sources/void.yaml`;

interface NewFlags extends CommonOptions, NetworkOptions {
  out?: string;
  release?: string;
  take?: string;
}

/** `osdex sources new`. */
export function addNewCommand(sources: Command): void {
  withNetworkOptions(
    withCommonOptions(
      sources
        .command('new')
        .description('begin a source from an address, and show what each way of reading it finds'),
    ),
  )
    .argument('<name>', 'what the product is to be called, such as linuxmint')
    .argument('<url>', 'where its builds or their sums are listed')
    .option('--out <file>', 'write the source there; what is there already is never written over')
    .option('--release <name>', 'what the release is called in addresses and names')
    .option('--take <n>', 'begin with the n-th of the ways that were tried (default: the best)')
    .addHelpText('after', NOTES)
    .action(beginSource);
}

async function beginSource(name: string, url: string, flags: NewFlags): Promise<void> {
  await requireNewName(name, flags);
  parseUrl(url);
  const fetcher = await openFetcher(flags);
  let findings: Finding[];
  try {
    findings = await probeAddress(url, { fetcher, product: name, release: flags.release });
  } finally {
    await fetcher.close();
  }
  const { feed } = takeFinding(findings, flags);
  const yaml = feed === undefined ? undefined : scaffoldText(name, feed, url);
  if (yaml !== undefined && flags.out !== undefined) await writeNew(flags.out, yaml);
  if (yaml === undefined) process.exitCode = 1;
  if (flags.json) {
    printJson({ schema: 'osdex/source-scaffold/1', tries: findings.map(tryOf), yaml });
    return;
  }
  const tries = findings
    .map((finding, at) => describeTry(finding, at + 1, finding.feed !== undefined && finding.feed === feed))
    .join('');
  // With the source on standard output nothing else may stand there.
  const isPrinted = yaml !== undefined && flags.out === undefined;
  (isPrinted ? process.stderr : process.stdout).write(tries);
  if (isPrinted) process.stdout.write(yaml);
  else if (yaml !== undefined)
    process.stdout.write(`Written to ${flags.out}; fill in what is marked TODO.\n`);
  else process.stdout.write('Nothing was found that a feed could be made of.\n');
}

function takeFinding(findings: readonly Finding[], { take }: NewFlags): Partial<Finding> {
  if (take === undefined) return findings.find(({ feed }) => feed !== undefined) ?? {};
  const found = findings[Number(take) - 1];
  if (found?.feed !== undefined) return found;
  const usable = findings.flatMap(({ feed }, at) => (feed === undefined ? [] : [at + 1]));
  const message = `expected --take as the number of a way that finds something (${usable.join(', ') || 'there is none'}), found "${tellText(take)}"`;
  throw new OsdexError('usage', message);
}

async function requireNewName(name: string, { sources }: NewFlags): Promise<void> {
  if (!Name.safeParse(name).success) {
    const message = `expected a name of lower-case letters, digits, dots, dashes and underscores, found "${tellText(name)}"`;
    throw new OsdexError('usage', message);
  }
  const known = await productsIn(sources).catch((): string[] => []);
  if (!known.includes(name)) return;
  const path = join(sources, `${name}.yaml`);
  throw new OsdexError('usage', `expected a name that no source has yet, found ${path}`, { path });
}

async function writeNew(path: string, text: string): Promise<void> {
  await writeFile(path, text, { flag: 'wx' }).catch((cause: unknown) => {
    const message = `expected to make ${path}, found: ${reasonOf(cause)}; nothing is written over`;
    throw new OsdexError('usage', message, { path, cause });
  });
}

function tryOf({ feed, ...finding }: Finding): unknown {
  return {
    ...finding,
    architectures: archesIn(finding.images.join(' ')),
    signature: feed?.signature,
    isUsable: feed !== undefined,
  };
}

/** So many serials and files are shown. */
const SHOWN = 4;

function describeTry(
  { form, url, told, serials, images, feed }: Finding,
  number: number,
  isTaken: boolean,
): string {
  const arches = archesIn([...images, ...Object.values(feed?.address ?? {}).flat()].join(' '));
  const lines = [
    `${number}. ${form}${isTaken ? ' (taken)' : ''}: ${url}`,
    `    ${told}`,
    ...(serials.length === 0 ? [] : [`    ${counted(serials.length, 'build')}: ${short(serials)}`]),
    ...(images.length === 0 ? [] : [`    images: ${short(images)}`]),
    ...(arches.length === 0 ? [] : [`    architectures: ${arches.join(' ')}`]),
    ...(feed === undefined ? [] : [`    ${proofOf(feed)}`]),
  ];
  return `${lines.join('\n')}\n`;
}

function proofOf({ signature, isWeak }: NonNullable<Finding['feed']>): string {
  const digests = isWeak ? 'MD5 or SHA-1 only' : 'strong digests';
  if (signature === undefined) return `${digests}, no signature found`;
  return `${digests}, signed (${signature.shape}), it says by ${signature.signers.join(' and ')}`;
}

function short(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map(tellText).join(' ');
  return names.length > SHOWN ? `${shown} … and ${names.length - SHOWN} more` : shown;
}
