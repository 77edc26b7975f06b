/**
 * How fast images are fetched and proven beside other programs, from a web server on this machine into memory-backed
 * storage: the rate of a disk would decide otherwise. Prints each as a ratio to a peer measured in the same run.
 */
import { spawn } from 'node:child_process';
import { createHash, randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { writeYaml } from '../core/files/yaml.ts';
import { runProgram } from '../scripts/program.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test/test-release.ts';
import { tellUseIn, usesIn } from './process-use.ts';

const CLI = new URL('../dist/scripts/osdex.js', import.meta.url).pathname;
const MEMORY_FOLDER = '/dev/shm';
const FILES = 4;
const FILE_BYTES = Number(process.env['OSDEX_BENCH_FILE_BYTES'] ?? 1024 ** 3);
const RUNS = 3;
const HOST = 'images.example.org';
const MEMORY_AIM_MB = 200;

interface Use {
  maxRssMb: number;
}

interface Timed extends Partial<Use> {
  seconds: number;
}

const folder = await mkdtemp(join(MEMORY_FOLDER, 'osdex-bench-'));
try {
  await measure();
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const names = Array.from({ length: FILES }, (_, index) => `image-${index}.iso`);
  const digests = new Map<string, string>();
  await mkdir(join(folder, 'served', HOST, '1'), { recursive: true });
  for (const name of names) digests.set(name, await makeFile(join(folder, 'served', HOST, '1', name)));
  const server = await startNginx();
  try {
    const url = (name: string): string => `${server.origin}/${HOST}/1/${name}`;
    const out = join(folder, 'out');
    const curl = ['--parallel', '--parallel-max', String(FILES), '--silent', '--show-error', '--fail'];
    const plain = await best(out, () =>
      run('curl', [...curl, ...names.flatMap((name) => ['-o', join(out, name), url(name)])]),
    );
    const thenSums = await best(out, async () => {
      await run('curl', [...curl, ...names.flatMap((name) => ['-o', join(out, name), url(name)])]);
      await run(
        'sha256sum',
        names.map((name) => join(out, name)),
      );
    });
    const list = names
      .map((name) => `${url(name)}\n  out=${name}\n  checksum=sha-256=${digests.get(name)}\n`)
      .join('');
    await writeFile(join(folder, 'aria2.txt'), list);
    const aria2 = await best(out, () =>
      run('aria2c', [
        ...['--quiet', '--dir', out, '-j', String(FILES), '--file-allocation=none'],
        ...['--max-connection-per-server=1', '-i', join(folder, 'aria2.txt')],
      ]),
    );
    await writeCatalog(names, digests);
    const ours = await best(out, () => syncOnce(server.origin, out));
    const gibs = (FILES * FILE_BYTES) / 1024 ** 3;
    const rate = ({ seconds }: Timed): string => `${(gibs / seconds).toFixed(2)} GiB/s`.padStart(10);
    console.log(
      `${FILES} files of ${(FILE_BYTES / 1024 ** 3).toFixed(2)} GiB, ${FILES} at once (best of ${RUNS} runs)`,
    );
    console.log(`  curl, nothing checked   ${rate(plain)}`);
    console.log(`  curl, then sha256sum    ${rate(thenSums)}`);
    console.log(`  aria2c with checksum    ${rate(aria2)}`);
    const memory = ours.maxRssMb ?? NaN;
    console.log(
      `  osdex mirror sync       ${rate(ours)}  ${memory.toFixed(0)} MB (aim ${MEMORY_AIM_MB})${memory <= MEMORY_AIM_MB ? '' : ' MISSED'}`,
    );
    tellRatio('of plain curl', plain.seconds / ours.seconds, 0.9);
    tellRatio('of aria2c with its checksum', aria2.seconds / ours.seconds, 1);
    tellRatio('of curl and then sha256sum', thenSums.seconds / ours.seconds, 2);
  } finally {
    await server.stop();
  }
}

function tellRatio(to: string, ratio: number, aim: number): void {
  console.log(`  ${ratio.toFixed(2)} ${to} (aim ${aim})${ratio >= aim ? '' : ' MISSED'}`);
}

async function makeFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'w');
  const chunk = Buffer.alloc(4 * 1024 * 1024);
  for (let written = 0; written < FILE_BYTES; written += chunk.length) {
    randomFillSync(chunk);
    hash.update(chunk);
    await file.write(chunk);
  }
  await file.close();
  return hash.digest('hex');
}

