import { z } from 'zod';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { refuse } from './config-text.ts';
import { embedInCoreOs } from './coreos-area.ts';
import { makeIso } from './iso.ts';
import type { Recipe } from './recipe.ts';
import { XORRISO } from './tools.ts';

/** Where Ignition looks on a drive, by the drive's label. */
const DRIVES: Readonly<Record<string, string>> = {
  'config-2': '/openstack/latest/user_data',
  ignition: '/ignition/config.ign',
};

const Config = z.looseObject({ ignition: z.looseObject({ version: z.string().regex(/^\d+\.\d+\.\d+/) }) });

/**
 * A first start of Fedora CoreOS, Flatcar or openSUSE MicroOS.
 * @see https://coreos.github.io/ignition/supported-platforms/
 * @see https://coreos.github.io/coreos-installer/customizing-install/ for the area of the ISO
 */
export const ignition: Recipe = {
  name: 'ignition',
  describe: 'a machine that is set up by Ignition at its first start',
  suits:
    'live ISOs of Fedora CoreOS and RHEL CoreOS; with --drive, images of them, of Flatcar and of openSUSE MicroOS',
  notes: `A live ISO of CoreOS gets the configuration into the bytes it keeps free for one, as "coreos-installer iso ignition embed"
would do it, and nothing else of it changes. It holds for the live system that is booted: to install one's own, let it run
coreos-installer.
Disk images are not changed: their configuration lies in a file system (ext4, btrfs) that cannot be written without being
mounted. --drive makes an ISO to be attached beside them: "config-2" is read by the images for OpenStack (CoreOS, Flatcar),
"ignition" by openSUSE MicroOS, Leap Micro and SLE Micro. Images for QEMU take none, but
"-fw_cfg name=opt/com.coreos/config,file=config.ign" (Flatcar: opt/org.flatcar-linux/config).`,
  takes: [
    {
      name: 'config',
      describe: 'config.ign, the configuration as JSON; Butane YAML has to be translated by butane first',
      isRequired: true,
      check(text, path) {
        const parsed = Config.safeParse(parseJson(text, path));
        if (!parsed.success) refuse(path, 1, '"ignition" with "version", such as "3.4.0"', 'something else');
        return [];
      },
    },
  ],
  choices: [{ name: 'drive', value: '<label>', describe: 'make a drive to attach: config-2 or ignition' }],
  needs: [XORRISO],
  async build(base, output, { files, choices }, means) {
    const config = files.get('config');
    if (config === undefined) return [];
    const label = choices.get('drive');
    if (label === undefined) return embedInCoreOs(base, config.text, output, means);
    const path = DRIVES[label];
    if (path === undefined)
      throw new OsdexError('usage', `expected --drive ${Object.keys(DRIVES).join(' or ')}, found "${label}"`);
    return makeIso(label, [{ path, from: config.path, isGiven: true }], output, means);
  },
};

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The message of the parser quotes from the text, which may hold secrets.
    const position = /position (\d+)/.exec(reasonOf(cause))?.[1];
    const line = position === undefined ? 1 : text.slice(0, Number(position)).split('\n').length;
    return refuse(path, line, 'JSON (Butane YAML has to be translated by butane first)', 'something else');
  }
}
