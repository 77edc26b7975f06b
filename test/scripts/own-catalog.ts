import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeYaml } from '../../core/files/yaml.ts';
import type { Product } from '../../core/product.ts';
import type { Release } from '../../core/release.ts';
import { runProgram } from '../../scripts/program.ts';
import type { Finished } from '../../scripts/program.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const LAUNCH = fileURLToPath(new URL('../../scripts/launch.mjs', import.meta.url));

/** A folder with a catalog of one product, and osdex run in it. */
export async function ownCatalog(
  t: TestContext,
  product: Product,
  releases: readonly Release[],
): Promise<{ folder: string; osdex: (...args: string[]) => Promise<Finished> }> {
  const files = {
    'product.yaml': product,
    ...Object.fromEntries(releases.map((release) => [`${release.release}.yaml`, release])),
  };
  const folder = await temporaryFolder(
    t,
    Object.fromEntries(
      Object.entries(files).map(([name, value]) => [
        `catalog/${product.product}/${name}`,
        writeYaml(value, []),
      ]),
    ),
  );
  const places = ['--sources', join(folder, 'sources'), '--catalog', join(folder, 'catalog')];
  return {
    folder,
    osdex: (...args) =>
      runProgram(process.execPath, [LAUNCH, args[0] ?? '', ...places, ...args.slice(1)], process.env, folder),
  };
}
