import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';
import { load } from 'js-yaml';
import { Agent, cacheStores, interceptors } from 'undici';
import { writeMirrorScript } from '../../../core/formats/mirror-script.ts';
import { parseSelector } from '../../../core/selector.ts';
import { Source } from '../../../core/source/source.ts';
import { readYaml } from '../../../core/files/yaml.ts';
import { makeShelf } from '../../crawler/shelf.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { openFetcher, textOf, URL_A } from '../../test-fetcher.ts';
import { startTestServer } from '../../test-server.ts';
import type { TestServer } from '../../test-server.ts';
import { errorOf, refusalOf } from '../attack.ts';
import type { Attack, Outcome } from '../attack.ts';
import { filterBy, runLine } from '../naive.ts';

/** Lists of ten, each of which holds ten times the one before it. @see https://en.wikipedia.org/wiki/Billion_laughs_attack */
function laughs(levels: number): string {
  const names = 'abcdefghi'.slice(0, levels).split('');
  const lists = names.map((name, level) => {
    const items = Array<string>(10).fill(level === 0 ? 'ha' : `*${names[level - 1]}`);
    return `&${name} [${items.join(', ')}]`;
  });
  return `[${lists.join(', ')}]`;
}

/** A page that says that it has not changed, to whoever has it already. */
async function startPublisher(t: TestContext): Promise<TestServer> {
  return startTestServer(t, (request, response) => {
    const isKnown = request.headers['if-none-match'] === '"1"';
    const headers = { etag: '"1"', 'cache-control': 'max-age=0' };
    response.writeHead(isKnown ? 304 : 200, headers).end(isKnown ? undefined : 'good');
  });
}

/** What some program wrote over the answers that are remembered. */
function forgeMemory(path: string): void {
  const database = new DatabaseSync(path);
  try {
    database.exec("UPDATE cacheInterceptorV5 SET body = CAST('evil' AS BLOB)");
  } finally {
    database.close();
  }
}

/** Asks once as a usual program does that remembers by ETag. */
async function askWithMemory({ origin }: TestServer, location: string): Promise<string> {
  const store = new cacheStores.SqliteCacheStore({ location });
  const agent = new Agent();
  try {
    const dispatcher = agent.compose(interceptors.cache({ store }));
    const { body } = await dispatcher.request({ origin, path: '/page', method: 'GET' });
    return await body.text();
  } finally {
    await agent.close();
    store.close();
  }
}

/** Asks once, as a run of osdex does, and tells what it was warned of. */
async function askAsRun(
  server: TestServer,
  cacheDirectory: string,
): Promise<{ text: string; warnings: string[] }> {
  const warnings: string[] = [];
  const fetcher = openFetcher(server, { cacheDirectory, onWarning: (warning) => warnings.push(warning) });
  try {
    return { text: await textOf(fetcher, URL_A, true), warnings };
  } finally {
    await fetcher.close();
  }
}

async function refuseSource(text: string): Promise<Outcome> {
  return refusalOf(() => readYaml(text, Source, 'sources/shelf.yaml', 'source-invalid'));
}

