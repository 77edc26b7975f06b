import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startLoopbackS3 } from './loopback-s3.ts';

export const WITHOUT_RCLONE = absent('rclone');

/** Remotes of a configuration of the test's own, with the folder or the objects behind them. */
export const REMOTE_KINDS = ['disk', 'webdav', 's3'] as const;
type RemoteKind = (typeof REMOTE_KINDS)[number];

export interface TestRemote {
  /** `NAME:path` of an empty place there. */
  place: string;
  /** Paths of all files there now, with their bytes. */
  files: () => Promise<Map<string, Buffer>>;
  /** The folder behind it, where one is. */
  root?: string;
  /** Puts a file there without osdex. */
  put: (path: string, bytes: Buffer) => Promise<void>;
  /** Environment of whoever asks rclone; that of this process has it already. */
  env: NodeJS.ProcessEnv;
}

export async function testRemote(t: TestContext, kind: RemoteKind): Promise<TestRemote> {
  const folder = await temporaryFolder(t);
  const root = join(folder, 'served');
  await mkdir(root);
  const disk = {
    root,
    files: () => filesIn(join(root, 'images')),
    async put(path: string, bytes: Buffer) {
      await mkdir(join(root, 'images', path, '..'), { recursive: true });
      await writeFile(join(root, 'images', path), bytes);
    },
  };
  switch (kind) {
    case 'disk':
      return { ...disk, ...(await configure(folder, `type = alias\nremote = ${root}`)) };
    case 'webdav': {
      const url = await serveWebdav(t, root);
      return { ...disk, ...(await configure(folder, `type = webdav\nurl = ${url}\nvendor = other`)) };
    }
    case 's3': {
      const { origin, objects, put } = await startLoopbackS3(t, 'bucket');
      const config = `type = s3\nprovider = Other\nendpoint = ${origin}\naccess_key_id = a\nsecret_access_key = VERYSECRET\nregion = loopback\nno_check_bucket = true`;
      const { env } = await configure(folder, config);
      return {
        env,
        place: 'test:bucket/images',
        files: () =>
          Promise.resolve(
            new Map([...objects()].map(([key, bytes]) => [key.replace(/^images\//, ''), bytes])),
          ),
        put: (path, bytes) => Promise.resolve(put(`images/${path}`, bytes)),
      };
    }
  }
}

async function configure(folder: string, remote: string): Promise<Pick<TestRemote, 'env' | 'place'>> {
  const path = join(folder, 'rclone.conf');
  await writeFile(path, `[test]\n${remote}\n`);
  // Each file of tests is a process of its own, and its tests run one after the other.
  process.env['RCLONE_CONFIG'] = path;
  // Whatever a machine has for the real S3: rclone refuses some of it.
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  return { env: { RCLONE_CONFIG: path }, place: 'test:images' };
}

/** rclone's own server, which ends with the test. @returns its address. */
async function serveWebdav(t: TestContext, root: string): Promise<string> {
  const server = spawn('rclone', ['serve', 'webdav', '--addr', '127.0.0.1:0', root], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.after(() => {
    server.kill('SIGKILL');
  });
  let told = '';
  for await (const text of server.stderr.setEncoding('utf8') as AsyncIterable<string>) {
    told += text;
    const [, url] = /started on \[?(http:[^\s\]]+)/.exec(told) ?? [];
    if (url === undefined) continue;
    return url;
  }
  throw new Error(`rclone serves nothing: ${told}`);
}

async function filesIn(root: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const pairs = await Promise.all(
    files.map(async (path): Promise<[string, Buffer]> => [path.slice(root.length + 1), await readFile(path)]),
  );
  return new Map(pairs);
}
