import { contentOf, storedName } from '../proxmox-content.ts';
import { hclString } from '../quote.ts';
import type { Tool } from '../tool.ts';
import { hostName } from '../used-image.ts';

/** @see https://registry.terraform.io/providers/bpg/proxmox/latest/docs/resources/download_file */
export const terraformProxmox: Tool = {
  id: 'terraform-proxmox',
  title: 'Terraform, OpenTofu: Proxmox VE',
  language: 'hcl',
  suits: (image) => contentOf(image) !== undefined,
  lines: (image) => [
    'terraform {',
    '  required_providers {',
    '    proxmox = {',
    '      source = "bpg/proxmox"',
    '    }',
    '  }',
    '}',
    '',
    `resource "proxmox_download_file" ${hclString(hostName(image))} {`,
    `  content_type       = ${hclString(contentOf(image) ?? 'import')}`,
    '  datastore_id       = "local"',
    '  node_name          = "pve"',
    `  url                = ${hclString(image.url)}`,
    `  file_name          = ${hclString(storedName(image))}`,
    `  checksum           = ${hclString(image.hex)}`,
    `  checksum_algorithm = ${hclString(image.algorithm)}`,
    '}',
  ],
};
