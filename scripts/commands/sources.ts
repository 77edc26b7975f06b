import type { Command } from 'commander';
import { isoDay } from '../../core/day.ts';
import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import type { ErrorCode } from '../../core/error.ts';
import { openKeyStore } from '../../core/trust/keyring.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { keyPlaces, withCommonOptions } from '../context.ts';
import type { CommonOptions } from '../context.ts';
import { checkPin } from '../keys/pin-check.ts';
import { printJson } from '../print-json.ts';
import { addLifecyclesCommand } from '../sources/lifecycles.ts';

/** A source that can be read, but leaves out what a person should have written. */
const UNSTATED: ErrorCode = 'source-invalid';

/** `osdex sources list` and `osdex sources check`. */
export function addSourcesCommand(program: Command): void {
  const sources = program.command('sources').description('the authored files that say what is crawled');

  withCommonOptions(
    sources.command('list').description('list the sources with their feeds and trust levels'),
  ).action(async (options: CommonOptions) => {
    const loaded = await loadSources(options.sources);
    if (loaded.errors[0] !== undefined) throw loaded.errors[0].error;
    if (options.json) {
      printJson(loaded.sources);
      return;
    }
    for (const { product, name, releases, feeds } of loaded.sources) {
      process.stdout.write(
        `${product.padEnd(12)} ${name}, ${releases.map(({ release }) => release).join(' ')}\n`,
      );
      for (const { feed, format, trust, streams } of feeds) {
        const names = streams.map(({ stream }) => stream).join(' ');
        process.stdout.write(
          `${' '.repeat(13)}${feed.padEnd(20)} ${format.padEnd(17)} ${trust.level.padEnd(10)} ${names}\n`,
        );
      }
    }
  });

  withCommonOptions(
    sources.command('check').description('read every source and its keys, and tell every mistake'),
  ).action(checkSources);

  addLifecyclesCommand(sources);
}

async function checkSources(options: CommonOptions): Promise<void> {
  const { sources, errors } = await loadSources(options.sources);
  const store = openKeyStore(keyPlaces(options));
  const problems = errors.map(({ source, error }) => ({ source, code: error.code, message: error.message }));
  const today = isoDay(new Date());
  for (const { product, keys } of sources) {
    for (const key of keys) {
      try {
        await store([key.fingerprint]);
        const mistakes = checkPin(key, today).map((mistake) => `${product}.yaml: ${mistake}`);
        problems.push(...mistakes.map((message) => ({ source: product, code: UNSTATED, message })));
      } catch (error) {
        if (!(error instanceof OsdexError)) throw error;
        problems.push({ source: product, code: error.code, message: error.message });
      }
    }
  }
  if (options.json) printJson({ sources: sources.length, problems });
  else {
    process.stdout.write(problems.map(({ code, message }) => `${code}: ${message}\n`).join(''));
    process.stdout.write(
      `${counted(sources.length, 'source')} read, ${counted(problems.length, 'problem')}.\n`,
    );
  }
  if (problems.length > 0) process.exitCode = 1;
}
