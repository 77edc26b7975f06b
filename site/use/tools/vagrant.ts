import { shellWord } from '../../../core/shell-word.ts';
import { inTurn, overLines } from '../checked-download.ts';
import type { Tool } from '../tool.ts';
import { hostName } from '../used-image.ts';

/** @see https://developer.hashicorp.com/vagrant/docs/cli/box#box-add */
export const vagrant: Tool = {
  id: 'vagrant',
  title: 'Vagrant',
  language: 'sh',
  suits: ({ format }) => format === 'box',
  lines: (image) => {
    const name = hostName(image);
    return inTurn(
      overLines(
        `vagrant box add --name ${name}`,
        `--checksum-type ${image.algorithm} --checksum ${image.hex}`,
        shellWord(image.url),
      ),
      `vagrant init ${name}`,
      'vagrant up',
    );
  },
};
