import { say } from '../../words/say.ts';
import { hclString } from '../quote.ts';
import type { Tool } from '../tool.ts';
import { hostName, isDisk } from '../used-image.ts';

/** Those that the language has a function for. @see https://developer.hashicorp.com/terraform/language/functions/filesha256 */
const FUNCTIONS: Readonly<Record<string, string>> = {
  md5: 'filemd5',
  sha1: 'filesha1',
  sha256: 'filesha256',
  sha512: 'filesha512',
};

/** The provider checks no digest: a condition does, of the file that was fetched before. */
export const terraformLibvirt: Tool = {
  id: 'terraform-libvirt',
  title: 'Terraform, OpenTofu: libvirt',
  language: 'hcl',
  suits: (image) =>
    isDisk(image) &&
    image.compression === undefined &&
    ['qcow2', 'raw'].includes(image.format) &&
    Object.hasOwn(FUNCTIONS, image.algorithm),
  lines: (image, tell) => {
    const name = hclString(hostName(image));
    return [
      `# ${tell(say('use.fetch-first', { url: image.url }))}`,
      'terraform {',
      '  required_providers {',
      '    libvirt = {',
      '      source  = "dmacvicar/libvirt"',
      '      version = "~> 0.8.0"',
      '    }',
      '  }',
      '}',
      '',
      `resource "libvirt_volume" ${name} {`,
      `  name   = ${name}`,
      '  pool   = "default"',
      `  source = ${hclString(image.file)}`,
      `  format = ${hclString(image.format)}`,
      '',
      '  lifecycle {',
      '    precondition {',
      `      condition     = ${FUNCTIONS[image.algorithm]}(${hclString(image.file)}) == ${hclString(image.hex)}`,
      `      error_message = ${hclString(`${image.file}: wrong digest`)}`,
      '    }',
      '  }',
      '}',
    ];
  },
};
