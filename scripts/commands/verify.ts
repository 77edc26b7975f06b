import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { OsdexError } from '../../core/error.ts';
import { parseFingerprint } from '../../core/trust/fingerprint.ts';
import { withCommonOptions } from '../context.ts';
import { verifyAgainstCatalog } from '../verify-catalog.ts';
import { verifyImage, verifySums } from '../verify-signature.ts';
import type { VerifyFlags } from '../verify-signature.ts';

const EXAMPLES = `
Examples:
  osdex verify --sums SHA256SUMS --signature SHA256SUMS.gpg --key D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81
  osdex verify --sums CHECKSUM --key EE6DB7B98F5BF5EDD9DA0DE5DEE5C11CC2A1E572 AlmaLinux-10-latest-x86_64-boot.iso
  osdex verify image.iso --signature image.iso.sig --key FINGERPRINT --keys ./keys
  osdex verify noble-server-cloudimg-amd64.img

Exit code 0: proven, or known; "weak" is said of what only MD5 or SHA-1 speaks for. 1: not, and why. 2: used wrongly.`;

/** `osdex verify`. */
export function addVerifyCommand(program: Command): void {
  withCommonOptions(
    program
      .command('verify')
      .description('prove a signed sums file or image offline, or say what downloaded files are'),
  )
    .argument(
      '[file...]',
      'downloaded files: looked up in the catalog, or in the sums file where one is given',
    )
    .option('--sums <file>', 'a sums file: clearsigned, with a signify signature on top, or with --signature')
    .option('--signature <file>', 'detached signature of the sums file, or of the one file given')
    .option('--key <fingerprint...>', 'full fingerprints, or RW… lines, of the keys that may have signed')
    .option('--keys <dir|file>', 'where the public keys are (default: the keys of the sources)')
    .addHelpText('after', EXAMPLES)
    .action(async (named: string[], given: VerifyFlags) => {
      const { flags, files } = apart(named, given);
      const [file] = files;
      if (flags.sums !== undefined) await verifySums(flags, flags.sums, files);
      else if (flags.signature !== undefined && file !== undefined && files.length === 1)
        await verifyImage(flags, file, flags.signature);
      else if (flags.signature !== undefined || flags.key !== undefined)
        throw new OsdexError('usage', misused(flags, files));
      else if (files.length > 0) await verifyAgainstCatalog(files, flags);
      else
        throw new OsdexError(
          'usage',
          'expected files to look up, or --sums FILE --key FINGERPRINT, found neither',
        );
    });
}

/** `--key` takes all that follows, files too: what is no fingerprint and is there is a file. */
function apart(
  files: readonly string[],
  flags: VerifyFlags,
): { flags: VerifyFlags; files: readonly string[] } {
  const { key, ...others } = flags;
  if (key === undefined) return { flags, files };
  const isFile = (text: string): boolean => parseFingerprint(text) === undefined && existsSync(text);
  return {
    flags: { ...others, key: key.filter((text) => !isFile(text)) },
    files: [...files, ...key.filter(isFile)],
  };
}

function misused({ signature }: VerifyFlags, files: readonly string[]): string {
  return signature === undefined
    ? 'expected --sums FILE or --signature FILE beside --key, found neither'
    : `expected one file beside --signature, or --sums FILE, found ${files.length} files`;
}
