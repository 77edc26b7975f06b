import { writeYaml } from '../files/yaml.ts';
import type { Image } from '../image.ts';
import { imageRecord } from '../image-record.ts';
import { flatName, refuseLongNames } from './flat-name.ts';
import { refuseFor, refuseWithdrawn } from './format.ts';
import type { Format } from './format.ts';

/** @see https://docs.ansible.com/ansible/latest/collections/ansible/builtin/get_url_module.html */
export const ansible: Format = {
  name: 'ansible',
  describe:
    'The images as osdex_images, a list in a vars file of Ansible: name the file in vars_files and loop get_url over the list, with its url, checksum and, as the name at the destination, file.',
  mediaType: 'application/yaml',
  extension: '.yml',
  consumers: [
    {
      name: 'ansible-playbook',
      version: '2.14.18',
      tried:
        'Downloads with get_url from a server on the loopback; what does not have the digest, or has it after a digit was changed, is refused and not kept.',
    },
    { name: 'yamllint', version: '1.29.0', tried: 'Finds nothing by its default rules but long lines.' },
  ],
  refuse: refuseFor(refuseWithdrawn, refuseLongNames(flatName)),
  write: {
    kind: 'text',
    write: (images) =>
      images.length === 0
        ? '---\nosdex_images: []\n'
        : `---\nosdex_images:\n${images.map((image) => indent(writeYaml([entryOf(image)]))).join('')}`,
  },
};

function entryOf(image: Image) {
  const record = imageRecord(image);
  return {
    id: record.id,
    url: record.url,
    checksum: record.digest,
    file: flatName(image),
    product: record.product,
    name: asText(image.product.name),
    release: record.release,
    stream: record.stream,
    title: asText(image.stream.title),
    kind: record.kind,
    login: record.login === undefined ? undefined : asText(record.login),
    serial: record.serial,
    published: record.published,
    arch: record.arch,
    format: record.format,
    compression: record.compression,
    size: record.size,
    level: record.verification.level,
  };
}

/**
 * Ansible runs what is in the braces of Jinja, in variables too and after any escape again: a blank takes them apart.
 * Nothing else of an image has braces: names are plain, and addresses have them encoded.
 */
function asText(text: string): string {
  return text.replace(/\{(?=[{%#])/g, '{ ');
}

function indent(lines: string): string {
  return lines.replace(/^(?=.)/gm, '  ');
}
