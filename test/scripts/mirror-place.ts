import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  accessSync,
  chmodSync,
  constants,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { mkdir, mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { MirrorFile } from '../../core/formats/mirror-file.ts';
import type { MirrorKey } from '../../core/formats/mirror-key.ts';
import { writeMirrorScript } from '../../core/formats/mirror-script.ts';

const PROGRAM_PATH = join(import.meta.dirname, '../../scripts/mirror.sh');
export const PROGRAM = readFileSync(PROGRAM_PATH, 'utf8');

/** Every other program that the script may call, so that a private PATH can leave some of them out. */
export const SUMS = ['sha256sum', 'sha384sum', 'sha512sum'];
export const HELPERS =
  'base64 cat cp cut date df grep head ln mkdir mv ps rm rmdir sed sleep sort stat tail tr uname uniq wc'.split(
    ' ',
  );

/** What older systems lack; the script does without. */
const OPTIONAL = new Set(['sha384sum', 'ps']);

export const SCRATCH = mkdtempSync(join(tmpdir(), 'osdex-mirror-'));
chmodSync(SCRATCH, 0o755);
after(() => {
  rmSync(SCRATCH, { recursive: true, force: true });
});

let scripts = 0;

/** A shell and the tools that its PATH offers. */
export type Setting = { name: string; shell: string[]; path: string; missing: string | undefined };

export const IMAGE = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * index) % 251));
export const OTHER = Buffer.alloc(IMAGE.length, 'other');
export const HALF = IMAGE.length / 2;

export const DASH_AND_CURL = setting('dash, curl', ['dash'], ['curl']);
export const DASH_AND_WGET = setting('dash, GNU wget', ['dash'], ['wget']);
export const SETTINGS = [
  DASH_AND_CURL,
  DASH_AND_WGET,
  setting('bash, curl', ['bash'], ['curl']),
  setting('busybox sh, curl', ['busybox', 'sh'], ['curl']),
  setting('busybox sh and only its own tools', ['busybox', 'sh'], [], ['wget', ...HELPERS, ...SUMS]),
];

export const ABOUT = { title: 'Test images (noble)', revision: '0123abc' };

export function scriptOf(files: readonly MirrorFile[], keys: readonly MirrorKey[] = []): string {
  return writeMirrorScript(PROGRAM, files, ABOUT, keys);
}

