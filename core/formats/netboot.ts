import { writeYaml } from '../files/yaml.ts';
import { artifactPath } from '../release.ts';
import { bootSets, refuseOutsideBootSet } from './boot-set.ts';
import type { BootSet } from './boot-set.ts';
import { refuseFor, refuseWithdrawn } from './format.ts';
import type { Format } from './format.ts';

/**
 * Boot files by the names under which menus of netboot.xyz ask for them.
 *
 * @see https://netboot.xyz/docs/
 */
export const netboot: Format = {
  name: 'netboot',
  describe:
    "An endpoints.yml as netboot.xyz's menus are made of, for a mirror that keeps files under their ids and is their live_endpoint: its paths are relative to that.",
  mediaType: 'application/yaml',
  extension: '.yml',
  beside: true,
  consumers: [
    {
      name: 'netboot.xyz',
      tried:
        'Could not be had whole: ansible 2.14, which makes its menus, reads the file as their variables, and yamllint finds nothing amiss. It has no place for digests, so a changed file is not noticed.',
    },
  ],
  refuse: refuseFor(refuseWithdrawn, refuseOutsideBootSet),
  write: {
    kind: 'text',
    write: (images, { generator }) => writeYaml({ endpoints: endpointsOf(bootSets(images)) }, [generator]),
  },
};

/** The newest of a stream goes by a name that stays, which menus have in them; older ones by their serial too. */
function endpointsOf(sets: readonly BootSet[]): Record<string, object> {
  const endpoints = new Map<string, object>();
  for (const set of sets) {
    const { release, stream, build, artifact } = set.image;
    const name = [release.product, release.release, stream.stream, artifact.arch].join('-');
    endpoints.set(endpoints.has(name) ? `${name}-${build.serial}` : name, endpointOf(set));
  }
  return Object.fromEntries(endpoints);
}

function endpointOf({ image, kernel, initrd, later }: BootSet): object {
  const { release, stream, build, artifact } = image;
  return {
    path: `/${[release.product, release.release, stream.stream, build.serial].join('/')}/`,
    files: [kernel, initrd, ...later].map(artifactPath),
    os: release.product,
    version: release.release,
    ...(release.codename === undefined ? {} : { codename: release.codename }),
    flavor: stream.stream,
    arch: artifact.arch,
  };
}
