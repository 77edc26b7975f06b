import type { TestContext } from 'node:test';
import { temporaryFolder } from '../temporary-folder.ts';
import { startUpstream } from '../upstream/upstream.ts';
import type { Upstream, UpstreamOptions } from '../upstream/upstream.ts';
import { catalogUnderTest, NOW } from './catalog-under-test.ts';
import type { CatalogUnderTest } from './catalog-under-test.ts';

export { NOW } from './catalog-under-test.ts';

/** Publishers on the loopback with a catalog of them. */
export interface World extends CatalogUnderTest {
  upstream: Upstream;
}

/** The world ends with the test. */
export async function makeWorld(t: TestContext, options: UpstreamOptions = {}): Promise<World> {
  const folder = await temporaryFolder(t);
  const upstream = await startUpstream({ now: NOW, ...options });
  t.after(upstream.close);
  const underTest = catalogUnderTest(folder, upstream.origin);
  await upstream.writeSources(underTest.sources);
  return { upstream, ...underTest };
}
