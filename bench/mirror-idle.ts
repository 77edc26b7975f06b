/**
 * How long a repository takes where nothing is to be done, and how fast it is hashed: a scan of 10,000 files of which
 * none has changed, a sync with nothing to fetch, and a file's digest beside that of `openssl dgst`.
 */
import { randomFillSync } from 'node:crypto';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { digestOf } from '../core/digest.ts';
import { writeYaml } from '../core/files/yaml.ts';
import type { Build } from '../core/release.ts';
import { runProgram } from '../scripts/program.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test/test-release.ts';

const CLI = new URL('../dist/scripts/osdex.js', import.meta.url).pathname;
const FILES = 10_000;
const FILES_OF_BUILD = 20;
const RUNS = 3;
const HASHED_BYTES = Number(process.env['OSDEX_BENCH_FILE_BYTES'] ?? 1024 ** 3);

const folder = await mkdtemp('/dev/shm/osdex-bench-');
try {
  await measureIdle();
  await measureHashing();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureIdle(): Promise<void> {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const root = join(folder, 'images');
  await makeRepository(root);
  const plan = join(folder, 'mirror.yaml');
  await writeFile(
    plan,
    `schema: osdex/mirror-plan/1\nname: bench\nrepository: ${root}\nlayout: catalog\nitems:\n  - selector: example\n    keep: ${FILES}\n`,
  );
  const catalog = ['--catalog', join(folder, 'catalog')];
  await osdex('scan', '-r', root, '--new', ...catalog);
  const scan = await best(() => osdex('scan', '-r', root, ...catalog));
  const sync = await best(() =>
    osdex('sync', plan, ...catalog, '--sources', join(folder, 'none'), '--replay', origin),
  );
  server.close();
  tell(`scan of ${FILES} files, none changed`, scan, 2);
  tell(`sync with nothing to do on ${FILES} files, ${asked} requests`, sync, 1);
}

async function measureHashing(): Promise<void> {
  const root = join(folder, 'large');
  await mkdir(root, { recursive: true });
  const path = join(root, 'large.iso');
  const file = await open(path, 'w');
  const chunk = Buffer.alloc(4 * 1024 * 1024);
  for (let written = 0; written < HASHED_BYTES; written += chunk.length)
    await file.write(randomFillSync(chunk));
  await file.close();
  await osdex('scan', '-r', root, '--new', '--catalog', join(folder, 'catalog'));
  const peer = await best(() => run('openssl', ['dgst', '-sha256', path]));
  const nothing = await best(() => osdex('verify', '-r', root, 'product=nothing').catch(() => undefined));
  const ours = await best(() => osdex('verify', '-r', root, '--all'));
  const ratio = peer / (ours - nothing);
  console.log(
    `verify of ${(HASHED_BYTES / 1024 ** 3).toFixed(2)} GiB: ${ratio.toFixed(2)} of openssl dgst (aim 0.9)${ratio >= 0.9 ? '' : ' MISSED'}, beside ${nothing.toFixed(2)} s of start-up`,
  );
}

function tell(what: string, seconds: number, aim: number): void {
  console.log(`${what}: ${seconds.toFixed(2)} s (aim ${aim})${seconds <= aim ? '' : ' MISSED'}`);
}

/** Files of the catalog, as a sync would have laid them out. */
async function makeRepository(root: string): Promise<void> {
  const builds: Build[] = [];
  for (let from = 0; from < FILES; from += FILES_OF_BUILD) {
    const day = new Date(Date.UTC(2025, 0, 1) + (from / FILES_OF_BUILD) * 24 * 60 * 60 * 1000);
    const serial = day.toISOString().slice(0, 10).replaceAll('-', '');
    const place = join(root, 'example/1/cloud', serial);
    await mkdir(place, { recursive: true });
    const artifacts = await Promise.all(
      Array.from({ length: FILES_OF_BUILD }, async (_, index) => {
        const name = `os-${from + index}.qcow2`;
        const bytes = Buffer.from(`the bytes of ${name}`);
        await writeFile(join(place, name), bytes);
        return makeArtifact(name, { digest: digestOf(bytes), size: bytes.length });
      }),
    );
    builds.push(makeBuild(serial, { artifacts }));
  }
  await mkdir(join(folder, 'catalog/example'), { recursive: true });
  await writeFile(join(folder, 'catalog/example/product.yaml'), writeYaml(makeProduct()));
  await writeFile(join(folder, 'catalog/example/1.yaml'), writeYaml(makeRelease('1', builds)));
}

async function osdex(...args: string[]): Promise<void> {
  const cache = join(folder, 'cache');
  await run(process.execPath, [CLI, 'mirror', ...args], {
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
    OSDEX_CACHE: cache,
  });
}

async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const { exit, err } = await runProgram(program, args, { ...process.env, ...env });
  if (exit !== 0) throw new Error(`expected ${program} ${args.join(' ')} to exit 0, found ${exit}: ${err}`);
}

/** @returns seconds of the quickest run. */
async function best(work: () => Promise<void>): Promise<number> {
  let least = Infinity;
  for (let number = 0; number < RUNS; number++) {
    const began = performance.now();
    await work();
    least = Math.min(least, (performance.now() - began) / 1000);
  }
  return least;
}