async function best(out: string, work: () => Promise<Use | undefined | void>): Promise<Timed> {
  const all: Timed[] = [];
  for (let number = 0; number < RUNS; number++) {
    await rm(out, { recursive: true, force: true });
    await mkdir(out, { recursive: true });
    const began = performance.now();
    process.stderr.write('.');
    const told = await work();
    all.push({ seconds: (performance.now() - began) / 1000, ...told });
  }
  await rm(out, { recursive: true, force: true });
  const [first] = all.toSorted((a, b) => a.seconds - b.seconds);
  if (first === undefined) throw new Error('expected a run, found none');
  return first;
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const { exit, err } = await runProgram(program, args, process.env);
  if (exit !== 0) throw new Error(`expected ${program} to exit 0, found ${exit}: ${err}`);
}

async function writeCatalog(names: readonly string[], digests: ReadonlyMap<string, string>): Promise<void> {
  const artifacts = names.map((name) => ({
    ...makeArtifact(name, { format: 'iso', size: FILE_BYTES }),
    digest: `sha256:${digests.get(name)}`,
  }));
  const build = { ...makeBuild('20260725', { url: `https://${HOST}/1/` }), artifacts };
  await mkdir(join(folder, 'catalog/example'), { recursive: true });
  await writeFile(join(folder, 'catalog/example/product.yaml'), writeYaml(makeProduct()));
  await writeFile(
    join(folder, 'catalog/example/1.yaml'),
    writeYaml({ ...makeRelease('1', []), builds: [build] }),
  );
}

async function syncOnce(origin: string, out: string): Promise<Use | undefined> {
  const plan = join(folder, 'mirror.yaml');
  await writeFile(
    plan,
    `schema: osdex/mirror-plan/1\nname: bench\nrepository: ${out}\nlayout: flat\nsignatures: catalog\nitems:\n  - selector: example\nlimits: { parallel: ${FILES}, perHost: ${FILES} }\n`,
  );
  const told = join(folder, `told-${Math.random()}`);
  const { exit, err } = await runProgram(
    process.execPath,
    [
      ...['--import', tellUseIn(told), CLI, 'mirror', 'sync', plan, '--json', '--replay', origin],
      ...[
        '--catalog',
        join(folder, 'catalog'),
        '--sources',
        join(folder, 'none'),
        '--cache',
        join(folder, 'cache'),
      ],
    ],
    { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
  );
  if (exit !== 0) throw new Error(`expected the sync to exit 0, found ${exit}: ${err}`);
  const [used] = await usesIn(told);
  return used;
}

/** nginx of this run alone, ended with it. */
async function startNginx(): Promise<{ origin: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const conf = join(folder, 'nginx.conf');
  await writeFile(
    conf,
    [
      'daemon off; worker_processes 1; pid ' + join(folder, 'nginx.pid') + '; error_log stderr crit;',
      ...(process.getuid?.() === 0 ? ['user root;'] : []),
      'events { worker_connections 64; }',
      'http { access_log off; sendfile on; types { } default_type application/octet-stream;',
      ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (kind) => `${kind}_temp_path ${join(folder, kind)};`,
      ),
      `server { listen 127.0.0.1:${port}; root ${join(folder, 'served')}; } }`,
    ].join('\n'),
  );
  const child = spawn('nginx', ['-c', conf, '-p', folder], { stdio: ['ignore', 'inherit', 'inherit'] });
  const ended = once(child, 'exit');
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 50; tries++) {
    if (
      await fetch(origin).then(
        () => true,
        () => false,
      )
    )
      break;
    await wait(50);
  }
  return {
    origin,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
