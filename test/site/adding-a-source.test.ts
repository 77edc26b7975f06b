import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { simpleGit } from 'simple-git';
import { readYaml } from '../../core/files/yaml.ts';
import { Feed } from '../../core/source/feed.ts';
import { RemoteCatalog } from '../../core/source/remote-catalog.ts';
import { keyFile } from '../../core/trust/keyring.ts';
import { readableFormat } from '../../crawler/crawl-remotes.ts';
import { runProgram } from '../../scripts/program.ts';
import {
  BEGUN,
  CHECKED,
  COMMANDS,
  FILLED_IN,
  LOOKED,
  PRODUCT,
  REMOTE_CATALOG,
} from '../../site/docs/adding-a-source.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { playAll } from '../upstream/play-all.ts';

const LAUNCH = fileURLToPath(new URL('../../scripts/launch.mjs', import.meta.url));
const REAL_SIGNER = '27DEB15644C6B3CF3BD7D291300F846BA25BAE09';

test('the worked example on adding a distribution does what its page says', async (t) => {
  const folder = await temporaryFolder(t);
  const { upstream, sources } = await playAll([PRODUCT], join(folder, 'played'), { now: new Date() });
  t.after(upstream.close);
  const signer = sources.get(PRODUCT)?.keys[0]?.fingerprint;
  assert.ok(signer !== undefined);
  const work = join(folder, 'work');
  await mkdir(join(work, 'sources'), { recursive: true });
  const git = simpleGit(work);
  await git.init();
  await git.addConfig('user.name', 'A test');
  await git.addConfig('user.email', 'test@localhost');
  const env = {
    ...process.env,
    OSDEX_REPLAY: upstream.origin,
    OSDEX_CACHE: join(folder, 'cache'),
    GITHUB_STEP_SUMMARY: '',
    GITHUB_OUTPUT: '',
  };
  const run = async (name: keyof typeof COMMANDS) => {
    const command = COMMANDS[name].replace('npx osdex', `"${process.execPath}" "${LAUNCH}"`);
    const finished = await runProgram('sh', ['-c', command], env, work);
    assert.equal(finished.exit, 0, `${COMMANDS[name]}\n${finished.out}${finished.err}`);
    return {
      out: finished.out.replaceAll(signer, REAL_SIGNER),
      err: finished.err.replaceAll(signer, REAL_SIGNER),
    };
  };

  const looked = await run('look');
  assert.equal(looked.err, LOOKED);
  assert.ok(looked.out.includes(BEGUN), looked.out);
  await run('begin');
  const path = join(work, `sources/${PRODUCT}.yaml`);
  assert.ok((await readFile(path, 'utf8')).includes(BEGUN));
  await writeFile(path, FILLED_IN);
  await copyFile(join(folder, 'played/keys', keyFile(signer)), join(work, 'linuxmint.asc'));
  await run('pin');
  assert.ok((await readFile(path, 'utf8')).includes(signer));
  const checked = await run('check');
  assert.ok(checked.out.includes(CHECKED), checked.out);
  assert.match(checked.out, /^ {11}signed by 27DEB15644C6B3CF3BD7D291300F846BA25BAE09, /m);
  assert.match(checked.out, /^linuxmint +proven +sums files: 3 signed; 6 builds, 6 files$/m);
  await run('record');
  upstream.forgetRequests();
  assert.match((await run('replay')).out, /^linuxmint +proven +sums files: 3 signed; 6 builds, 6 files$/m);
  assert.deepEqual(upstream.requests, [], 'a recording asks nobody');
  assert.match((await run('updates')).out, /linuxmint 22 cinnamon 22\.3: added, signed, 1 file\n/);
  await run('crawl');
  assert.match((await git.log()).latest?.message ?? '', /./);
  assert.match(await readFile(join(work, `catalog/${PRODUCT}/22.yaml`), 'utf8'), /serial: "22\.3"/);
});

test('the page on adding a distribution names every format of a feed', async () => {
  const page = await readFile(new URL('../../site/pages/docs/add-a-source.astro', import.meta.url), 'utf8');
  const named = [...page.matchAll(/<code>([a-z-]+)<\/code>\s*<\/td>/g)].map((match) => match[1] ?? '');
  const formats = Feed.options.map(({ shape }) => shape.format.value);
  assert.deepEqual(
    formats.filter((format) => !named.includes(format)),
    [],
  );
});

test('the example of another catalog as a source is one', () => {
  const remote = readYaml(REMOTE_CATALOG, RemoteCatalog, 'our-isos.yaml', 'source-invalid');
  assert.equal(readableFormat(remote.format ?? '').name, 'django-iso-manager');
});
