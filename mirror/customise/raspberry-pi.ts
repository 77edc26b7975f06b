import { OsdexError } from '../../core/error.ts';
import type { BaseImage } from './base-image.ts';
import { META_DATA, NETWORK_CONFIG, USER_DATA } from './cloud-config.ts';
import { HASH_IT, refuse, warnOfClearText } from './config-text.ts';
import { copyImage } from './copy-image.ts';
import { readDisk } from './disk.ts';
import { hasFatFile, readFatFile, writeFatFile } from './fat.ts';
import type { Fat } from './fat.ts';
import { stage } from './stage.ts';
import type { BuiltFile, Means, Recipe, TakenFile } from './recipe.ts';
import { MCOPY, MDIR, SFDISK } from './tools.ts';

/** Partitions that the firmware of the board boots from, by the number of their type. */
const FAT_TYPES = ['4', '6', 'b', 'c', 'e'];

/** Names on the boot partition, where they are not those of the options. */
const PLACES: Readonly<Record<string, string>> = {
  userconf: 'userconf.txt',
  'custom-toml': 'custom.toml',
  'wpa-supplicant': 'wpa_supplicant.conf',
};

const CLOUD_INIT = ['user-data', 'meta-data', 'network-config'];

const USERCONF: TakenFile = {
  name: 'userconf',
  describe: 'the first user of Raspberry Pi OS, "name:hash of the password" (openssl passwd -6)',
  check(text, path) {
    if (!/^[a-z_][a-z0-9_-]*:\$[0-9a-z]+\$[^\s:]+\n?$/.test(text))
      refuse(path, 1, '"name:hash", the hash as "openssl passwd -6" prints it', 'something else');
    return [];
  },
};

const CUSTOM_TOML: TakenFile = {
  name: 'custom-toml',
  describe: 'host name, user, SSH, WLAN and locale of Raspberry Pi OS 12 (bookworm)',
  check(text, path) {
    if (!/^\s*config_version\s*=\s*1\s*$/m.test(text)) refuse(path, 1, '"config_version = 1"', 'none');
    const isPlain = !/^\s*password_encrypted\s*=\s*true/m.test(text);
    return warnOfClearText(
      text,
      path,
      (line) => isPlain && /^\s*password\s*=\s*["'](?!\$)/.test(line),
      HASH_IT,
    );
  },
};

const WPA_SUPPLICANT: TakenFile = {
  name: 'wpa-supplicant',
  describe: 'WLAN of Raspberry Pi OS up to 11 (bullseye)',
  check: (text, path) =>
    warnOfClearText(
      text,
      path,
      (line) => /^\s*(?:psk|password)\s*=\s*"/.test(line),
      'give the key that wpa_passphrase makes of it',
    ),
};

/**
 * The first start of a Raspberry Pi.
 * @see https://www.raspberrypi.com/documentation/computers/configuration.html#setting-up-a-headless-raspberry-pi
 * @see https://ubuntu.com/hardware/docs/boards/how-to/special_hardware/headless-usage/
 */
export const raspberryPi: Recipe = {
  name: 'raspberry-pi',
  describe: 'a card for a Raspberry Pi that is set up at its first start',
  suits: 'raw card images (.img) of Raspberry Pi OS and of Ubuntu for Raspberry Pi, unpacked',
  notes: `The files come to the boot partition (FAT) of a copy. user-data, network-config and meta-data are for images with
cloud-init (Ubuntu; Raspberry Pi OS from 13, trixie, on), which have such files already; the others are for Raspberry Pi OS.
What the image would not read is refused, as far as the boot partition tells.`,
  takes: [
    USERCONF,
    CUSTOM_TOML,
    WPA_SUPPLICANT,
    { ...USER_DATA, isRequired: false },
    NETWORK_CONFIG,
    { ...META_DATA, describe: 'instance-id and local-hostname' },
  ],
  choices: [{ name: 'ssh', describe: 'let SSH in from the first start on (Raspberry Pi OS)' }],
  needs: [SFDISK, MCOPY, MDIR],
  async build(base, output, { files, choices }, means) {
    const given = [...files].map(([name, { path }]) => ({ name: PLACES[name] ?? name, from: path }));
    if (choices.has('ssh')) given.push({ name: 'ssh', from: await stage('ssh', Buffer.alloc(0), means) });
    if (given.length === 0)
      throw new OsdexError('usage', 'expected at least one file or --ssh, found none; see --help');
    const boot = await bootPartition(base, means);
    await requireReaders(
      base,
      boot,
      given.map(({ name }) => name),
      means,
    );
    await copyImage(base, output, means);
    const built: BuiltFile[] = [];
    for (const { name, from } of given)
      built.push(await writeFatFile({ ...boot, image: output }, from, name, means));
    return built;
  },
};

async function bootPartition(base: BaseImage, means: Means): Promise<Fat> {
  if (base.kind !== 'raw') throw unsuitable(base, `a ${base.kind} image`);
  const { partitions } = await readDisk(base.link, base.shown, means);
  for (const { type, offsetBytes } of partitions) {
    const fat = { image: base.link, offsetBytes };
    if (!FAT_TYPES.includes(type.toLowerCase())) continue;
    if (await hasFatFile(fat, 'config.txt', means)) return fat;
  }
  throw unsuitable(base, 'no partition with the config.txt of its firmware');
}

/** A file that nothing reads would leave somebody in front of a board that cannot be reached. */
async function requireReaders(
  base: BaseImage,
  boot: Fat,
  names: readonly string[],
  means: Means,
): Promise<void> {
  const cloudInit = names.find((name) => CLOUD_INIT.includes(name));
  if (cloudInit !== undefined && !(await hasFatFile(boot, 'user-data', means)))
    throw unsuitable(base, `one without cloud-init, which would not read ${cloudInit}`);
  if (!names.includes('custom.toml')) return;
  const line = (await hasFatFile(boot, 'cmdline.txt', means))
    ? (await readFatFile(boot, 'cmdline.txt', means)).toString('latin1')
    : '';
  if (!line.includes('raspberrypi-sys-mods/firstboot'))
    throw unsuitable(base, 'one that does not read custom.toml (Raspberry Pi OS 12 does)');
}

function unsuitable({ shown }: BaseImage, found: string): OsdexError {
  return new OsdexError('usage', `expected a card image of a Raspberry Pi at ${shown}, found ${found}`, {
    path: shown,
  });
}
