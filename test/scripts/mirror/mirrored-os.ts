import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import type { Finished } from '../../../scripts/program.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';
import { startTestServer } from '../../test-server.ts';
import { ownCatalog } from '../own-catalog.ts';
import { runMirror } from './run-mirror.ts';

export const OS = Buffer.from(Array.from({ length: 600_000 }, (_, index) => index % 251));
export const OS_ID = 'example/1/cloud/20260725/os-amd64.qcow2';

/** A catalog with one image, its publisher, and a folder `images` that is about to be a repository. */
export async function mirroredOs(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>) {
  const artifact = makeArtifact('os-amd64.qcow2', { digest: digestOf(OS), size: OS.length });
  const release = makeRelease('1', [makeBuild('20260725', { artifacts: [artifact] })]);
  const { folder } = await ownCatalog(t, makeProduct(), [release]);
  const { origin, requests } = await startTestServer(t, (_, response) => response.end(OS));
  const at = (path: string): string => join(folder, 'images', path);
  const place = {
    folder,
    at,
    requests,
    read: (path: string) => readFile(at(path)),
    async write(path: string, content: string | Uint8Array): Promise<void> {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), content);
    },
    /** `osdex mirror …` of the repository. */
    mirror: (command: string, ...args: string[]): Promise<Finished> =>
      runMirror(folder, command, '-r', 'images', ...args),
    /** The same for commands that ask the catalog. */
    withCatalog: (command: string, ...args: string[]): Promise<Finished> =>
      place.mirror(command, '--catalog', 'catalog', ...args),
    network: ['--replay', origin, '--cache', join(folder, 'cache')],
  };
  for (const [path, content] of Object.entries(files)) await place.write(path, content);
  return place;
}
