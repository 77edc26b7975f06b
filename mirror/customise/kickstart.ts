import { warnOfClearText } from './config-text.ts';
import { BOOT_MENU } from './boot-lines.ts';
import { putAnswers, readInstaller } from './installer-iso.ts';
import { readIsoFile } from './iso.ts';
import type { Iso } from './iso.ts';
import type { Means, Recipe } from './recipe.ts';
import { XORRISO } from './tools.ts';

/** `rootpw secret`, `user --password=secret`, `bootloader --password=secret`; a locked root has none. */
const CLEAR = [
  /^\s*rootpw\s+(?!.*--(?:iscrypted|lock)\b)\S/,
  /^\s*user\s(?!.*--(?:iscrypted|lock)\b).*--password[=\s]/,
  /^\s*bootloader\s(?!.*--iscrypted\b).*--password[=\s]/,
  /^\s*(?:rootpw|user)\s.*--plaintext\b/,
  /^\s*sshpw\s(?!.*--(?:iscrypted|lock)\b)/,
];

/**
 * The installer of Red Hat's family without questions.
 * @see https://anaconda-installer.readthedocs.io/en/latest/boot-options.html#inst-ks
 */
export const kickstart: Recipe = {
  name: 'kickstart',
  describe: 'the installer of Fedora, RHEL and its family that answers itself',
  suits:
    'boot and DVD ISOs of Fedora, RHEL, CentOS Stream, AlmaLinux, Rocky Linux and Oracle Linux with Anaconda',
  notes: `ks.cfg comes to the top of the ISO, and every line of its boot menus that starts the installer gets
"inst.ks=hd:LABEL=<its volume id>:/ks.cfg", also in the EFI boot image, where the menu that counts may lie; rescue mode stays
as it is. Where the publisher gave the ISO a sum for its media check, it gets a new one (implantisomd5, Debian: isomd5sum).`,
  takes: [
    {
      name: 'kickstart',
      describe: 'ks.cfg, the answers',
      isRequired: true,
      check: (text, path) =>
        warnOfClearText(
          text,
          path,
          (line) => CLEAR.some((one) => one.test(line)),
          'give its hash instead (--iscrypted, openssl passwd -6)',
        ),
    },
  ],
  choices: [],
  needs: [XORRISO],
  async build(base, output, { files }, means) {
    const iso = await readInstaller(base, means, "an ISO of Red Hat's installer (Anaconda)", (one) =>
      [...one.files].some((path) => /^\/images\/pxeboot\/vmlinuz$|^\/isolinux\/vmlinuz$/.test(path)),
    );
    const words = `inst.ks=${await mediumOf(iso, means)}:/ks.cfg`;
    return putAnswers(
      base,
      iso,
      {
        files: [{ path: '/ks.cfg', from: files.get('kickstart')?.path ?? '', isGiven: true }],
        words: {
          grub: words,
          isolinux: words,
          lines: /\binst\.stage2=|\binst\.repo=|vmlinuz|initrd=/,
          except: /\brescue\b/,
        },
        inEfiImage: true,
      },
      output,
      means,
    );
  },
};

/**
 * How the medium is called on the kernel's command line: as the publisher's own menu calls it, with whatever escapes
 * its boot loader wants, else by its volume id.
 */
async function mediumOf(iso: Iso, means: Means): Promise<string> {
  for (const path of [...iso.files].filter((one) => BOOT_MENU.test(one))) {
    const menu = (await readIsoFile(iso, path, means)).toString('latin1');
    const named = /\binst\.stage2=(hd:LABEL=[^\s:]+)/.exec(menu)?.[1];
    if (named !== undefined) return named;
  }
  return `hd:LABEL=${iso.volumeId.replaceAll(/[^\w#+.:=@-]/g, escapeForUdev)}`;
}

/** As udev writes labels: whatever is no plain letter as `\x20`. */
function escapeForUdev(letter: string): string {
  return String.raw`\x${letter.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