export function withLines(lines: readonly string[]): string {
  return PROGRAM.replace(/(?<=^# osdex list begins\n)/m, () => lines.map((line) => `${line}\n`).join(''));
}

export type Facts = { algorithm?: string; sizeBytes?: number | undefined };

export function file(bytes: Buffer, path: string, urls: string[], facts: Facts = {}): MirrorFile {
  const sizeBytes = 'sizeBytes' in facts ? facts.sizeBytes : bytes.length;
  return { digest: digest(bytes, facts.algorithm), sizeBytes, path, urls };
}

export function lineOf({ digest, sizeBytes, path, urls }: MirrorFile): string {
  return [digest, sizeBytes ?? '-', path, ...urls].join(' ');
}

export function digest(bytes: Buffer, algorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** Lines that must be refused, each wrong in one way only. */
export function hostileLines(base: string): string[] {
  const sum = digest(IMAGE);
  const url = `${base}/a.img`;
  const sums = `md5:${'a'.repeat(32)} ${sum.slice(7)} ${sum.slice(0, -1)} ${sum}0 sha512:${sum.slice(7)} sha256:${sum}
    ${sum.toUpperCase().replace('SHA', 'sha')}`;
  const sizes = '200k -1 0200000 1000000000000000 1+1 0x10 -- $HOME';
  const paths = `../a a/../../b a/.. . ./a /tmp/a -rf a/-rf .bashrc a/.b a//b a/ good.img.part good.img.PART
    a$(touch\${IFS}pwned) a$HOME a\`id\` a;id a|id a&id a>b a<b a'b a"b a\\b a* a? a[b] a{b,c} a!b a:b a=b a#b a(b)
    аbc.img é.img a\u202egmi.img a\u001b[2J a\u007f ${'a'.repeat(236)}`;
  const urls = `http://example.org/a http://localhost.example.org/a http://localhost:80@example.org/a http://localhost
    http://127.0.0.1@example.org/a http://127.0.0.1.example.org/a https://user:word@example.org/a file:///etc/passwd
    ftp://example.org/a --output=/etc/passwd https:///a https://example.org http://localhost:80 https://-x.example.org/a https://a?b/c
    https://example.org:x/a https://example.org:/a https://example.org:123456/a https://example.org\\@evil.example/a
    ${url}' ${url}" ${url}$(id) ${url}\`id\` ${url};id ${url}|id ${url}>a ${url}{1,2} ${url}[1-9] ${url}* ${url}#x
    ${url}é ${url}\u001b[2J`;
  const words = (text: string) => text.split(/[ \n]+/);
  return [
    ...words(sums).map((bad) => `${bad} 200000 a.img ${url}`),
    ...words(sizes).map((bad) => `${sum} ${bad} a.img ${url}`),
    ...words(paths).map((bad) => `${sum} 200000 ${bad} ${url}`),
    ...words(urls).flatMap((bad) => [`${sum} 200000 a.img ${bad}`, `${sum} 200000 a.img ${url} ${bad}`]),
    '',
    ` ${sum} 200000 a.img ${url}`,
    `${sum} 200000 a.img ${url} `,
    `${sum} 200000 a.img  ${url}`,
    `${sum} 200000 a.img\t${url}`,
    `${sum} 200000 a.img ${url}\t${url}`,
    `${sum} 200000 a.img ${url}\r`,
    `${sum} 200000 a.img`,
    `${sum} 200000 a b.img ${url}`,
    `${sum} 200000 a\nb.img ${url}`,
    '# $(id)',
    '# \u001b[2J',
  ];
}

/** What a run needs besides its list; the folder is a new one unless it is given. */
export type Options = {
  args?: string[];
  env?: Record<string, string>;
  dir?: string;
  onStdin?: boolean;
  uid?: number;
};
export type Result = { code: number | null; stdout: string; stderr: string; lines: string[]; dir: string };

export function run(here: Setting, files: readonly MirrorFile[], options: Options = {}): Promise<Result> {
  return runProgram(here, scriptOf(files), options);
}

export async function runProgram(here: Setting, script: string, options: Options = {}): Promise<Result> {
  const dir = options.dir ?? (await folder({}));
  return start(here, script, { ...options, dir }).result;
}

export function start(here: Setting, script: string, options: Options & { dir: string }) {
  const [command = '', ...applet] = here.shell;
  const path = join(SCRATCH, `mirror-${(scripts += 1)}.sh`);
  if (!options.onStdin) writeFileSync(path, script);
  const program = options.onStdin ? ['-s', '--'] : [path];
  const child = spawn(command, [...applet, ...program, '--to', options.dir, ...(options.args ?? [])], {
    cwd: SCRATCH,
    env: { PATH: here.path, HOME: SCRATCH, OSDEX_MIRROR_PAUSE: '0', ...options.env },
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  // A shell that refuses a script may stop reading it before its end.
  child.stdin.on('error', () => {}).end(options.onStdin ? script : '');
  return { child, result: collect(child, options.dir) };
}

async function collect(child: ChildProcessWithoutNullStreams, dir: string): Promise<Result> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr, lines: stdout.trimEnd().split('\n'), dir };
}

/**
 * A private PATH of links: `tools` and `helpers` as the system has them, `applets` as busybox has them. Where the
 * shell is given by busybox alone, so is everything else.
 */
export function setting(
  name: string,
  shell: string[],
  tools: string[],
  applets: string[] = [],
  helpers: string[] = applets.length > 0 ? [] : [...HELPERS, ...SUMS],
): Setting {
  const path = mkdtempSync(join(SCRATCH, 'bin-'));
  chmodSync(path, 0o755);
  const needed = [...tools, ...helpers.filter((helper) => !OPTIONAL.has(helper))];
  const [program = '', ...rest] = shell;
  const missing = [program, ...needed].find((tool) => which(tool) === undefined);
  for (const tool of [...tools, ...helpers]) {
    const found = which(tool);
    if (found !== undefined) symlinkSync(found, join(path, tool));
  }
  const busybox = which('busybox');
  if (busybox !== undefined) for (const applet of applets) symlinkSync(busybox, join(path, applet));
  return {
    name,
    shell: [which(program) ?? program, ...rest],
    path,
    missing: missing === undefined ? undefined : `${missing} is not installed`,
  };
}

export function which(tool: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((dir) => join(dir, tool))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** A new folder that holds these files. */
export async function folder(files: Record<string, Uint8Array | string>): Promise<string> {
  const dir = await mkdtemp(join(SCRATCH, 'dir-'));
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), bytes);
  }
  return dir;
}

/** Everything below a folder, hidden files too, but for the records and the notes beside partial files. */
export async function listing(dir: string): Promise<string[]> {
  const names = await readdir(dir, { recursive: true });
  return names.filter((name) => !/^\.osdex(?:\/|$)|\.part\.json$/.test(name)).sort();
}

/** Waits for the download to have reached the disk; the test's own deadline bounds it. */
export async function untilFilled(path: string): Promise<void> {
  while (((await stat(path).catch(() => undefined))?.size ?? 0) === 0)
    await pause(5, undefined, { ref: false });
}

export type Reply = (request: IncomingMessage, response: ServerResponse) => void;
export type Server = { url: string; asked: string[] };

/** A server on this machine; `asked` has the path, and the range if one was wanted, of every request. */
export async function serve(
  t: TestContext,
  routes: Record<string, Reply>,
  identity?: Certificate,
): Promise<Server> {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    const path = request.url ?? '';
    asked.push([path, request.headers.range].filter((part) => part !== undefined).join(' '));
    (routes[path] ?? status(404))(request, response);
  };
  const server = identity === undefined ? createServer(listener) : createTlsServer(identity, listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: identity === undefined ? `http://127.0.0.1:${port}` : `https://localhost:${port}`, asked };
}

