import { refuse, warnOfClearText } from './config-text.ts';
import { putAnswers, readInstaller } from './installer-iso.ts';
import type { Recipe } from './recipe.ts';
import { XORRISO } from './tools.ts';

/** `d-i passwd/user-password password …`, and its `-again`; not `…-crypted`. */
const CLEAR = /^\s*\S+\s+\S+\/\S*password(?:-again)?\s+(?:password|string)\s+\S/;

/** `owner question type value`, which a backslash may go on with. */
const LINE =
  /^\s*(?:#|$|\S+\s+\S+\/\S+\s+(?:string|boolean|select|multiselect|note|text|title|password|error|seen)(?:\s|$))/;

/**
 * Debian's installer without questions.
 *
 * The answers lie on the medium and not in the initrd, where they would be read before the first question: the media
 * have several initrds, and what is on the medium can be read and renewed by anybody. `auto=true` makes up for it by
 * asking for language and keyboard only after the answers are there.
 * @see https://www.debian.org/releases/stable/amd64/apb.en.html
 */
export const preseed: Recipe = {
  name: 'preseed',
  describe: "Debian's installer that answers itself",
  suits:
    'installer ISOs of Debian (netinst, CD, DVD), not netboot/mini.iso, which has no medium to read answers from',
  notes: `preseed.cfg comes to the top of the ISO, and every line of its boot menus that starts the installer gets "auto=true
priority=critical file=/cdrom/preseed.cfg"; rescue and expert mode stay as they are. Debian's menu waits until somebody
chooses (or, after half a minute, starts the installer with speech, which gets the answers too).`,
  takes: [
    {
      name: 'preseed',
      describe: 'preseed.cfg, the answers',
      isRequired: true,
      check(text, path) {
        let goesOn = false;
        for (const [at, line] of text.split('\n').entries()) {
          if (!goesOn && !LINE.test(line))
            refuse(path, at + 1, '"owner question type value"', 'another line');
          goesOn = line.endsWith('\\');
        }
        return warnOfClearText(
          text,
          path,
          (line) => CLEAR.test(line),
          'give its hash instead (user-password-crypted, openssl passwd -6)',
        );
      },
    },
  ],
  choices: [],
  needs: [XORRISO],
  async build(base, output, { files }, means) {
    const iso = await readInstaller(base, means, "an ISO of Debian's installer", (one) =>
      [...one.files].some((path) => /^\/install[^/]*\/(?:gtk\/)?vmlinu[xz]/.test(path)),
    );
    const words = 'auto=true priority=critical file=/cdrom/preseed.cfg';
    return putAnswers(
      base,
      iso,
      {
        files: [{ path: '/preseed.cfg', from: files.get('preseed')?.path ?? '', isGiven: true }],
        words: {
          grub: words,
          isolinux: words,
          lines: /\/install[^/\s]*\//,
          except: /rescue\/enable=true|priority=low/,
        },
      },
      output,
      means,
    );
  },
};
