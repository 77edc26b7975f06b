import { selectImages } from '../../../core/image.ts';
import type { Image } from '../../../core/image.ts';
import type { Artifact, Build } from '../../../core/release.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';

/** The files of a build that boots from a network. */
export function bootArtifacts(arch: Artifact['arch'] = 'amd64'): Artifact[] {
  return [
    makeArtifact(`linux-${arch}`, { format: 'kernel', arch }),
    makeArtifact(`initrd-${arch}.img`, { format: 'initrd', arch }),
    makeArtifact(`root-${arch}.img`, { format: 'netboot', arch }),
  ];
}

/** The images of builds of one stream that boots from a network. */
export function netbootImages(builds: Partial<Build>[], name = 'Example OS'): Image[] {
  const stream = { stream: 'pxe', title: 'Network boot files', kind: 'netboot' as const };
  const made = builds.map((build) => makeBuild(build.serial ?? '20260720', { stream: 'pxe', ...build }));
  const product = makeProduct({ name, streams: [stream] });
  const health = { schema: 'osdex/health/1' as const, sources: [] };
  const releases = [makeRelease('26.04', made, { codename: 'emu' })];
  return selectImages({ products: [{ product, releases }], health }, { facets: {} }, '2026-07-25');
}
