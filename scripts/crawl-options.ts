import type { Command } from 'commander';
import type { Selector } from '../core/selector.ts';
import type { LoadedSources } from '../core/source/source-files.ts';
import { openKeyStore } from '../core/trust/keyring.ts';
import type { CrawlOptions } from '../crawler/crawl-source.ts';
import { keyPlaces } from './context.ts';
import type { CommonOptions } from './context.ts';

/** Options of the commands that read what publishers have now or had before. */
export interface ReadingFlags extends CommonOptions {
  afresh?: boolean;
  /** False with --no-images. */
  images: boolean;
}

export function withReadingOptions(command: Command): Command {
  return command
    .option('--afresh', 'also read again what is on record, for streams that the sources did not have then')
    .option('--no-images', 'leave out feeds whose images are signed themselves: each new one is read whole');
}

/** What such a command hands the crawler, whichever way it crawls. */
export function crawlOptionsOf(
  flags: ReadingFlags,
  loaded: LoadedSources,
  select: Selector | undefined,
): Omit<CrawlOptions, 'fetcher'> {
  return {
    loaded,
    keys: openKeyStore(keyPlaces(flags)),
    catalog: flags.catalog,
    now: () => new Date(),
    select,
    withoutImages: !flags.images,
    afresh: flags.afresh ?? false,
  };
}
