import { digestOf } from '../../core/digest.ts';
import { META_DATA, USER_DATA, defaultMetaData, warnOfClearPasswords } from './cloud-config.ts';
import { readMapping, refuse } from './config-text.ts';
import { putAnswers, readInstaller } from './installer-iso.ts';
import type { Recipe } from './recipe.ts';
import { stage } from './stage.ts';
import { XORRISO } from './tools.ts';

const FOLDER = '/nocloud';

/**
 * Ubuntu's installer without questions.
 * @see https://canonical-subiquity.readthedocs-hosted.com/en/latest/tutorial/providing-autoinstall.html
 */
export const autoinstall: Recipe = {
  name: 'autoinstall',
  describe: "Ubuntu's installer that answers itself",
  suits: 'live ISOs of Ubuntu, server from 20.04 on and desktop from 23.04 on',
  notes: `user-data and meta-data come to ${FOLDER}/ of the ISO, and every line of its boot menus that starts the installer is
told of them ("autoinstall ds=nocloud"). "autoinstall" also means that the installer does not ask before it writes over the
disk: whoever boots this image by mistake loses what is there. The menu waits as long as Ubuntu's does.`,
  takes: [
    {
      ...USER_DATA,
      describe: '#cloud-config with the answers under "autoinstall:"',
      check(text, path) {
        if (!/^#cloud-config\s*\n/.test(text)) refuse(path, 1, 'the first line "#cloud-config"', 'another');
        const answers = readMapping(text, path)['autoinstall'];
        const version =
          answers !== null && typeof answers === 'object' && 'version' in answers
            ? answers.version
            : undefined;
        if (version !== 1)
          refuse(
            path,
            1,
            '"autoinstall:" with "version: 1" in it',
            version === undefined ? 'none' : 'another',
          );
        return warnOfClearPasswords(text, path);
      },
    },
    META_DATA,
  ],
  choices: [],
  needs: [XORRISO],
  async build(base, output, { files }, means) {
    const iso = await readInstaller(base, means, "an ISO of Ubuntu's live installer", (one) =>
      [...one.files].some((path) => /^\/casper\/(?:hwe-)?vmlinu[xz]/.test(path)),
    );
    const userData = files.get('user-data');
    const text = userData?.text ?? '';
    const metaData =
      files.get('meta-data')?.path ??
      (await stage('meta-data', Buffer.from(defaultMetaData(digestOf(Buffer.from(text)))), means));
    return putAnswers(
      base,
      iso,
      {
        files: [
          { path: `${FOLDER}/user-data`, from: userData?.path ?? '', isGiven: true },
          { path: `${FOLDER}/meta-data`, from: metaData, isGiven: true },
        ],
        words: {
          grub: String.raw`autoinstall ds=nocloud\;s=/cdrom${FOLDER}/`,
          isolinux: `autoinstall ds=nocloud;s=/cdrom${FOLDER}/`,
          lines: /\/casper\//,
        },
      },
      output,
      means,
    );
  },
};
