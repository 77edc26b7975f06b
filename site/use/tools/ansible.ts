import { yamlString } from '../quote.ts';
import type { Tool } from '../tool.ts';

/** @see https://docs.ansible.com/ansible/latest/collections/ansible/builtin/get_url_module.html */
export const ansible: Tool = {
  id: 'ansible',
  title: 'Ansible',
  language: 'yaml',
  suits: () => true,
  lines: ({ url, file, algorithm, hex }) => [
    `- name: ${yamlString(file)}`,
    '  ansible.builtin.get_url:',
    `    url: ${yamlString(url)}`,
    `    dest: ${yamlString(`/var/tmp/${file}`)}`,
    `    checksum: ${yamlString(`${algorithm}:${hex}`)}`,
  ],
};