/** What lies on this machine, and what its users are given. */
export const machine: readonly Attack[] = [
  {
    id: 'unknown-fields',
    attack:
      'Proposes a change of a source in which the field with the proof is spelled wrong, and easily overlooked.',
    harm: 'What is not known is passed over, and from then on this publisher’s lists need no signature.',
    async showHarm() {
      const { trust = 'none' } = Object(load('feed: images\ntrsut: { level: signed }\n'));
      assert.equal(trust, 'none');
    },
    async refuse(t) {
      const shelf = await makeShelf(t);
      await shelf.editSource('    trust:', '    trsut:');
      return refuseSource(await shelf.sourceText());
    },
  },
  {
    id: 'billion-laughs',
    attack: 'Proposes a YAML file of some hundred bytes whose aliases stand for a thousand million words.',
    harm: 'It is read in no time, and whoever then writes, prints or compares it runs out of memory.',
    async showHarm() {
      const text = laughs(6);
      assert.ok(text.length < 400);
      assert.ok(
        JSON.stringify(load(text)).length > 4_000_000,
        'with six lists; each further one is ten times that',
      );
    },
    async refuse(t) {
      const shelf = await makeShelf(t);
      await shelf.editSource('description: Made for a test.', `description: ${laughs(9)}`);
      return refuseSource(await shelf.sourceText());
    },
  },
  {
    id: 'hostile-mirror-line',
    attack: 'Gets a file with a command in its name into the list of a mirror script that others run.',
    harm: 'The command runs on the machine of everybody who mirrors.',
    async showHarm(t) {
      const folder = await temporaryFolder(t);
      const files = ['a/image.iso', 'a/x.iso"; touch "pwned'];
      await runLine(files.map((path) => `echo "fetching ${path}"`).join('\n'), folder);
      await readFile(join(folder, 'pwned'));
    },
    async refuse() {
      const program = await readFile(new URL('../../../scripts/mirror.sh', import.meta.url), 'utf8');
      const file = {
        digest: `sha256:${'a'.repeat(64)}`,
        sizeBytes: 1,
        urls: ['https://images.example/x.iso'],
      };
      const write = (path: string) => writeMirrorScript(program, [{ ...file, path }], { title: 'shelf' });
      assert.ok(write('a/image.iso').includes('a/image.iso'));
      for (const path of ['a/x.iso\nOSDEX_LIST_END\ntouch pwned', '$(touch pwned)', '-x', '../x']) {
        assert.equal((await errorOf(() => write(path))).code, 'name-refused');
      }
      return refusalOf(() => write('a/x.iso"; touch "pwned'));
    },
  },
  {
    id: 'hostile-selector',
    attack:
      'Hands out a link to the catalog whose selection names a part of the language instead of a facet.',
    harm: 'The filter writes into what every object shares, and what the program asks later has the attacker’s answers.',
    async showHarm() {
      try {
        filterBy('__proto__=verified');
        assert.equal(Object('anything').verified, true);
      } finally {
        Reflect.deleteProperty(Object.prototype, 'verified');
      }
    },
    async refuse() {
      for (const query of ['constructor=x', 'arch=amd64&prototype=x', 'lts=maybe', 'product@a@b@c']) {
        assert.equal((await errorOf(() => parseSelector(query))).code, 'usage', query);
      }
      return refusalOf(() => parseSelector('__proto__=verified'));
    },
  },
  {
    id: 'lying-cache',
    attack: 'Writes another page into the file in which answers of earlier runs are remembered.',
    harm: 'The publisher says that nothing has changed, so the forged page is taken for the publisher’s.',
    async showHarm(t) {
      const server = await startPublisher(t);
      const location = join(await temporaryFolder(t), 'http.sqlite');
      assert.equal(await askWithMemory(server, location), 'good');
      forgeMemory(location);
      assert.equal(await askWithMemory(server, location), 'evil');
    },
    async refuse(t) {
      const server = await startPublisher(t);
      const folder = await temporaryFolder(t);
      assert.equal((await askAsRun(server, folder)).text, 'good');
      forgeMemory(join(folder, 'http.sqlite'));
      assert.deepEqual(await askAsRun(server, folder), { text: 'good', warnings: [] });
      assert.equal(
        server.requests.at(-1)?.headers['if-none-match'],
        undefined,
        'the page is asked for whole',
      );
      return {
        verdict: 'passed over',
        note: 'What does not fit its own digest is forgotten, and asked for whole.',
      };
    },
  },
  {
    id: 'damaged-cache',
    attack: 'Damages that file, or puts another one in its place.',
    harm: 'The program fails at its start, run after run, until somebody clears the file away by hand.',
    async showHarm(t) {
      const server = await startPublisher(t);
      const location = join(
        await temporaryFolder(t, { 'http.sqlite': 'garbage'.repeat(1000) }),
        'http.sqlite',
      );
      await assert.rejects(askWithMemory(server, location), /file is not a database/);
    },
    async refuse(t) {
      const server = await startPublisher(t);
      const folder = await temporaryFolder(t, { 'http.sqlite': 'garbage'.repeat(1000) });
      const { text, warnings } = await askAsRun(server, folder);
      assert.deepEqual([text, warnings.length], ['good', 1]);
      return { verdict: 'told', seen: warnings.join(), note: 'The run goes on, and only takes longer.' };
    },
  },
  {
    id: 'two-crawls-at-once',
    attack:
      'Starts a second crawl of the catalog while one is at work, as an impatient person or a timer does.',
    harm: 'Both read the record, both write it, and what the first one found is gone.',
    async showHarm(t) {
      const path = join(await temporaryFolder(t, { record: '' }), 'record');
      const read = await Promise.all([readFile(path, 'utf8'), readFile(path, 'utf8')]);
      await writeFile(path, `${read[0]}20260105\n`);
      await writeFile(path, `${read[1]}20260206\n`);
      assert.equal(await readFile(path, 'utf8'), '20260206\n');
    },
    async refuse(t) {
      const shelf = await makeShelf(t);
      await shelf.publish('20260105');
      const second = Promise.withResolvers<Outcome>();
      second.promise.catch(() => undefined);
      shelf.after('/1/', async () => {
        void refusalOf(() => shelf.crawl()).then(second.resolve, second.reject);
      });
      const first = await shelf.crawl();
      assert.deepEqual([first.errors, first.builds], [[], 1], 'the first one goes on');
      return second.promise;
    },
  },
];
