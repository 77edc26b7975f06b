import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { selectImages } from '../../../core/image.ts';
import type { Image } from '../../../core/image.ts';
import { openInventory } from '../../../mirror/inventory/inventory.ts';
import type { InventoryFile } from '../../../mirror/inventory/inventory-file.ts';
import { scanRepository } from '../../../mirror/inventory/scan.ts';
import type { ScanMeans, ScanReport } from '../../../mirror/inventory/scan.ts';
import { openRepository } from '../../../mirror/repository.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';

export const NOW = new Date('2026-07-26T04:00:00Z');
export const LATER = new Date('2026-08-26T04:00:00Z');

/** An image of the catalog with these bytes, in a build of its own. */
export function imageOf(file: string, bytes: string | Uint8Array, more: { withdrawn?: string } = {}): Image {
  const content = Buffer.from(bytes);
  const artifact = makeArtifact(file, { digest: digestOf(content), size: content.length });
  const release = makeRelease('1', [makeBuild('20260725', { artifacts: [artifact], ...more })]);
  const catalog = {
    products: [{ product: makeProduct(), releases: [release] }],
    health: { schema: 'osdex/health/1' as const, sources: [] },
  };
  const [image] = selectImages(catalog, { facets: {} }, '2026-07-26');
  if (image === undefined) throw new Error('the release has an image');
  return image;
}

/** A repository with these files in it and nothing known of them. */
export async function repositoryPlace(
  t: TestContext,
  files: Readonly<Record<string, string | Uint8Array>> = {},
) {
  const repository = await openRepository(await temporaryFolder(t, files));
  const inventory = openInventory(repository);
  t.after(() => inventory.close());
  const at = (path: string): string => join(repository.root, path);
  return {
    repository,
    inventory,
    at,
    read: (path: string) => readFile(at(path), 'utf8'),
    async write(path: string, content: string | Uint8Array): Promise<void> {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), content);
    },
    async move(from: string, to: string): Promise<void> {
      await mkdir(dirname(at(to)), { recursive: true });
      await rename(at(from), at(to));
    },
    /** Something where only what differs from a scan that found nothing is told. */
    async scan(images: readonly Image[] = [], means: Partial<ScanMeans> = {}): Promise<Partial<ScanReport>> {
      const all: ScanMeans = { images: async () => images, now: () => NOW, ...means };
      const report = await scanRepository(repository, inventory, all);
      return Object.fromEntries(
        Object.entries(report).filter(([, found]) => typeof found === 'number' || found.length > 0),
      );
    },
    known(path: string): InventoryFile {
      const file = inventory.get(path);
      if (file === undefined) throw new Error(`${path} is not in the inventory`);
      return file;
    },
    states: (): Record<string, InventoryFile['state']> =>
      Object.fromEntries(inventory.all().map(({ path, state }) => [path, state])),
  };
}
