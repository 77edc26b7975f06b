import { digestOf } from '../../core/digest.ts';
import { META_DATA, NETWORK_CONFIG, USER_DATA, VENDOR_DATA, defaultMetaData } from './cloud-config.ts';
import { stage } from './stage.ts';
import { makeIso } from './iso.ts';
import type { Given, Means, Recipe } from './recipe.ts';
import { embedSeed } from './seed-partition.ts';
import type { SeedFile } from './seed-partition.ts';
import { XORRISO } from './tools.ts';

/**
 * A cloud image without a cloud.
 * @see https://cloudinit.readthedocs.io/en/latest/reference/datasources/nocloud.html
 */
export const cloudInit: Recipe = {
  name: 'cloud-init',
  describe: 'a cloud image that finds its configuration without a cloud (NoCloud)',
  suits:
    'cloud images with cloud-init, raw or qcow2 (Ubuntu, Debian, Fedora, AlmaLinux, openSUSE and others)',
  notes: `Without --embed the output is a small ISO with the label CIDATA, to be attached as a second drive or CD; the image stays as it
is, and one seed does for many machines. With --embed --size 20GiB the output is a copy of the image, grown to that size, with
the seed in a small partition of its own (FAT, CIDATA) at its end: nothing is mounted and nothing in its file systems changes;
the system grows up to that partition, and no further when the disk is made larger later.`,
  takes: [USER_DATA, META_DATA, NETWORK_CONFIG, VENDOR_DATA],
  choices: [
    { name: 'embed', describe: 'put the seed into a copy of the image instead of beside it' },
    { name: 'size', value: '<size>', describe: 'with --embed: how large the disk is to be, such as 20GiB' },
  ],
  needs: [XORRISO],
  async build(base, output, given, means) {
    const files = await seedFiles(given, means);
    if (given.choices.has('embed') || given.choices.has('size'))
      return embedSeed(base, files, given.choices, output, means);
    return makeIso(
      'CIDATA',
      files.map(({ name, from }) => ({ path: `/${name}`, from, isGiven: true })),
      output,
      means,
    );
  },
};

/** The files of the seed: cloud-init does not look at one without meta-data. */
async function seedFiles({ files }: Given, means: Means): Promise<SeedFile[]> {
  const seed = [...files].map(([name, { path }]) => ({ name, from: path }));
  if (files.has('meta-data')) return seed;
  const text = defaultMetaData(digestOf(Buffer.from(files.get('user-data')?.text ?? '')));
  return [...seed, { name: 'meta-data', from: await stage('meta-data', Buffer.from(text), means) }];
}
