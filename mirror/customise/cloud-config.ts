import { HASH_IT, readMapping, refuse, warnOfClearText } from './config-text.ts';
import type { Mapping } from './config-text.ts';
import type { TakenFile } from './recipe.ts';

/**
 * What cloud-init takes as user-data, by how the first line begins.
 * @see https://cloudinit.readthedocs.io/en/latest/explanation/format.html
 */
const BEGINNINGS = [
  '#cloud-config',
  '#!',
  '#include',
  '#cloud-boothook',
  '#part-handler',
  '## template: jinja',
  'Content-Type:',
  'MIME-Version:',
];

const CLEAR =
  /^\s*(?:-\s+)?(?:plain_text_passwd|password)\s*:(?!\s*(?:["']?\$[0-9a-z]+\$|["']?[*!]|["']{0,2}\s*$|null|~|#))/;

export const USER_DATA: TakenFile = {
  name: 'user-data',
  describe: 'what cloud-init does at the first start (#cloud-config)',
  isRequired: true,
  check(text, path) {
    if (!BEGINNINGS.some((beginning) => text.startsWith(beginning)))
      refuse(path, 1, 'the first line "#cloud-config" (or a script\'s "#!")', quoteFirst(text));
    if (/^#cloud-config\s*$/m.test(firstLine(text))) readMapping(text, path);
    return warnOfClearPasswords(text, path);
  },
};

export const META_DATA: TakenFile = {
  name: 'meta-data',
  describe:
    'instance-id and local-hostname; without it the instance-id is made of the digest of the user-data',
  check(text, path) {
    const meta = readMapping(text, path);
    if (meta['instance-id'] === undefined && meta['instance_id'] === undefined)
      return [
        `${path}: has no instance-id; cloud-init may take a changed image for one it has set up already`,
      ];
    return [];
  },
};

export const VENDOR_DATA: TakenFile = {
  name: 'vendor-data',
  describe: 'as user-data, which has the last word',
  check: USER_DATA.check,
};

export const NETWORK_CONFIG: TakenFile = {
  name: 'network-config',
  describe: 'network configuration, version 1 or 2 (netplan)',
  check(text, path) {
    const { version, network } = readMapping(text, path);
    const inner =
      network === null || typeof network !== 'object' ? undefined : (network as Mapping)['version'];
    const found = network === undefined ? version : inner;
    if (found !== 1 && found !== 2)
      refuse(
        path,
        1,
        'a network configuration with "version: 1" or "version: 2"',
        found === undefined ? 'none' : 'another',
      );
    return warnOfClearPasswords(text, path);
  },
};

/** An instance-id that changes with what the instance is to become. */
export function defaultMetaData(userDataDigest: string): string {
  return `instance-id: osdex-${userDataDigest.slice(userDataDigest.indexOf(':') + 1).slice(0, 16)}\n`;
}

export function warnOfClearPasswords(text: string, path: string): string[] {
  return warnOfClearText(text, path, (line) => CLEAR.test(line), HASH_IT);
}

function firstLine(text: string): string {
  return text.slice(0, text.indexOf('\n') + 1 || undefined).trimEnd();
}

function quoteFirst(text: string): string {
  // Nothing of a file that may hold secrets is told but that it begins otherwise.
  return firstLine(text) === '' ? 'an empty first line' : 'another first line';
}