export function whole(bytes: Buffer): Reply {
  return (_request, response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
}

export function ranged(bytes: Buffer): Reply {
  return (request, response) => {
    const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    if (from === undefined) {
      whole(bytes)(request, response);
      return;
    }
    const rest = bytes.subarray(Number(from));
    if (rest.length === 0)
      return response.writeHead(416, { 'content-range': `bytes */${bytes.length}` }).end();
    const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
    response.writeHead(206, { 'content-length': rest.length, 'content-range': range }).end(rest);
  };
}

/** Announces all, sends some, and cuts the connection. */
export function cutAt(bytes: Buffer, end: number): Reply {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, end), () => response.destroy());
  };
}

/** Announces all, sends some, and leaves the connection open. */
export function stallAt(bytes: Buffer, end: number): Reply {
  return (_request, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, end));
  };
}

export function status(code: number): Reply {
  return (_request, response) => response.writeHead(code).end('an explanation that is no image');
}

export function redirect(location: string): Reply {
  return (_request, response) => response.writeHead(302, { location }).end();
}

/** The first reply to the first request, and so on; the last one stays. */
export function inTurn(...replies: [Reply, ...Reply[]]): Reply {
  return (request, response) => {
    const [reply, ...rest] = replies;
    if (rest.length > 0) replies.shift();
    reply(request, response);
  };
}

/** A body without announced length that goes on until the other side hangs up. */
export function endlessly(): { reply: Reply; sentBytes: () => number } {
  const block = Buffer.alloc(65_536, 'x');
  let sentBytes = 0;
  const reply: Reply = (_request, response) => {
    const send = () => {
      let more = true;
      while (more && !response.destroyed) {
        more = response.write(block);
        sentBytes += block.length;
      }
    };
    response
      .writeHead(200)
      .on('drain', send)
      .on('close', () => response.destroy());
    send();
  };
  return { reply, sentBytes: () => sentBytes };
}

export type Certificate = { key: string; cert: string; path: string; wgetrc: string };

export function makeCertificate(): Certificate | undefined {
  const openssl = which('openssl');
  if (openssl === undefined) return undefined;
  const dir = mkdtempSync(join(SCRATCH, 'certificate-'));
  const [key, cert, wgetrc] = ['key.pem', 'cert.pem', 'wgetrc'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
  ];
  const subject = [
    '-subj',
    '/CN=localhost',
    '-addext',
    'subjectAltName=DNS:localhost',
    '-keyout',
    key,
    '-out',
    cert,
  ];
  execFileSync(openssl, [...request, ...subject], { stdio: 'ignore' });
  writeFileSync(wgetrc, `ca_certificate = ${cert}\n`);
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), path: cert, wgetrc };
}
