import { machine } from '../architecture.ts';
import { hclString } from '../quote.ts';
import type { Tool } from '../tool.ts';
import { hostName, isDisk } from '../used-image.ts';

/** Those that its downloader knows. @see https://developer.hashicorp.com/packer/integrations/hashicorp/qemu/latest/components/builder/qemu#iso-configuration */
const ALGORITHMS: readonly string[] = ['md5', 'sha1', 'sha256', 'sha512'];

export const packer: Tool = {
  id: 'packer',
  title: 'Packer',
  language: 'hcl',
  suits: (image) =>
    ((isDisk(image) && ['qcow2', 'raw'].includes(image.format)) || image.format === 'iso') &&
    image.compression === undefined &&
    ALGORITHMS.includes(image.algorithm) &&
    machine(image.arch) !== undefined,
  lines: (image) => {
    const name = hclString(hostName(image));
    const { url, algorithm, hex, format, login = 'root' } = image;
    return [
      'packer {',
      '  required_plugins {',
      '    qemu = {',
      '      source  = "github.com/hashicorp/qemu"',
      '      version = "~> 1"',
      '    }',
      '  }',
      '}',
      '',
      `source "qemu" ${name} {`,
      `  iso_url      = ${hclString(url)}`,
      `  iso_checksum = ${hclString(`${algorithm}:${hex}`)}`,
      ...(format === 'iso' ? [] : ['  disk_image   = true']),
      `  qemu_binary  = ${hclString(`qemu-system-${qemuTarget(image.arch)}`)}`,
      `  ssh_username = ${hclString(login)}`,
      '}',
      '',
      'build {',
      `  sources = [${hclString(`source.qemu.${hostName(image)}`)}]`,
      '}',
    ];
  },
};

/** QEMU has one program for 32 and 64 bits of Arm and of POWER, each under its family's name. */
function qemuTarget(arch: string): string {
  const names: Readonly<Record<string, string>> = { armhf: 'arm', i386: 'i386', ppc64le: 'ppc64' };
  return names[arch] ?? machine(arch) ?? arch;
}
