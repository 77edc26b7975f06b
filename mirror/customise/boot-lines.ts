/** Kernel parameters that are to be added, and to which lines of the boot menus. */
export interface BootWords {
  /** As GRUB reads them: it takes a semicolon for the end of a command, unless a backslash stands before it. */
  grub: string;
  /** As isolinux reads them, which knows no such signs. */
  isolinux: string;
  /** What a line that starts the installer has, whichever loader reads it. */
  lines: RegExp;
  /** What it has when it starts something else after all. */
  except?: RegExp;
}

const GRUB = /^\s*linux(?:efi|16)?\s/;
const ISOLINUX = /^\s*(?:menu\s+)?(?:append|ontimeout)\s/i;

/**
 * Adds kernel parameters to a boot menu, of GRUB or of isolinux; everything else stays as it is, byte by byte.
 *
 * What stands after `---` is for the installed system, so they come before it.
 *
 * @returns how many lines have them now.
 */
export function addBootWords(menu: string, words: BootWords): { menu: string; lines: number } {
  let lines = 0;
  const changed = menu.split('\n').map((line) => {
    const added = GRUB.test(line) ? words.grub : ISOLINUX.test(line) ? words.isolinux : undefined;
    if (added === undefined || !words.lines.test(line) || words.except?.test(line)) return line;
    lines++;
    return line.includes(added) ? line : insert(line, added);
  });
  return { menu: changed.join('\n'), lines };
}

function insert(line: string, added: string): string {
  const [, before = '', after = ''] = /^(.*?)(\s+---(?:\s.*)?|\s*)$/.exec(line) ?? [];
  return `${before} ${added}${after}`;
}

/** The files in which an image has its boot menus. */
export const BOOT_MENU =
  /^\/(?:boot\/grub2?|EFI\/[^/]+|(?:boot\/)?(?:isolinux|syslinux))\/[^/]+\.(?:cfg|conf)$/i;
