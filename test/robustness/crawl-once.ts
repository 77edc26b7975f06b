/** One crawl without a command line: `crawl-once.ts SOURCES CATALOG ANSWERS TIME`. */
import { join } from 'node:path';
import { openKeyStore } from '../../core/trust/keyring.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { crawl } from '../../crawler/crawl.ts';
import { playAnswers } from './answers.ts';

const [sources = '', catalog = '', answers = '', time = ''] = process.argv.slice(2);

await crawl({
  loaded: await loadSources(sources),
  keys: openKeyStore(join(sources, 'keys')),
  catalog,
  fetcher: playAnswers(answers),
  now: () => new Date(time),
});
